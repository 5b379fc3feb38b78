"""Logistic regression on texts given as sets of numbered pieces; the same numbers every time."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Places = NDArray[np.int64]
RATE, MOMENTUM, MEMORY = 0.3, 0.9, 0.99


@dataclass(frozen=True, slots=True)
class Rows:
    """Texts by the pieces they hold, each text of length one whatever its size."""

    starts: Places
    places: Places
    values: Floats

    def sums(self, weights: Floats) -> Floats:
        """Give what the pieces of every text add up to."""
        return np.add.reduceat(weights[self.places] * self.values, self.starts[:-1])


def rows(texts: Sequence[Places]) -> Rows:
    """Lay texts side by side; none may be without pieces."""
    sizes = np.array([len(text) for text in texts], dtype=np.int64)
    starts = np.concatenate(([0], np.cumsum(sizes)))
    return Rows(starts, np.concatenate(texts), np.repeat(sizes**-0.5, sizes))


def fit(
    data: Rows, wanted: Floats, *, worth: Floats, size: int, mild: float, rounds: int
) -> tuple[Floats, float]:
    """Learn the weight of every piece and where danger begins; `mild` keeps weights small."""
    weights, bias = np.zeros(size), 0.0
    slope, steep = np.zeros(size + 1), np.zeros(size + 1)
    counts = np.diff(data.starts)
    for turn in range(1, rounds + 1):
        guess = 1 / (1 + np.exp(-(data.sums(weights) + bias)))
        error = worth * (guess - wanted)
        pull = np.bincount(data.places, np.repeat(error, counts) * data.values, minlength=size)
        pull = np.append(pull + mild * weights, error.sum())
        slope = MOMENTUM * slope + (1 - MOMENTUM) * pull
        steep = MEMORY * steep + (1 - MEMORY) * pull**2
        step = slope / (1 - MOMENTUM**turn) / (np.sqrt(steep / (1 - MEMORY**turn)) + 1e-8)
        step *= RATE * (1 - turn / (rounds + 1))
        weights, bias = weights - step[:-1], bias - float(step[-1])
    return weights, bias
