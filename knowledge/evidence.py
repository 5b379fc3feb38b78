"""How sure the best entry and the best article are, told from everything seen of a question."""

from dataclasses import dataclass

import numpy as np

from knowledge.catalogue import Document
from knowledge.ranking.question import Views
from knowledge.ranking.shelf import Places
from knowledge.ranking.taught import Taught
from knowledge.segment import Floats

TOP = 3  # articles that an answer may rest on
NEAREST = 6
CITED = 0.3  # what the rank of a cited article counts beside likeness


@dataclass(frozen=True, slots=True)
class Entry:
    """An entry whose phrasings come near: how near in meaning, and where its articles rank."""

    document: Document
    likeness: float
    shared: float
    cited: float

    @property
    def standing(self) -> float:
        """How far up it belongs among its like."""
        return self.likeness + self.shared + CITED * self.cited


def nearest_entries(views: Views, taught: Taught) -> list[tuple[int, float]]:
    """Give places of the entries that are asked most alike, with how alike (0–1)."""
    if not len(views.phrases):
        return []
    best = np.full(len(taught.entries), -1.0, np.float32)
    np.maximum.at(best, taught.owners, views.phrases)
    order = np.argsort(-best)[:NEAREST]
    return [(int(taught.entries[row]), float(best[row])) for row in order]


def of_articles(views: Views, places: Places, weights: Floats) -> Floats:
    """Describe how clearly the first articles stand out."""
    if not len(places):
        return np.zeros(9, np.float32)
    best = places[0]
    weight = np.pad(weights[:6], (0, max(0, 6 - len(weights))), constant_values=weights[-1])
    scores = views.scores
    return np.array(
        [
            weight[0],
            weight[0] - weight[1],
            weight[0] - weight[3],
            scores["turned"][best],
            scores["plain"][best],
            scores["asked"][places[:TOP]].max(),
            scores["phrases"][places[:TOP]].max(),
            scores["covered"][best],
            min(views.mass, 120) / 120,
        ],
        np.float32,
    )


def of_entries(entries: list[Entry], mass: float, *, with_articles: bool) -> Floats:
    """Describe how clearly the first entry stands out."""
    if not entries:
        return np.zeros(7, np.float32)
    first, second = entries[0], entries[1].likeness if len(entries) > 1 else 0.0
    return np.array(
        [
            first.likeness,
            first.likeness - second,
            first.shared,
            first.cited if with_articles else 0,
            float(with_articles),
            first.likeness * first.shared,
            min(mass, 120) / 120,
        ],
        np.float32,
    )
