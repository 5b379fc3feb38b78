"""Search over everything published, kept in memory and up to date."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from copy import copy
from dataclasses import replace
from datetime import date
from pathlib import Path

import numpy as np

from knowledge.asked import Asked, weigh
from knowledge.catalogue import Document, changed_since, current_stamp
from knowledge.database import Database
from knowledge.drafts import Kind
from knowledge.index_base import lay_base
from knowledge.law_names import LawNames
from knowledge.match import Match
from knowledge.near_phrases import NearPhrases
from knowledge.ranking.laying import Layout
from knowledge.ranking.question import Views
from knowledge.ranking.ranker import Learned
from knowledge.ranking.shelf import Places
from knowledge.read import Read, Reads
from knowledge.segment import Floats, best_places, build_segment, look_up
from knowledge.snapshot import ASKED_BY_PHRASE, Sees, Snapshot, first_snapshot, terms_of
from knowledge.terms import Splitter
from knowledge.thresholds import Thresholds
from knowledge.validity import rests_on_gone, within_their_days
from knowledge.wording import bare, sentences_of

DELTA_LIMIT = 1_500
SHORT_QUESTION = 9.0  # rarity added to every question, so that two shared words prove little
_DRAFT = -1  # the stamp of what nobody published
NOTHING: tuple[Places, Floats] = (np.zeros(0, np.int64), np.zeros(0, np.float32))


class Index:
    """Finds published documents; `refresh` takes in what changed since.

    Laws that `names` knows to have ended hold no longer. With `stopping`, neither do entries
    that rest on one, until somebody has looked at them.
    """

    def __init__(
        self,
        splitter: Splitter,
        cache: Path | None = None,
        *,
        names: LawNames | None = None,
        stopping: bool = True,
        learned: Learned | None = None,
    ) -> None:
        self.splitter = splitter
        self.names = names or LawNames({})
        self.stopping = stopping
        self.thresholds = Thresholds()
        self.reader: Reads | None = None
        self.embedding: Sees | None = None
        self._cache = cache
        self._layout = Layout(learned, splitter) if learned else None
        self._slips = NearPhrases({})
        self._gone = (-1, date.min, frozenset[int]())
        self._now = first_snapshot(0, build_segment([]), ())

    @property
    def stamp(self) -> int:
        """The newest published change that is in."""
        return self._now.stamp

    def read(self, text: str) -> Read:
        """Give a text as it was meant, where a reader is at hand."""
        return self.reader.read(text) if self.reader else Read(text)

    @property
    def snapshot(self) -> Snapshot:
        """Everything as it is now; it never changes, a newer one takes its place."""
        return self._now

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
            self._take_in(newest, touched, list(within_their_days(documents, self.names)))
        else:
            self._now = replace(self._now, stamp=newest)
        return bool(touched)

    def with_draft(self, document: Document) -> "Index":
        """Give an index that answers as if a document were published; this one stays as it is."""
        other = copy(self)
        other._now = self._ranked(self._grown(_DRAFT, [document.id], [document]))
        return other

    def phrase(self, text: str, *, on: date) -> Document | None:
        """Give the entry that has this very question, up to punctuation and one slip."""
        now, typed = self._now, bare(text)
        place = now.phrases.get(typed)
        if place is None:
            place = self._near(now.phrases).find(typed)
        if place is None or not self.answers(now.documents[place], on=on):
            return None
        return now.documents[place]

    def _near(self, phrases: Mapping[str, int]) -> NearPhrases:
        if self._slips.phrases is not phrases:
            self._slips = NearPhrases(phrases)
        return self._slips

    def article(self, law: str, number: int, sub: int = 0, *, on: date) -> Document | None:
        """Give an article by its law's short name: the edition in force, else the next one."""
        editions = self.editions(law, number, sub)
        holding = [doc for doc in editions if doc.holds_on(on)]
        coming = [doc for doc in editions if doc.valid_from and doc.valid_from > on]
        return next(iter([*holding[::-1], *coming]), None)

    def editions(self, law: str, number: int, sub: int = 0) -> list[Document]:
        """Give every text of an article that is in, oldest first."""
        now = self._now
        places = now.articles.get((law, number, sub), ())
        editions = [now.documents[place] for place in places if place not in now.hidden]
        return sorted(editions, key=lambda doc: doc.valid_from or date.min)

    def resting_on_gone(self, *, on: date) -> frozenset[int]:
        """Name the entries that cite a law gone by a day; looked for once a day and change."""
        stamp = self.stamp
        if self._gone[:2] != (stamp, on):
            ids = (doc.id for doc in self.documents if rests_on_gone(doc, self, on=on))
            self._gone = (stamp, on, frozenset(ids))
        return self._gone[2]

    def last_article(self, law: str, *, on: date) -> int:
        """Give the number of the last article that a law has on a day."""
        highest = self.laws.get(law, 0)
        return next((n for n in range(highest, 0, -1) if self.article(law, n, on=on)), highest)

    def search(
        self,
        text: str,
        *,
        on: date,
        limit: int = 10,
        only: Kind | None = None,
        beside: Sequence[str] = (),
    ) -> list[Match]:
        """Rank documents in force on a day by the terms of a text, and of words `beside` it."""
        now = self._now
        ids = np.unique(self.splitter.ids(text))
        if not len(ids):
            return []
        more = self.splitter.beside(beside, ids)
        scores, covered = look_up(now.parts, ids, beside=more)
        if only:
            of_kind = np.zeros_like(scores)
            of_kind[now.kinds.get(only, [])] = 1
            scores = scores * of_kind
        asked = weigh(ids, now.measure, beside=more)
        found = []
        for place in best_places(scores, limit * 3):
            document = now.documents[place]
            if place in now.hidden or not self.answers(document, on=on):
                continue
            likeness = self.likeness(asked, document)
            coverage = float(covered[place]) / (asked.mass + SHORT_QUESTION)
            found.append(Match(document, float(scores[place]), coverage, likeness))
            if len(found) == limit:
                break
        return found

    def views(self, text: str, *, now: Snapshot, beside: Sequence[str] = ()) -> Views | None:
        """Hold a question against everything; nothing where no learned parts are."""
        ids = self.splitter.ids(text)
        if now.ranker is None or not len(ids):
            return None
        views = now.ranker.views(ids, now.parts, beside=self.splitter.beside(beside, ids))
        return replace(views, insight=self.embedding.see(text, now) if self.embedding else None)

    def rank(self, views: Views, *, on: date, now: Snapshot) -> tuple[Places, Floats]:
        """Give places, in the snapshot that was viewed, of articles in force, and their weights."""
        places, weights = now.ranker.rank(views) if now.ranker else NOTHING
        holding = [
            place not in now.hidden and self.answers(now.documents[place], on=on)
            for place in places.tolist()
        ]
        return places[holding], weights[holding]

    def sentences(self, text: str, question: str) -> list[tuple[float, str]]:
        """Cut a text into sentences, each with the share of the question it covers."""
        asked = weigh(np.unique(self.splitter.ids(question)), self._now.measure)
        return [
            (asked.shared(frozenset(self.splitter.ids(part).tolist())) / (asked.mass or 1), part)
            for part in sentences_of(text)
        ]

    def answers(self, document: Document, *, on: date) -> bool:
        """Say whether a document may answer on a day."""
        if not document.holds_on(on):
            return False
        return not (self.stopping and document.id in self.resting_on_gone(on=on))

    def likeness(self, asked: Asked, document: Document) -> float:
        """Say how alike a question and the nearest phrasing of an entry are (0–1)."""
        if document.kind not in ASKED_BY_PHRASE:
            return 0.0
        return max(asked.likeness(*self._phrase(self._now, said)) for said in document.wordings)

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
            base = lay_base(
                documents, splitter=self.splitter, cache=self._cache, layout=self._layout
            )
            after = first_snapshot(stamp, base, documents)
        else:
            after = self._grown(stamp, touched, fresh)
        self._now = self._ranked(after)

    def _grown(self, stamp: int, touched: Sequence[int], fresh: Sequence[Document]) -> Snapshot:
        late = [terms_of(document, self.splitter) for document in fresh]
        return self._now.grown(stamp, touched, fresh, late)

    def _ranked(self, after: Snapshot) -> Snapshot:
        lay = self._layout.ranker if self._layout else None
        ranker = lay(after.documents, after.late, after.entries) if lay else None
        return replace(after, ranker=ranker)
