"""Entries near to what was asked or typed, and what they say."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from bot.console.entries.rows import KINDS
from bot.console.visit import Visit
from knowledge.drafts import ASKED, Kind
from knowledge.portions import portions
from knowledge.tables import Entry, Revision

MOST = 6
EVERY = (Kind.FAQ, Kind.GUIDE, Kind.ARTICLE)
_BRIEF = 400


@dataclass(frozen=True, slots=True)
class Near:
    """An entry as it is offered: what it is, what it says, and whether it answers by now."""

    id: int
    kind: str
    title: str
    text: str
    published: bool


def near(visit: Visit, said: str, kinds: Sequence[Kind] = ASKED, *, most: int = MOST) -> list[Near]:
    """Give the published entries nearest to some words, the nearest first."""
    index = visit.town.knowledge.index
    found = [
        match
        for kind in kinds
        for match in index.search(said, on=visit.today, limit=most, only=kind)
    ]
    found.sort(key=lambda match: match.likeness, reverse=True)
    return entries(visit.session, [match.document.id for match in found[:most]])


def drafts_like(visit: Visit, typed: str, *, most: int = 3) -> list[Near]:
    """Give the drafts of questions and guides whose title holds what was typed."""
    wanted = (
        select(col(Entry.id))
        .join(Revision, col(Revision.entry_id) == Entry.id)
        .where(col(Revision.number) == Entry.latest, col(Entry.published).is_(None))
        .where(col(Entry.kind).in_(ASKED))
        .where(col(Revision.title).contains(typed, autoescape=True))
        .order_by(col(Entry.id).desc())
        .limit(most)
    )
    return entries(visit.session, [number or 0 for number in visit.session.scalars(wanted)])


def entries(session: Session, numbers: Iterable[int]) -> list[Near]:
    """Give entries by their numbers, in this order; those that are gone are left out."""
    wanted = list(dict.fromkeys(numbers))
    found: dict[int, Near] = {}
    for part in portions(wanted):
        rows = session.execute(
            select(Entry, Revision)
            .join(Revision, col(Revision.entry_id) == Entry.id)
            .where(col(Entry.id).in_(part))
        )
        for entry, row in rows:
            if row.number == (entry.published or entry.latest):
                found[entry.id or 0] = _near(entry, row)
    return [found[number] for number in wanted if number in found]


def _near(entry: Entry, row: Revision) -> Near:
    text = row.text if len(row.text) <= _BRIEF else row.text[:_BRIEF] + "…"
    kind = KINDS[Kind(entry.kind)]
    return Near(entry.id or 0, kind, row.title, text, entry.published is not None)
