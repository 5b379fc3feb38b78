"""Entries that ask nearly what somebody is writing, found while they write."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz, process
from sqlalchemy import select
from sqlmodel import Session, col

from knowledge.catalogue import Document
from knowledge.drafts import ASKED
from knowledge.index import Index
from knowledge.tables import Entry, Revision
from knowledge.wording import bare

MOST = 3
MOST_DRAFTS = 2_000  # the newest; a whole import is compared when it is read
NEAR = 0.5  # a hint may be wrong more often than an answer
ALIKE = 85.0  # spelling alone, of drafts that are in no index yet
LEAST = 4  # characters that say something


@dataclass(frozen=True, slots=True)
class Like:
    """An entry that asks nearly the same: its question, and whether it is the very same."""

    id: int
    title: str
    same: bool
    draft: bool = False


def like_entries(
    session: Session, index: Index, sayings: Sequence[str], *, on: date, without: int = 0
) -> list[Like]:
    """Find up to three entries that ask what any of these sayings ask, the nearest first."""
    said = [text for text in sayings if len(bare(text)) >= LEAST]
    found: dict[int, Like] = {}
    for like in (*_same(index, said, on=on), *_near(index, said, on=on), *_drafts(session, said)):
        if like.id != without:
            found.setdefault(like.id, like)
    return sorted(found.values(), key=lambda like: not like.same)[:MOST]


def _same(index: Index, said: Iterable[str], *, on: date) -> Iterable[Like]:
    entries = (index.phrase(text, on=on) for text in said)
    return [Like(entry.id, entry.title, same=True) for entry in entries if entry]


def _near(index: Index, said: Sequence[str], *, on: date) -> Iterable[Like]:
    best: dict[int, tuple[float, Document]] = {}
    for text in said[:MOST]:
        for kind in ASKED:
            for match in index.search(text, on=on, limit=MOST, only=kind):
                if match.likeness >= NEAR:
                    best[match.document.id] = max(
                        best.get(match.document.id, (0.0, match.document)),
                        (match.likeness, match.document),
                        key=lambda pair: pair[0],
                    )
    ordered = sorted(best.values(), key=lambda pair: -pair[0])
    return [Like(entry.id, entry.title, same=False) for _likeness, entry in ordered]


def _drafts(session: Session, said: Sequence[str]) -> Iterable[Like]:
    """Look among what nobody published yet, which no index knows."""
    if not said:
        return []
    newest = (col(Revision.entry_id) == Entry.id) & (col(Revision.number) == Entry.latest)
    rows = session.execute(
        select(col(Entry.id), col(Revision.title))
        .join(Revision, newest)
        .where(col(Entry.published).is_(None), col(Entry.kind).in_(ASKED))
        .order_by(col(Entry.id).desc())
        .limit(MOST_DRAFTS)
    )
    titles = {number: title for number, title in rows}  # noqa: C416  (rows are not pairs to mypy)
    spelt = {number: bare(title) for number, title in titles.items()}
    found = [
        (number, score)
        for text in said
        for _title, score, number in process.extract(
            bare(text), spelt, scorer=fuzz.ratio, limit=MOST, score_cutoff=ALIKE
        )
    ]
    found.sort(key=lambda pair: -pair[1])
    return [Like(number, titles[number], same=score == 100, draft=True) for number, score in found]
