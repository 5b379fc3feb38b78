"""Ranking articles for a question by everything that is known."""

from dataclasses import dataclass

import numpy as np

from knowledge.ranking.clues import Clues, load_clues
from knowledge.ranking.confidence import Confidence, load_confidence
from knowledge.ranking.features import describe, describe_clues, pick
from knowledge.ranking.forest import Forest, load_forest
from knowledge.ranking.lessons import Lessons, load_lessons
from knowledge.ranking.meaning import Meaning, load_meaning
from knowledge.ranking.question import Views, view
from knowledge.ranking.shelf import Places, Shelf
from knowledge.ranking.taught import Taught
from knowledge.segment import Floats, Segment
from knowledge.terms import NO_IDS, Ids

KEPT = 130
STAGES = (
    (0, 60, None),
    (60, 240, KEPT),
    (240, None, 40),
)  # trees from, to, for so many of the best


@dataclass(frozen=True, slots=True)
class Learned:
    """The learned parts; all of them are used, or none (while learning, some are not there)."""

    meaning: Meaning
    lessons: Lessons
    clues: Clues
    forest: Forest | None = None
    confidence: Confidence | None = None


@dataclass(frozen=True, slots=True)
class Ranker:
    """Ranks the articles on a shelf, with what was taught laid over it."""

    learned: Learned
    shelf: Shelf
    taught: Taught

    def views(self, ids: Ids, parts: tuple[Segment, Segment], *, beside: Ids = NO_IDS) -> Views:
        """Hold a question against every document."""
        return view(ids, parts, self.shelf, self.learned.meaning, self.taught, beside=beside)

    def candidates(self, views: Views) -> tuple[Places, Floats]:
        """Pick the articles worth a closer look, and describe each by a row of numbers."""
        insight = views.insight
        places = pick(views, self.shelf)
        if insight is None or insight.sight.adapter is None:
            rows = describe(views, self.shelf, places, self.taught)
            return places, np.hstack((rows, describe_clues(views, self.shelf, places)))
        places = np.union1d(places, insight.pick(self.shelf))
        rows = describe(views, self.shelf, places, self.taught)
        return places, np.hstack((rows, insight.describe(self.shelf, places)))

    def rank(self, views: Views) -> tuple[Places, Floats]:
        """Give places of articles, best first, and what the trees make of each."""
        places, rows = self.candidates(views)
        adapter = views.insight.sight.adapter if views.insight else None
        forest = adapter.forest if adapter else self.learned.forest
        if forest is None or not len(places):
            return places[:0], np.zeros(0, np.float32)
        order, weights = staged(forest, rows)
        places = places[order]
        if views.insight is None or adapter:
            return places, weights
        mixed = np.argsort(-views.insight.mixed(weights, places), kind="stable")
        return places[mixed], weights[mixed]  # of this embedder nothing was learned


def staged(forest: Forest, rows: Floats) -> tuple[Places, Floats]:
    """Order rows by trees, most of which see only the best: an order, best first, and weights."""
    order, weights = np.arange(len(rows)), np.zeros(len(rows), np.float32)
    for first, last, count in STAGES:
        best = order[:count]
        weights[best] += forest.weigh(rows[best], trees=slice(first, last))
        order[:count] = best[np.argsort(-weights[best], kind="stable")]
    return order[:KEPT], weights[order[:KEPT]]


def load_learned() -> Learned | None:
    """Read what ships with the program; nothing if any part is missing or damaged."""
    meaning, lessons, forest = load_meaning(), load_lessons(), load_forest()
    confidence = load_confidence()
    clues = load_clues(meaning) if meaning else None
    if not (meaning and lessons and clues and forest and confidence):
        return None
    return Learned(meaning, lessons, clues, forest, confidence)
