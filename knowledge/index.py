"""Search over everything published, kept in memory and up to date."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

import numpy as np

from knowledge.catalogue import Document, changed_since, current_stamp
from knowledge.database import Database
from knowledge.drafts import Kind
from knowledge.law_names import short_name
from knowledge.segment import Floats, Segment, build_segment, load_segment
from knowledge.terms import Ids, Splitter
from knowledge.wording import bare

ANALYSER = 1  # raise it when terms or weights change: cached segments then no longer fit
DELTA_LIMIT = 1_500
SHORT_QUESTION = 9.0  # rarity added to every question, so that two shared words prove little
ASKED_BY_PHRASE = (Kind.FAQ, Kind.GUIDE)
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


@dataclass(frozen=True, slots=True)
class _State:
    """One moment of the index; replaced whole, so that a reader never sees half a change."""

    stamp: int
    base: Segment
    delta: Segment
    documents: tuple[Document, ...]
    hidden: frozenset[int] = frozenset()
    places: dict[int, int] = field(default_factory=dict)
    kinds: dict[Kind, list[int]] = field(default_factory=dict)
    phrases: dict[str, int] = field(default_factory=dict)
    articles: dict[tuple[str, int, int], list[int]] = field(default_factory=dict)
    laws: dict[str, int] = field(default_factory=dict)
    masses: dict[str, tuple[frozenset[int], float]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Asked:
    """The terms of a question, each with how telling it is."""

    weights: dict[int, float]

    @property
    def mass(self) -> float:
        return sum(self.weights.values())

    def shared(self, terms: frozenset[int]) -> float:
        return sum(self.weights[term] for term in self.weights.keys() & terms)

    def likeness(self, terms: frozenset[int], mass: float) -> float:
        return 2 * self.shared(terms) / (self.mass + mass) if mass else 0.0


class Index:
    """Finds published documents; `refresh` takes in what changed since."""

    def __init__(self, splitter: Splitter, cache: Path | None = None) -> None:
        self.splitter = splitter
        self._cache = cache
        empty = build_segment([])
        self._state = _State(0, empty, empty, ())

    @property
    def stamp(self) -> int:
        """The newest published change that is in."""
        return self._state.stamp

    @property
    def documents(self) -> Iterable[Document]:
        """Everything published, whatever its days of validity."""
        state = self._state
        return (state.documents[place] for place in state.places.values())

    def refresh(self, database: Database) -> bool:
        """Take in what was published since; say whether there was anything."""
        with database.reading() as session:
            newest = current_stamp(session)
            if newest == self._state.stamp:
                return False
            touched, documents = changed_since(session, self._state.stamp)
        if touched:
            self._take_in(newest, touched, documents)
        else:
            self._state = replace(self._state, stamp=newest)
        return bool(touched)

    def counts(self) -> dict[str, int]:
        """How many published entries there are of each kind."""
        return Counter(str(document.kind) for document in self.documents)

    def phrase(self, text: str, *, on: date) -> Document | None:
        """Give the entry that has this very question among its own, up to punctuation."""
        state = self._state
        place = state.phrases.get(bare(text))
        if place is None or not state.documents[place].holds_on(on):
            return None
        return state.documents[place]

    def search(
        self, text: str, *, on: date, limit: int = 10, only: Kind | None = None
    ) -> list[Match]:
        """Rank documents in force on a day (of one kind only) by the terms shared with a text."""
        state = self._state
        ids = np.unique(self.splitter.ids(text))
        if not len(ids):
            return []
        looked = zip(state.base.look(ids), state.delta.look(ids), strict=True)
        scores, covered = (np.concatenate(pair) for pair in looked)
        if only:
            of_kind = np.zeros_like(scores)
            of_kind[state.kinds.get(only, [])] = 1
            scores = scores * of_kind
        rarity = self._measure(state).rarities(ids)
        asked = _Asked(dict(zip(ids.tolist(), rarity.tolist(), strict=True)))
        found = []
        for place in _best(scores, limit * 3):
            document = state.documents[place]
            if place in state.hidden or not document.holds_on(on):
                continue
            likeness = self._likeness(state, asked, document)
            coverage = float(covered[place]) / (asked.mass + SHORT_QUESTION)
            found.append(Match(document, float(scores[place]), coverage, likeness))
            if len(found) == limit:
                break
        return found

    def sentences(self, text: str, question: str) -> list[tuple[float, str]]:
        """Cut a text into sentences, each with the share of the question it covers."""
        ids = np.unique(self.splitter.ids(question))
        rarity = self._measure(self._state).rarities(ids)
        asked = _Asked(dict(zip(ids.tolist(), rarity.tolist(), strict=True)))
        parts = [part.strip() for part in _SENTENCE.findall(text) if part.strip()]
        return [
            (asked.shared(frozenset(self.splitter.ids(part).tolist())) / (asked.mass or 1), part)
            for part in parts
        ]

    def article(self, law: str, number: int, sub: int = 0, *, on: date) -> Document | None:
        """Give an article by its law's short name: the edition in force, else the next one."""
        state = self._state
        editions = [state.documents[place] for place in state.articles.get((law, number, sub), ())]
        editions.sort(key=lambda doc: doc.valid_from or date.min)
        holding = [doc for doc in editions if doc.holds_on(on)]
        coming = [doc for doc in editions if doc.valid_from and doc.valid_from > on]
        return next(iter([*holding[::-1], *coming]), None)

    @property
    def laws(self) -> Mapping[str, int]:
        """The short names of the laws that are in, and the last article of each."""
        return self._state.laws

    @staticmethod
    def _measure(state: _State) -> Segment:
        return state.base if state.base.size else state.delta

    def _likeness(self, state: _State, asked: "_Asked", document: Document) -> float:
        if document.kind not in ASKED_BY_PHRASE:
            return 0.0
        return max(
            asked.likeness(*self._phrase(state, phrase))
            for phrase in (document.title, *document.phrases)
        )

    def _phrase(self, state: _State, phrase: str) -> tuple[frozenset[int], float]:
        known = state.masses.get(phrase)
        if known is None:
            ids = np.unique(self.splitter.ids(phrase))
            known = frozenset(ids.tolist()), float(self._measure(state).rarities(ids).sum())
            state.masses[phrase] = known
        return known

    def _take_in(self, stamp: int, touched: Sequence[int], fresh: Sequence[Document]) -> None:
        state = self._state
        gone = set(touched)
        kept = [
            doc
            for place, doc in enumerate(state.documents)
            if doc.id not in gone and place not in state.hidden
        ]
        late = [doc for doc in kept if state.places[doc.id] >= state.base.size]
        if len(late) + len(fresh) > DELTA_LIMIT or not state.base.size:
            documents = (*kept, *fresh)
            base = self._base(documents)
            self._state = _with_places(_State(stamp, base, build_segment([], base), documents))
            return
        delta_documents = [*late, *fresh]
        delta = build_segment([self._fields(doc) for doc in delta_documents], state.base)
        first = state.documents[: state.base.size]
        hidden = frozenset(
            place for place, doc in enumerate(first) if doc.id in gone or place in state.hidden
        )
        self._state = _with_places(
            _State(stamp, state.base, delta, (*first, *delta_documents), hidden)
        )

    def _base(self, documents: Sequence[Document]) -> Segment:
        path = self._cache and self._cache / f"{_content(documents)}.npz"
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

    def _fields(self, document: Document) -> tuple[Ids, ...]:
        ids = self.splitter.ids
        asked = " ".join((document.title, *document.phrases))
        return ids(asked), ids(document.section), ids(document.text)


def _with_places(state: _State) -> _State:
    for place, document in enumerate(state.documents):
        if place in state.hidden:
            continue
        state.places[document.id] = place
        state.kinds.setdefault(document.kind, []).append(place)
        if document.kind in ASKED_BY_PHRASE:
            for phrase in (document.title, *document.phrases):
                state.phrases.setdefault(bare(phrase), place)
        elif document.fields and "number" in document.fields:
            _add_article(state, document, place)
    return state


def _add_article(state: _State, document: Document, place: int) -> None:
    fields = document.fields or {}
    law, number = short_name(document.origin.title), int(fields["number"])
    state.articles.setdefault((law, number, int(fields.get("sub", 0))), []).append(place)
    state.laws[law] = max(number, state.laws.get(law, 0))


def _best(scores: Floats, count: int) -> Iterable[int]:
    highest = float(scores.max(initial=0))
    top = np.flatnonzero(scores > highest * 0.4)
    if len(top) < count:  # most questions have enough close candidates; partitioning is slower
        top = np.flatnonzero(scores > 0)
    top = top[np.argsort(-scores[top], kind="stable")[:count]]
    return (int(place) for place in top)


def _content(documents: Sequence[Document]) -> str:
    """Name a segment by what was put in, not by row ids: another database has those too."""
    mark = hashlib.sha256(str(ANALYSER).encode())
    for doc in documents:
        fields = (doc.title, *doc.phrases, doc.section, doc.text)
        mark.update("\0".join(fields).encode("utf-8", "replace") + b"\1")
    return mark.hexdigest()[:32]
