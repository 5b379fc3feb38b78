"""What an import would do, row by row, before anything is written."""

import hashlib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from sqlalchemy import select
from sqlmodel import Session, col

from knowledge.drafts import Draft, Kind, Parsed
from knowledge.editions import checksum
from knowledge.entry_tables import RevisionMemo
from knowledge.entry_wordings import as_draft
from knowledge.faq_list import as_kept
from knowledge.importing.faq import question_key
from knowledge.portions import portions
from knowledge.tables import Entry, Phrase, Revision, Source

Heard = Callable[[int, int], None]  # how many rows are done, and of how many


class RowFate(StrEnum):
    """What would become of a row."""

    ADDED = "added"
    CHANGED = "changed"
    UNCHANGED = "unchanged"
    REJECTED = "rejected"


@dataclass(frozen=True, slots=True)
class Planned:
    """One row: what would become of it, what it says and what it said; `remark` says why."""

    line: int
    fate: RowFate
    after: Draft | None = None
    before: Draft | None = None
    remark: str = ""
    row: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """All rows in the order of the file, and a mark of what they were compared with."""

    rows: tuple[Planned, ...]
    mark: str


@dataclass(frozen=True, slots=True)
class _Kept:
    entry: int
    revision: int
    checksum: str


def known_sources(session: Session, sources: Iterable[Parsed]) -> list[Parsed]:
    """Give lists of questions what they have no column for, so that they keep it."""
    return [as_kept(session, one) if one.source.kind == "faq" else one for one in sources]


def plan_import(session: Session, sources: Sequence[Parsed], *, heard: Heard | None = None) -> Plan:
    """Compare what was read with the newest wordings there are; nothing is written."""
    total, done = sum(len(one.drafts) for one in sources), 0
    rows, mark = list[Planned](), hashlib.sha256()
    asked = _asked_elsewhere(session) if any(one.source.kind == "faq" for one in sources) else {}
    for parsed in sources:
        kept = _kept(session, parsed)
        mark.update(_marked(parsed, kept))
        rows += [
            Planned(row.line, RowFate.REJECTED, None, None, row.reason, row.row)
            for row in parsed.rejected
        ]
        for at in range(0, len(parsed.drafts), 500):
            part = parsed.drafts[at : at + 500]
            rows += _compared(session, part, kept, asked)
            done += len(part)
            if heard:
                heard(done, total)
    return Plan(tuple(sorted(rows, key=lambda row: row.line)), mark.hexdigest())


def _compared(
    session: Session,
    drafts: Sequence[Draft],
    kept: Mapping[str, _Kept],
    asked: Mapping[str, str],
) -> list[Planned]:
    changed = {
        draft.key: kept[draft.key]
        for draft in drafts
        if draft.key in kept and kept[draft.key].checksum != checksum(draft)
    }
    before = _wordings(session, changed)
    return [_planned(draft, draft.key in kept, before.get(draft.key), asked) for draft in drafts]


def _planned(draft: Draft, known: bool, before: Draft | None, asked: Mapping[str, str]) -> Planned:
    if before is not None:
        return Planned(draft.line, RowFate.CHANGED, draft, before)
    if known:
        return Planned(draft.line, RowFate.UNCHANGED, draft)
    twin = asked.get(question_key(draft.title), "") if draft.kind is Kind.FAQ else ""
    remark = f"“{twin}”里已经有这个问题，导入后会有两条。" if twin else ""
    return Planned(draft.line, RowFate.ADDED, draft, None, remark)


def _kept(session: Session, parsed: Parsed) -> dict[str, _Kept]:
    """Give what we keep of a source: the newest revision of each entry, by its key."""
    facts = parsed.source
    rows = session.execute(
        select(col(Entry.key), col(Entry.id), col(Revision.id), col(Revision.checksum))
        .join(Source, col(Source.id) == Entry.source_id)
        .join(Revision, col(Revision.entry_id) == Entry.id)
        .where(col(Source.kind) == facts.kind, col(Source.title) == facts.title)
        .where(col(Source.edition) == facts.edition)
        .where(col(Revision.number) == Entry.latest)
    )
    return {key: _Kept(entry or 0, revision or 0, mark) for key, entry, revision, mark in rows}


def _asked_elsewhere(session: Session) -> dict[str, str]:
    """Give every question that answers, with the list that it stands in."""
    rows = session.execute(
        select(col(Revision.title), col(Source.title))
        .join(Entry, col(Entry.id) == Revision.entry_id)
        .join(Source, col(Source.id) == Entry.source_id)
        .where(col(Entry.kind) == Kind.FAQ, col(Revision.number) == Entry.published)
    )
    return {question_key(title): source for title, source in rows}


def _marked(parsed: Parsed, kept: Mapping[str, _Kept]) -> bytes:
    """Mark the wordings that a source was compared with."""
    drafts = {draft.key for draft in parsed.drafts}
    said = sorted(f"{key} {one.revision}" for key, one in kept.items() if key in drafts)
    return "\n".join([parsed.source.title, parsed.source.edition, *said]).encode()


def _wordings(session: Session, kept: Mapping[str, _Kept]) -> dict[str, Draft]:
    """Give what revisions say, by the keys of their entries."""
    found: dict[str, Draft] = {}
    by_revision = {one.revision: key for key, one in kept.items()}
    for part in portions(sorted(by_revision)):
        phrases: dict[int, list[Phrase]] = {}
        asked = select(Phrase).where(col(Phrase.revision_id).in_(part)).order_by(col(Phrase.id))
        for phrase in session.scalars(asked):
            phrases.setdefault(phrase.revision_id, []).append(phrase)
        rows = session.execute(
            select(Entry, Revision, RevisionMemo)
            .join(Revision, col(Revision.entry_id) == Entry.id)
            .join(RevisionMemo, col(RevisionMemo.revision_id) == Revision.id, isouter=True)
            .where(col(Revision.id).in_(part))
        )
        for entry, row, memo in rows:
            said = phrases.get(row.id or 0, [])
            found[by_revision[row.id or 0]] = as_draft(entry, row, memo or entry, said)
    return found
