"""Taking a source in: what is new, what changed, and which older edition it replaces."""

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlmodel import Session, col

from knowledge.drafts import ASKED, Draft, Parsed, SourceFacts
from knowledge.entry_tables import RevisionMemo
from knowledge.publishing import next_stamp as next_stamp
from knowledge.publishing import order_editions, publish_source, set_days
from knowledge.tables import Entry, Phrase, Revision, Source


@dataclass(slots=True)
class Tally:
    """How many entries an import added, changed, left alone and turned away."""

    added: int = 0
    changed: int = 0
    unchanged: int = 0
    rejected: int = 0

    def add(self, other: "Tally") -> None:
        """Count another source in."""
        self.added += other.added
        self.changed += other.changed
        self.unchanged += other.unchanged
        self.rejected += other.rejected


def take_in(session: Session, parsed: Parsed, *, by: str, now: datetime, publish: bool) -> Tally:
    """Store one source: new drafts become entries, changed ones new revisions.

    The same source again changes nothing. With `publish`, the newest revisions answer at once.
    """
    stamp = next_stamp(session)
    source = _source(session, parsed.source, now=now)
    known = _known(session, source)
    fresh = [draft for draft in parsed.drafts if draft.key not in known]
    altered = [
        draft
        for draft in parsed.drafts
        if draft.key in known and known[draft.key][1] != checksum(draft)
    ]
    entries = _add_entries(session, source, fresh, stamp)
    numbers = {known[draft.key][0]: known[draft.key][2] + 1 for draft in altered}
    _revise(session, fresh, [(entries[draft.key], 1) for draft in fresh], by=by, now=now)
    ids = [known[draft.key][0] for draft in altered]
    _revise(session, altered, [(entry, numbers[entry]) for entry in ids], by=by, now=now)
    for entry in ids:
        session.execute(update(Entry).where(col(Entry.id) == entry).values(latest=numbers[entry]))
    if publish:
        publish_source(session, source, stamp)
        if parsed.source.kind == "law":
            order_editions(session, parsed.source.title, stamp)
        else:
            set_days(
                session, source, [draft for draft in parsed.drafts if draft.key in known], stamp
            )
    kept = len(parsed.drafts) - len(fresh) - len(altered)
    return Tally(len(fresh), len(altered), kept, len(parsed.rejected))


def holds(session: Session, facts: SourceFacts) -> bool:
    """Say whether this very source, by its checksum, was taken in already."""
    found = select(col(Source.id)).where(
        col(Source.kind) == facts.kind,
        col(Source.title) == facts.title,
        col(Source.checksum) == facts.checksum,
    )
    return session.scalars(found).first() is not None


def revise(session: Session, entry: Entry, draft: Draft, *, by: str, now: datetime) -> int:
    """Add a newest revision to one entry, which answers nobody yet, and give its number."""
    entry.latest += 1
    _revise(session, [draft], [(entry.id or 0, entry.latest)], by=by, now=now)
    session.add(entry)
    session.flush()
    return entry.latest


def checksum(draft: Draft) -> str:
    """Tell two wordings of an entry apart by everything that a revision keeps."""
    said = [draft.title, draft.section, draft.text, draft.phrases, draft.negatives]
    cited = [(citation.law, citation.article) for citation in draft.citations]
    days = [str(draft.valid_from), str(draft.valid_until)]
    whole = json.dumps([said, cited, sorted(draft.fields.items()), days], ensure_ascii=False)
    return hashlib.sha256(whole.encode()).hexdigest()[:32]


def _source(session: Session, facts: SourceFacts, *, now: datetime) -> int:
    row = session.scalars(
        select(Source).where(
            col(Source.kind) == facts.kind,
            col(Source.title) == facts.title,
            col(Source.edition) == facts.edition,
        )
    ).first() or Source(kind=facts.kind, title=facts.title, edition=facts.edition, imported_at=now)
    for name in (
        "issuer",
        "number",
        "issued_on",
        "in_force_from",
        "in_force_until",
        "address",
        "checksum",
    ):
        setattr(row, name, getattr(facts, name))
    session.add(row)
    session.flush()
    return row.id or 0  # flushed, so it has one


def _known(session: Session, source: int) -> dict[str, tuple[int, str, int]]:
    rows = session.execute(
        select(col(Entry.key), col(Entry.id), col(Revision.checksum), col(Entry.latest))
        .join(
            Revision, (col(Revision.entry_id) == Entry.id) & (col(Revision.number) == Entry.latest)
        )
        .where(col(Entry.source_id) == source)
    )
    return {key: (entry, mark, latest) for key, entry, mark, latest in rows}


def _add_entries(
    session: Session, source: int, drafts: Sequence[Draft], stamp: int
) -> dict[str, int]:
    rows = [
        {
            "source_id": source,
            "kind": str(draft.kind),
            "key": draft.key,
            "latest": 1,
            "valid_from": draft.valid_from,
            "valid_until": draft.valid_until,
            "stamp": stamp,
        }
        for draft in drafts
    ]
    if not rows:
        return {}
    added = session.execute(insert(Entry).returning(col(Entry.key), col(Entry.id)), rows)
    return {key: entry for key, entry in added}  # noqa: C416  (rows are not pairs to mypy)


def _revise(
    session: Session,
    drafts: Sequence[Draft],
    places: Iterable[tuple[int, int]],
    *,
    by: str,
    now: datetime,
) -> None:
    kept = list(zip(drafts, places, strict=True))
    rows = [
        {
            "entry_id": entry,
            "number": number,
            "title": draft.title,
            "section": draft.section,
            "text": draft.text,
            "citations": [[citation.law, citation.article] for citation in draft.citations],
            "fields": dict(draft.fields),
            "checksum": checksum(draft),
            "made_by": by,
            "made_at": now,
        }
        for draft, (entry, number) in kept
    ]
    if not rows:
        return
    made = session.execute(
        insert(Revision).returning(col(Revision.id), col(Revision.entry_id)), rows
    )
    revisions = {entry: revision for revision, entry in made}
    made_of = [(revisions[entry], draft) for draft, (entry, _number) in kept]
    _keep_memos(session, made_of)
    _keep_phrases(session, made_of)


def _keep_memos(session: Session, made: Iterable[tuple[int, Draft]]) -> None:
    memos = [
        {
            "revision_id": revision,
            "valid_from": draft.valid_from,
            "valid_until": draft.valid_until,
            "remark": "",
        }
        for revision, draft in made
        if draft.kind in ASKED
    ]
    if memos:
        session.execute(insert(RevisionMemo), memos)


def _keep_phrases(session: Session, made: Iterable[tuple[int, Draft]]) -> None:
    phrases = [
        {"revision_id": revision, "text": text, "negative": negative}
        for revision, draft in made
        for texts, negative in ((draft.phrases, False), (draft.negatives, True))
        for text in texts
    ]
    if phrases:
        session.execute(insert(Phrase), phrases)
