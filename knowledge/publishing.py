"""Publishing: letting newest revisions answer, on the days that are theirs."""

from collections.abc import Sequence
from datetime import date

from sqlalchemy import select, text, update
from sqlmodel import Session, col

from knowledge.drafts import Draft
from knowledge.entry_tables import REFUSED, EntryStanding, RevisionMemo
from knowledge.law_names import PREFIX, short_name
from knowledge.portions import portions
from knowledge.tables import Edition, Entry, Revision, Source

_FIRST_EDITION = text(
    "INSERT INTO knowledge_edition (id, stamp) VALUES (1, 0) ON CONFLICT (id) DO NOTHING"
)


def next_stamp(session: Session) -> int:
    """Count one more published change; others who publish wait here until we commit."""
    counting = update(Edition).values(stamp=Edition.stamp + 1).returning(col(Edition.stamp))
    stamp = session.execute(counting).scalar()
    if stamp is None:  # the very first change of all, and perhaps two writers have it
        session.execute(_FIRST_EDITION)
        stamp = session.execute(counting).scalar_one()
    return int(stamp)


def publish_source(session: Session, source: int, stamp: int) -> None:
    """Let the newest revision of every entry of a source answer.

    What was withdrawn or declined, and says what it said then, stays so.
    """
    refused = select(col(EntryStanding.entry_id)).where(
        col(EntryStanding.entry_id) == col(Entry.id),
        col(EntryStanding.revision) == col(Entry.latest),
        col(EntryStanding.state).in_(REFUSED),
    )
    session.execute(
        update(Entry)
        .where(col(Entry.source_id) == source, ~refused.exists())
        .where(col(Entry.published).is_distinct_from(Entry.latest))
        .values(published=Entry.latest, stamp=stamp)
    )


def publish_entries(session: Session, entries: Sequence[Entry]) -> None:
    """Let the newest revisions of these entries answer, on the days that are theirs."""
    stamp = next_stamp(session)
    memos = _memos(session, [entry.id or 0 for entry in entries])
    for entry in entries:
        entry.published, entry.stamp = entry.latest, stamp
        if memo := memos.get(entry.id or 0):
            entry.valid_from, entry.valid_until = memo.valid_from, memo.valid_until
        session.add(entry)
    session.flush()
    sources = {entry.source_id for entry in entries}
    laws = select(col(Source.title)).where(col(Source.id).in_(sources), col(Source.kind) == "law")
    for title in session.scalars(laws.distinct()).all():
        order_editions(session, title, stamp)


def set_days(session: Session, source: int, drafts: Sequence[Draft], stamp: int) -> None:
    """Let published entries hold on the days that their drafts now name."""
    for draft in drafts:
        start, end = draft.valid_from, draft.valid_until
        moved = col(Entry.valid_from).is_distinct_from(start)
        moved |= col(Entry.valid_until).is_distinct_from(end)
        session.execute(
            update(Entry)
            .where(col(Entry.source_id) == source, col(Entry.key) == draft.key, moved)
            .values(valid_from=start, valid_until=end, stamp=stamp)
        )


def order_editions(session: Session, title: str, stamp: int) -> None:
    """Let each published edition of a law hold until the next one begins."""
    short = short_name(title)
    published = select(col(Entry.source_id)).where(col(Entry.published).is_not(None))
    editions = list(
        session.scalars(
            select(Source).where(
                col(Source.kind) == "law",
                col(Source.title).in_((short, PREFIX + short)),
                col(Source.id).in_(published),
            )
        )
    )
    editions.sort(key=lambda row: (_begin(row), row.imported_at))
    for older, newer in zip(editions, [*editions[1:], None], strict=True):
        older.superseded_by = newer.id if newer else None
        end = _begin(newer) if newer else older.in_force_until
        start = older.in_force_from
        session.add(older)
        session.execute(
            update(Entry)
            .where(col(Entry.source_id) == older.id)
            .where(
                col(Entry.valid_until).is_distinct_from(end)
                | col(Entry.valid_from).is_distinct_from(start)
            )
            .values(valid_from=start, valid_until=end, stamp=stamp)
        )


def _memos(session: Session, entries: Sequence[int]) -> dict[int, RevisionMemo]:
    """Give what goes with the newest revision of each entry, where anything does."""
    found: dict[int, RevisionMemo] = {}
    for part in portions(entries):
        rows = session.execute(
            select(col(Entry.id), RevisionMemo)
            .join(Revision, col(Revision.id) == RevisionMemo.revision_id)
            .join(
                Entry, (col(Entry.id) == Revision.entry_id) & (col(Entry.latest) == Revision.number)
            )
            .where(col(Entry.id).in_(part))
        )
        found |= {entry or 0: memo for entry, memo in rows}
    return found


def _begin(row: Source) -> date:
    return row.in_force_from or row.issued_on or date.min
