"""Bringing a newer starter in: what answers stays, and what is new waits as drafts beside it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from knowledge.drafts import Draft, Parsed, SourceFacts
from knowledge.editions import Tally, checksum, next_stamp, take_in
from knowledge.entry_queues import is_draft
from knowledge.entry_tables import EntryStanding
from knowledge.starter_files import EDITION
from knowledge.tables import Entry, Revision, Source

FILES = 16  # characters of a starter's checksum that stand for its files; the rest for the town


@dataclass(frozen=True, slots=True)
class _Beside:
    """An entry as it stands: what the starter said last, and whether only the starter spoke."""

    offered: str = ""
    untouched: bool = False


def renew(session: Session, parsed: Parsed, *, by: str, now: datetime) -> Tally:
    """Take a starter in: published the first time, offered as drafts ever after.

    An entry that the town edited keeps its edit. What only the town's own file fills in
    differently is published at once, except where the town edited or a draft waits.
    """
    before = _row(session, parsed.source)
    if before is None:
        return take_in(session, parsed, by=by, now=now, publish=True)
    same_files = before.checksum[:FILES] == parsed.source.checksum[:FILES]
    known = _known(session, before, by=by)
    fresh = [draft for draft in parsed.drafts if _offered(known, draft) != checksum(draft)]
    tally = take_in(session, replace(parsed, drafts=tuple(fresh)), by=by, now=now, publish=False)
    if same_files:
        settled = (draft.key for draft in fresh if known.get(draft.key, _Beside()).untouched)
        _publish(session, before, settled)
    tally.unchanged += len(parsed.drafts) - len(fresh)
    return tally


def waiting(session: Session) -> int:
    """Count the entries of the starter whose newest wording nobody has handed in or declined."""
    rows = (
        select(func.count())
        .select_from(Entry)
        .join(Source, col(Source.id) == Entry.source_id)
        .outerjoin(EntryStanding, col(EntryStanding.entry_id) == Entry.id)
        .where(col(Source.edition) == EDITION, is_draft())
    )
    return session.scalar(rows) or 0


def _row(session: Session, facts: SourceFacts) -> Source | None:
    return session.scalars(
        select(Source).where(
            col(Source.kind) == facts.kind,
            col(Source.title) == facts.title,
            col(Source.edition) == facts.edition,
        )
    ).first()


def _known(session: Session, source: Source, *, by: str) -> dict[str, _Beside]:
    rows = session.execute(
        select(
            col(Entry.key),
            col(Entry.published),
            col(Entry.latest),
            col(Revision.number),
            col(Revision.checksum),
            col(Revision.made_by),
        )
        .join(Revision, col(Revision.entry_id) == Entry.id)
        .where(col(Entry.source_id) == source.id)
        .order_by(col(Revision.number))
    )
    found: dict[str, _Beside] = {}
    for key, published, latest, number, mark, maker in rows:
        offered = mark if maker == by else found.get(key, _Beside()).offered
        found[key] = _Beside(offered, maker == by and number == published == latest)
    return found


def _offered(known: dict[str, _Beside], draft: Draft) -> str:
    return known.get(draft.key, _Beside()).offered


def _publish(session: Session, source: Source, keys: Iterable[str]) -> None:
    wanted = list(keys)
    if wanted:
        session.execute(
            update(Entry)
            .where(col(Entry.source_id) == source.id, col(Entry.key).in_(wanted))
            .values(published=Entry.latest, stamp=next_stamp(session))
        )
