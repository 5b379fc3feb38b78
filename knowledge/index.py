"""Search over everything published, kept in memory and up to date."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path

import numpy as np

from knowledge.asked import Asked, weigh
from knowledge.catalogue import Document, changed_since, current_stamp
from knowledge.database import Database
from knowledge.drafts import Kind
from knowledge.segment import Floats, Segment, build_segment, load_segment
from knowledge.snapshot import ASKED_BY_PHRASE, Fields, Snapshot, first_snapshot
from knowledge.terms import Splitter
from knowledge.wording import bare

ANALYSER = 1  # raise it when terms or weights change: cached segments then no longer fit
DELTA_LIMIT = 1_500
SHORT_QUESTION = 9.0  # rarity added to every question, so that two shared words prove little
_CLOSE = (0.4, 0.2, 0.1, 0.0)  # shares of the best score; sorting few is faster than sorting all
_SENTENCE = re.compile(r"[^。；！？\n]+[。；！？]?")


@dataclass(frozen=True, slots=True)
class Match:
    """A document found.

    `coverage` is the share of the question it holds, `likeness` how alike the question and the
    nearest of its own phrasings are; both are 0–1.
    """

    document: Document
    score: float
    coverage: float
    likeness: float


class Index:
    """Finds published documents; `refresh` takes in what changed since."""

    def __init__(self, splitter: Splitter, cache: Path | None = None) -> None:
        self.splitter = splitter
        self._cache = cache
        self._now = first_snapshot(0, build_segment([]), ())

    @property
    def stamp(self) -> int:
        """The newest published change that is in."""
        return self._now.stamp

    @property
    def documents(self) -> Iterable[Document]:
        """Everything published, whatever its days of validity."""
        now = self._now
        return (now.documents[place] for place in now.places.values())

    @property
    def laws(self) -> Mapping[str, int]:
        """The short names of the laws that are in, and the highest article of each."""
        return self._now.laws

    def counts(self) -> dict[str, int]:
        """How many published entries there are of each kind."""
        return Counter(str(document.kind) for document in self.documents)

    def refresh(self, database: Database) -> bool:
        """Take in what was published since; say whether there was anything."""
        with database.reading() as session:
            newest = current_stamp(session)
            if newest == self._now.stamp:
                return False
            touched, documents = changed_since(session, self._now.stamp)
        if touched:
            self._take_in(newest, touched, documents)
        else:
            self._now = replace(self._now, stamp=newest)
        return bool(touched)

    def phrase(self, text: str, *, on: date) -> Document | None:
        """Give the entry that has this very question among its own, up to punctuation."""
        now = self._now
        place = now.phrases.get(bare(text))
        if place is None or not now.documents[place].holds_on(on):
            return None
        return now.documents[place]

    def article(self, law: str, number: int, sub: int = 0, *, on: date) -> Document | None:
        """Give an article by its law's short name: the edition in force, else the next one."""
        now = self._now
        places = now.articles.get((law, number, sub), ())
        editions = [now.documents[place] for place in places if place not in now.hidden]
        editions.sort(key=lambda doc: doc.valid_from or date.min)
        holding = [doc for doc in editions if doc.holds_on(on)]
        coming = [doc for doc in editions if doc.valid_from and doc.valid_from > on]
        return next(iter([*holding[::-1], *coming]), None)

    def last_article(self, law: str, *, on: date) -> int:
        """Give the number of the last article that a law has on a day."""
        highest = self.laws.get(law, 0)
        return next((n for n in range(highest, 0, -1) if self.article(law, n, on=on)), highest)

    def search(
        self, text: str, *, on: date, limit: int = 10, only: Kind | None = None
    ) -> list[Match]:
        """Rank documents in force on a day (of one kind only) by the terms shared with a text."""
        now = self._now
        ids = np.unique(self.splitter.ids(text))
        if not len(ids):
            return []
        looked = zip(now.base.look(ids), now.delta.look(ids), strict=True)
        scores, covered = (np.concatenate(pair) for pair in looked)
        if only:
            of_kind = np.zeros_like(scores)
            of_kind[now.kinds.get(only, [])] = 1
            scores = scores * of_kind
        asked = weigh(ids, now.measure)
        found = []
        for place in _best(scores, limit * 3):
            document = now.documents[place]
            if place in now.hidden or not document.holds_on(on):
                continue
            likeness = self._likeness(now, asked, document)
            coverage = float(covered[place]) / (asked.mass + SHORT_QUESTION)
            found.append(Match(document, float(scores[place]), coverage, likeness))
            if len(found) == limit:
                break
        return found

    def sentences(self, text: str, question: str) -> list[tuple[float, str]]:
        """Cut a text into sentences, each with the share of the question it covers."""
        asked = weigh(np.unique(self.splitter.ids(question)), self._now.measure)
        parts = [part.strip() for part in _SENTENCE.findall(text) if part.strip()]
        return [
            (asked.shared(frozenset(self.splitter.ids(part).tolist())) / (asked.mass or 1), part)
            for part in parts
        ]

    def _likeness(self, now: Snapshot, asked: Asked, document: Document) -> float:
        if document.kind not in ASKED_BY_PHRASE:
            return 0.0
        phrases = (document.title, *document.phrases)
        return max(asked.likeness(*self._phrase(now, phrase)) for phrase in phrases)

    def _phrase(self, now: Snapshot, phrase: str) -> tuple[frozenset[int], float]:
        known = now.masses.get(phrase)
        if known is None:
            ids = np.unique(self.splitter.ids(phrase))
            known = frozenset(ids.tolist()), float(now.measure.rarities(ids).sum())
            now.masses[phrase] = known
        return known

    def _take_in(self, stamp: int, touched: Sequence[int], fresh: Sequence[Document]) -> None:
        now = self._now
        if len(now.late) + len(fresh) > DELTA_LIMIT or not now.base.size:
            documents = [*now.kept(touched), *fresh]
            self._now = first_snapshot(stamp, self._base(documents), documents)
        else:
            late = [self._fields(document) for document in fresh]
            self._now = now.grown(stamp, touched, fresh, late)

    def _base(self, documents: Sequence[Document]) -> Segment:
        path = self._cache and self._cache / f"{_content(documents, self.splitter.names)}.npz"
        kept = path and load_segment(path)
        if kept and kept.size == len(documents):
            return kept
        segment = build_segment([self._fields(document) for document in documents])
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
            for old in path.parent.glob("*.npz"):
                old.unlink(missing_ok=True)
            segment.save(path)
        return segment

    def _fields(self, document: Document) -> Fields:
        ids = self.splitter.ids
        asked = " ".join((document.title, *document.phrases))
        return ids(asked), ids(document.section), ids(document.text)


def _best(scores: Floats, count: int) -> Iterable[int]:
    highest = float(scores.max(initial=0))
    top = np.zeros(0, dtype=np.int64)
    for share in _CLOSE:
        top = np.flatnonzero(scores > highest * share)
        if len(top) >= count:
            break
    top = top[np.argsort(-scores[top], kind="stable")[:count]]
    return (int(place) for place in top)


def _content(documents: Sequence[Document], names: Sequence[str]) -> str:
    """Name a segment by what was put in, not by row ids: another database has those too."""
    mark = hashlib.sha256(f"{ANALYSER} {names}".encode())
    for doc in documents:
        fields = (doc.title, *doc.phrases, doc.section, doc.text)
        mark.update("\0".join(fields).encode("utf-8", "replace") + b"\1")
    return mark.hexdigest()[:32]
