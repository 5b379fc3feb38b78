"""How a value stands among others: by rank, by its law, and by what stands beside it."""

import numpy as np
from numpy.typing import NDArray

from knowledge.ranking.shelf import Places, Shelf
from knowledge.segment import Floats


def ranks(values: Floats) -> Floats:
    """Say where each value stands, on a scale that tells the first apart best."""
    ranks = np.empty(len(values), np.float32)
    ranks[np.argsort(-values, kind="stable")] = np.arange(len(values))
    return np.where(values > 0, np.log1p(ranks), 8.0).astype(np.float32)


def law_share(values: Floats, law: NDArray[np.int32]) -> Floats:
    """Give the share of all worth that lies in each one's law."""
    sums = np.bincount(law, np.maximum(values, 0) ** 2)
    return (sums[law] / (sums.sum() or 1)).astype(np.float32)


def beside(values: Floats, places: Places, shelf: Shelf) -> Floats:
    """Give the best of the three articles before and after, halved with every step."""
    order = shelf.order[places]
    by_order = np.argsort(order)
    ordered, law = order[by_order], shelf.law[places][by_order]
    best = np.zeros(len(places), np.float32)
    for step in (1, 2, 3):
        for sign in (1, -1):
            wanted = ordered + sign * step
            found = np.searchsorted(ordered, wanted).clip(max=len(order) - 1)
            hit = (ordered[found] == wanted) & (law[found] == law)
            best = np.maximum(best, np.where(hit, values[by_order][found] * 0.5**step, 0))
    out = np.empty(len(places), np.float32)
    out[by_order] = best
    return out
