"""An entry's wordings: what any of its revisions said, and what an edit starts from."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from knowledge.drafts import Citation, Draft, Kind
from knowledge.entry_tables import EntryStanding, EntryState, RevisionMemo
from knowledge.errors import NotFound
from knowledge.tables import Entry, Phrase, Revision


@dataclass(frozen=True, slots=True)
class Wording:
    """One revision of an entry: its number, what it says, who made it, when and why."""

    number: int
    draft: Draft
    by: str
    at: datetime
    remark: str = ""


def wording(session: Session, entry: Entry, number: int) -> Wording:
    """Give what one revision said."""
    found = session.scalars(
        select(Revision).where(col(Revision.entry_id) == entry.id, col(Revision.number) == number)
    ).first()
    if found is None:
        raise NotFound("这一条没有这一稿。")
    return _wordings(session, entry, [found])[0]


def wordings(session: Session, entry: Entry) -> list[Wording]:
    """Give every revision of an entry, the newest first."""
    rows = session.scalars(
        select(Revision)
        .where(col(Revision.entry_id) == entry.id)
        .order_by(col(Revision.number).desc())
    ).all()
    return _wordings(session, entry, rows)


def working(session: Session, entry: Entry) -> Wording:
    """Give what an edit starts from: the newest revision, or what answers if that was declined."""
    standing = session.get(EntryStanding, entry.id)
    declined = (
        standing is not None
        and standing.state == EntryState.DECLINED
        and standing.revision == entry.latest
    )
    return wording(session, entry, (declined and entry.published) or entry.latest)


def as_draft(
    entry: Entry, row: Revision, days: RevisionMemo | Entry, phrases: Sequence[Phrase]
) -> Draft:
    """Give a revision as it was handed in; `days` is whose validity counts."""
    return Draft(
        Kind(entry.kind),
        entry.key,
        row.title,
        row.text,
        section=row.section,
        phrases=tuple(one.text for one in phrases if not one.negative),
        negatives=tuple(one.text for one in phrases if one.negative),
        citations=tuple(Citation(law, article) for law, article in row.citations),
        fields=row.fields,
        valid_from=days.valid_from,
        valid_until=days.valid_until,
    )


def _wordings(session: Session, entry: Entry, rows: Sequence[Revision]) -> list[Wording]:
    ids = [row.id for row in rows]
    phrases: dict[int, list[Phrase]] = {}
    asked = select(Phrase).where(col(Phrase.revision_id).in_(ids)).order_by(col(Phrase.id))
    for phrase in session.scalars(asked):
        phrases.setdefault(phrase.revision_id, []).append(phrase)
    memos = {
        memo.revision_id: memo
        for memo in session.scalars(
            select(RevisionMemo).where(col(RevisionMemo.revision_id).in_(ids))
        )
    }
    return [
        Wording(
            row.number,
            as_draft(entry, row, memos.get(row.id or 0) or entry, phrases.get(row.id or 0, [])),
            row.made_by,
            row.made_at,
            memo.remark if (memo := memos.get(row.id or 0)) else "",
        )
        for row in rows
    ]
