"""Taking a file in as drafts, whole or not at all, exactly as it was shown before."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from knowledge.audit import note
from knowledge.drafts import Parsed
from knowledge.editions import Tally, next_stamp, take_in
from knowledge.errors import NotAllowed
from knowledge.import_plan import known_sources, plan_import
from knowledge.review import signed_name
from knowledge.tables import Entry, Revision, Source

OUTRUN = "预览以后，有人改过这些条目，还没有导入。请重新检查一遍，再决定。"


@dataclass(frozen=True, slots=True)
class Taken:
    """How many rows became what, and the entries that have a new draft."""

    tally: Tally
    entries: tuple[int, ...]


def take_in_drafts(
    session: Session,
    sources: Sequence[Parsed],
    *,
    file: str,
    by: str,
    now: datetime,
    seen: str = "",
) -> Taken:
    """Make drafts of what was read, which answer nobody until they are reviewed.

    With `seen`, the mark of a plan, only if the entries still are as they were then. Twice adds
    none.
    """
    name, tally = signed_name(by), Tally()
    next_stamp(session)  # others who publish or import wait here until we commit
    known = known_sources(session, sources)
    if seen and plan_import(session, known).mark != seen:
        raise NotAllowed(OUTRUN)
    for parsed in known:
        tally.add(take_in(session, parsed, by=name, now=now, publish=False))
    entries = tuple(entry for one in known for entry in _drafted(session, one, name, now))
    detail = {"file": file, "added": tally.added, "changed": tally.changed}
    note(session, "import", "entries", by=name, at=now, detail=detail)
    return Taken(tally, entries)


def _drafted(session: Session, parsed: Parsed, by: str, now: datetime) -> list[int]:
    facts = parsed.source
    rows = session.scalars(
        select(col(Entry.id))
        .join(Source, col(Source.id) == Entry.source_id)
        .join(Revision, col(Revision.entry_id) == Entry.id)
        .where(col(Source.kind) == facts.kind, col(Source.title) == facts.title)
        .where(col(Source.edition) == facts.edition)
        .where(col(Revision.number) == Entry.latest)
        .where(col(Revision.made_at) == now, col(Revision.made_by) == by)
        .order_by(col(Entry.id))
    )
    return [number or 0 for number in rows]
