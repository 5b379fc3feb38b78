"""One moment of the index: everything published, and where each thing stands."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Protocol

from knowledge.catalogue import Document
from knowledge.drafts import Kind
from knowledge.law_names import short_name
from knowledge.ranking.insight import Insight
from knowledge.ranking.ranker import Ranker
from knowledge.segment import Segment, build_segment
from knowledge.terms import Ids, Splitter
from knowledge.wording import bare

ASKED_BY_PHRASE = (Kind.FAQ, Kind.GUIDE)

Fields = tuple[Ids, ...]


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Replaced whole at every change, so that a reader never sees half of one.

    A document's place is its number in `documents`: first those of the large segment `base`,
    then those of the small `delta`, whose terms are in `late`. Places in `hidden` are taken back.
    """

    stamp: int
    base: Segment
    delta: Segment
    documents: tuple[Document, ...] = ()
    late: tuple[Fields, ...] = ()
    hidden: frozenset[int] = frozenset()
    places: dict[int, int] = field(default_factory=dict)
    kinds: dict[Kind, list[int]] = field(default_factory=dict)
    phrases: dict[str, int] = field(default_factory=dict)
    articles: dict[tuple[str, int, int], tuple[int, ...]] = field(default_factory=dict)
    laws: dict[str, int] = field(default_factory=dict)
    masses: dict[str, tuple[frozenset[int], float]] = field(default_factory=dict)
    ranker: Ranker | None = None

    @property
    def parts(self) -> tuple[Segment, Segment]:
        """Both segments, in the order of places."""
        return self.base, self.delta

    @property
    def entries(self) -> list[int]:
        """The places of what is asked by its own phrasings and not taken back."""
        kinds = (places for kind, places in self.kinds.items() if kind in ASKED_BY_PHRASE)
        return [place for places in kinds for place in places if place not in self.hidden]

    @property
    def measure(self) -> Segment:
        """The segment that says how telling a term is."""
        return self.base if self.base.size else self.delta

    def kept(self, touched: Sequence[int]) -> list[Document]:
        """Give the documents that a change leaves alone."""
        gone = set(touched)
        return [self.documents[place] for id_, place in self.places.items() if id_ not in gone]

    def grown(
        self, stamp: int, touched: Sequence[int], fresh: Sequence[Document], late: Sequence[Fields]
    ) -> "Snapshot":
        """Take touched entries back and put fresh documents, with their terms, in the delta."""
        gone = {self.places[number] for number in touched if number in self.places}
        fields = (*self.late, *late)
        after = replace(
            self,
            stamp=stamp,
            delta=build_segment(fields, self.base),
            documents=(*self.documents, *fresh),
            late=fields,
            hidden=self.hidden | gone,
            places={id_: place for id_, place in self.places.items() if place not in gone},
            kinds={kind: list(places) for kind, places in self.kinds.items()},
            phrases={text: place for text, place in self.phrases.items() if place not in gone},
            articles=dict(self.articles),
            laws=dict(self.laws),
        )
        after.shelve(fresh, first=len(self.documents))
        return after

    def shelve(self, documents: Sequence[Document], *, first: int = 0) -> None:
        """Note where documents stand; for a snapshot that nobody reads yet."""
        for place, document in enumerate(documents, first):
            self.places[document.id] = place
            self.kinds.setdefault(document.kind, []).append(place)
            if document.kind in ASKED_BY_PHRASE:
                for phrase in (document.title, *document.phrases):
                    self.phrases.setdefault(bare(phrase), place)
            elif document.fields and "number" in document.fields:
                self._shelve_article(document, place)

    def _shelve_article(self, document: Document, place: int) -> None:
        fields = document.fields or {}
        law, number = short_name(document.origin.title), int(fields["number"])
        article = (law, number, int(fields.get("sub", 0)))
        self.articles[article] = (*self.articles.get(article, ()), place)
        self.laws[law] = max(number, self.laws.get(law, 0))


class Sees(Protocol):
    """The little that is asked of whoever keeps an embedder's view."""

    def see(self, text: str, now: Snapshot) -> Insight | None:
        """Show a question to the embedder; nothing if it sees nothing of this moment."""


def first_snapshot(stamp: int, base: Segment, documents: Sequence[Document]) -> Snapshot:
    """Start from a large segment and the documents in it."""
    snapshot = Snapshot(stamp, base, build_segment([], base), tuple(documents))
    snapshot.shelve(documents)
    return snapshot


def terms_of(document: Document, splitter: Splitter) -> Fields:
    """Give the terms of what a document is asked by, where it stands and what it says."""
    ids = splitter.ids
    return ids(" ".join(document.wordings)), ids(document.section), ids(document.text)
