"""How a candidate stands among the others: its rank, its law's share, its neighbours."""

import numpy as np
from numpy.typing import NDArray

from knowledge.ranking.shelf import Places, Shelf
from knowledge.segment import Floats

Groups = NDArray[np.int32]

STRIPE = 32
UNRANKED = 8.0  # log of the rank of what does not score at all


def ranks(values: Floats) -> Floats:
    """Give the logarithm of each rank."""
    places = np.empty(len(values), np.float32)
    places[np.argsort(-values, kind="stable")] = np.arange(len(values))
    return np.where(values > 0, np.log1p(places), UNRANKED).astype(np.float32)


def share(values: Floats, groups: Groups) -> Floats:
    """Give the share of all squares that falls to each one's group."""
    sums = np.bincount(groups, np.maximum(values, 0) ** 2)
    return (sums[groups] / (sums.sum() or 1)).astype(np.float32)


def total(values: Floats, groups: Groups) -> Floats:
    """Give the sum over each one's group."""
    return np.bincount(groups, values)[groups].astype(np.float32)


def best(scores: Floats, others: Places, count: int) -> Places:
    """Take the places of the highest scores above zero, ties too; `others` do not count.

    Whatever the count-th highest stripe does not reach need not be put in order.
    """
    scores = scores.copy()
    scores[others] = 0
    stripes = scores[: len(scores) // STRIPE * STRIPE].reshape(STRIPE, -1).max(axis=0)
    least = np.partition(stripes, -count)[-count] if len(stripes) > count else 0
    found = np.flatnonzero(scores >= least if least > 0 else scores > 0)
    if len(found) <= count:
        return found
    values = scores[found]
    highest: Places = found[values >= np.partition(values, -count)[-count]]
    return highest


def best_of(values: Floats, groups: Groups) -> Floats:
    """Give the highest value in each one's group."""
    highest = np.zeros(int(groups.max(initial=0)) + 1, np.float32)
    np.maximum.at(highest, groups, values)
    return highest[groups]


def beside(values: Floats, places: Places, shelf: Shelf) -> Floats:
    """Give the best of the three articles before and after, halved with every step."""
    order = shelf.order[places]
    by_order = np.argsort(order)
    ordered, law = order[by_order], shelf.law[places][by_order]
    sorted_values = values[by_order]
    best = np.zeros(len(places), np.float32)
    for step in (1, 2, 3):
        for sign in (1, -1):
            wanted = ordered + sign * step
            found = np.minimum(np.searchsorted(ordered, wanted), len(order) - 1)
            hit = (ordered[found] == wanted) & (law[found] == law)
            best = np.maximum(best, np.where(hit, sorted_values[found] * 0.5**step, 0))
    out = np.empty(len(places), np.float32)
    out[by_order] = best
    return out
