"""What the trees look at: for each candidate, every view of it and how it stands among the rest."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.ranking.question import Views
from knowledge.ranking.shelf import Places, Shelf
from knowledge.ranking.standing import beside, law_share, ranks
from knowledge.segment import Floats

PICKED = {
    "lexical": 90,
    "words": 30,
    "plain": 30,
    "turned": 110,
    "asked": 40,
    "answered": 40,
    "said": 60,
    "phrases": 30,
    "entries": 20,
}
RANKED = ("lexical", "words", "pairs", "heads", "plain", "turned", "asked", "answered", "said",
          "phrases", "entries", "asked_sum", "answered_sum")  # fmt: skip
BY_LAW = ("lexical", "turned", "asked_sum", "answered_sum", "said", "phrases")
BESIDE = ("asked_sum", "answered_sum", "said", "turned", "lexical")


@dataclass(frozen=True, slots=True)
class Candidates:
    """Places worth a closer look, and a row of numbers for each."""

    places: Places
    rows: Floats


def pick(views: Views, shelf: Shelf) -> Places:
    """Take the best articles of every view."""
    found = []
    for name, count in PICKED.items():
        scores = np.where(shelf.is_article, views.scores[name], 0)
        best = (
            np.argpartition(-scores, count)[:count]
            if len(scores) > count
            else np.arange(len(scores))
        )
        found.append(best[scores[best] > 0])
    return np.unique(np.concatenate(found))


def describe(views: Views, shelf: Shelf, places: Places, counts: Floats) -> Floats:
    """Give a row of numbers for each candidate; `counts` says how often each was an answer."""
    columns: list[Floats] = []
    scores = {name: values[places] for name, values in views.scores.items()}
    for name in RANKED:
        values = scores[name]
        scaled = values / views.mass if name in ("lexical", "words", "pairs", "heads") else values
        highest = float(values.max(initial=0)) or 1.0
        columns += [scaled, values / highest, ranks(values), np.full_like(values, highest)]
    law = shelf.law[places]
    for name in BY_LAW:
        columns.append(law_share(scores[name], law))
    for name in BESIDE:
        columns.append(beside(scores[name], places, shelf))
    same = np.full(len(places), 1.0, np.float32)
    columns += [
        scores["covered"],
        shelf.length[places],
        shelf.sort[places],
        np.log1p(counts[places]),
        _total(np.log1p(counts[places]), law),
        same * views.terms,
        same * views.mass,
    ]
    return np.stack(columns, axis=1).astype(np.float32)


def _total(values: Floats, law: NDArray[np.int32]) -> Floats:
    return np.bincount(law, values)[law].astype(np.float32)
