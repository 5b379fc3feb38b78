"""Drafts that nobody handed in yet, by the list or law they came with."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlmodel import Session, col

from knowledge.entry_tables import EntryStanding, EntryState
from knowledge.tables import Entry, Source


@dataclass(frozen=True, slots=True)
class Heap:
    """A source and how many of its entries wait as drafts."""

    id: int
    title: str
    kind: str
    edition: str
    count: int


def draft_heaps(session: Session) -> list[Heap]:
    """Give every source that has drafts, the fullest first."""
    rows = session.execute(
        select(
            col(Source.id), col(Source.title), col(Source.kind), col(Source.edition), func.count()
        )
        .join(Entry, col(Entry.source_id) == Source.id)
        .outerjoin(EntryStanding, col(EntryStanding.entry_id) == Entry.id)
        .where(is_draft())
        .group_by(col(Source.id), col(Source.title), col(Source.kind), col(Source.edition))
        .order_by(func.count().desc(), col(Source.id))
    )
    return [Heap(number or 0, *rest) for number, *rest in rows]


def drafts_of(
    session: Session, source_id: int, *, skip: int = 0, most: int | None = None
) -> Sequence[Entry]:
    """Give the entries of a source whose newest wording is a draft, in their order."""
    wanted = (
        select(Entry)
        .outerjoin(EntryStanding, col(EntryStanding.entry_id) == Entry.id)
        .where(col(Entry.source_id) == source_id, is_draft())
        .order_by(col(Entry.id))
    )
    return session.scalars(wanted.offset(skip).limit(most)).all()


def is_draft() -> ColumnElement[bool]:
    """Say, beside a left join of standings, which entries have a draft nobody decided on."""
    decided = and_(
        col(EntryStanding.revision) == Entry.latest,
        col(EntryStanding.state).in_(
            (EntryState.REVIEW, EntryState.DECLINED, EntryState.WITHDRAWN)
        ),
    )
    undecided = or_(col(EntryStanding.entry_id).is_(None), ~decided)
    return and_(col(Entry.published).is_distinct_from(Entry.latest), undecided)
