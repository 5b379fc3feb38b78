"""What an embedder adds to ranking: its view of a question, and numbers for the trees."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.catalogue import Document
from knowledge.ranking.adapter import Adapter
from knowledge.ranking.embedder import of_length_one
from knowledge.ranking.meaning import ASKING, SAYING
from knowledge.ranking.shelf import Places, Shelf
from knowledge.ranking.standing import beside, best, ranks, share
from knowledge.ranking.taught import Taught, nearest
from knowledge.ranking.vector_file import Halves
from knowledge.segment import Floats

PICKED = {"turned": 90, "asked": 40, "answered": 40, "phrases": 30}
RANKED = ("turned", "plain", "asked", "answered", "phrases", "asked_sum", "answered_sum")
BY_LAW = ("turned", "asked_sum", "answered_sum")
BESIDE = ("turned", "asked_sum", "answered_sum")
SMOOTH, UNTAUGHT = 20.0, 0.5  # how slowly a place loses worth; what an untaught embedder's counts
CHUNK = 8_192


@dataclass(frozen=True, slots=True)
class Sight:
    """An embedder's vectors of everything on a shelf; rows of what is no article are zeros.

    With an adapter, `turned` and `phrases` are turned by it; without one `turned` is empty.
    """

    documents: Sequence[Document]
    plain: Halves
    turned: Floats
    phrases: Floats
    adapter: Adapter | None = None

    def look(self, vector: Floats, taught: Taught) -> "Insight":
        """Hold a question's vector against everything."""
        if self.adapter is None:
            return Insight(self, vector, {}, self.phrases @ vector)
        asked = self.adapter.turned(vector[None], ASKING)[0]
        phrases = self.phrases @ asked
        by_question, by_answer = self.adapter.asked @ asked, self.adapter.answered @ asked
        size = len(self.documents)
        scores = {
            "turned": self.turned @ asked,
            "asked": nearest(by_question, taught.pairs, size),
            "answered": nearest(by_answer, taught.pairs, size),
            "phrases": nearest(phrases, taught.phrase_pairs, size),
            "asked_sum": nearest(by_question, taught.pairs, size, add=True),
            "answered_sum": nearest(by_answer, taught.pairs, size, add=True),
        }
        return Insight(self, vector, scores, phrases)


@dataclass(frozen=True, slots=True)
class Insight:
    """One question as an embedder sees it; `phrases` says how alike each entry's phrasing is."""

    sight: Sight
    vector: Floats
    scores: dict[str, Floats]
    phrases: Floats

    def pick(self, shelf: Shelf) -> Places:
        """Take the best articles of every view."""
        found = [np.zeros(0, np.int64)]
        for name, count in PICKED.items() if self.scores else ():
            found.append(best(self.scores[name], shelf.others, count))
        return np.unique(np.concatenate(found))

    def describe(self, shelf: Shelf, places: Places) -> Floats:
        """Give the numbers that stand at the end of each candidate's row."""
        scores = {name: values[places] for name, values in self.scores.items()}
        scores["plain"] = self.plain(places)
        law, columns = shelf.law[places], list[Floats]()
        for name in RANKED:
            values = scores[name]
            highest = float(values.max(initial=0)) or 1.0
            columns += [values, values / highest, ranks(values), np.full_like(values, highest)]
        columns += [share(scores[name], law) for name in BY_LAW]
        columns += [beside(scores[name], places, shelf) for name in BESIDE]
        return np.stack(columns, axis=1).astype(np.float32)

    def plain(self, places: Places) -> Floats:
        """Say how alike the question and each of these articles are, as the embedder has it."""
        return self.sight.plain[places].astype(np.float32) @ self.vector

    def mixed(self, weights: Floats, places: Places) -> Floats:
        """Mix the order of weights with that of plain likeness, by places alone."""
        order = np.argsort(np.argsort(-weights, kind="stable"))
        alike = np.argsort(np.argsort(-self.plain(places), kind="stable"))
        return (1 / (SMOOTH + order) + UNTAUGHT / (SMOOTH + alike)).astype(np.float32)


def lay_out(
    documents: Sequence[Document],
    plain: Halves,
    phrases: Floats,
    *,
    adapter: Adapter | None,
    before: Sight | None = None,
) -> Sight:
    """Turn vectors of documents and phrasings; rows that stand as they did `before` are kept."""
    if adapter is None:
        return Sight(documents, plain, np.zeros((0, 0), np.float32), of_length_one(phrases))
    kept = before.turned[: _same(documents, before.documents)] if before else None
    parts = [] if kept is None else [kept]
    for at in range(0 if kept is None else len(kept), len(plain), CHUNK):
        rows = of_length_one(plain[at : at + CHUNK].astype(np.float32))
        parts.append(adapter.turned(rows, SAYING))
    turned = np.concatenate(parts) if parts else np.zeros((0, adapter.size), np.float32)
    return Sight(documents, plain, turned, adapter.turned(phrases, ASKING), adapter)


def _same(documents: Sequence[Document], before: Sequence[Document]) -> int:
    pairs = zip(documents, before, strict=False)
    return next((at for at, (one, other) in enumerate(pairs) if one is not other), len(before))
