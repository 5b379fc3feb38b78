"""How far a mean over these questions may be from the mean over all questions."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality.splits import SEED

DRAWS = 4_000
EDGES = (2.5, 97.5)

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean and its 95% interval; as a difference it `differs` if zero lies outside."""

    mean: float
    low: float
    high: float

    @property
    def differs(self) -> bool:
        """Whether the interval leaves zero out."""
        return self.low > 0 or self.high < 0


def estimate(values: Floats) -> Estimate:
    """Draw the questions anew many times and see how the mean moves."""
    if not len(values):
        return Estimate(float("nan"), float("nan"), float("nan"))
    chance = np.random.default_rng(SEED)
    means = [values[chance.integers(len(values), size=len(values))].mean() for _ in range(DRAWS)]
    low, high = np.percentile(means, EDGES)
    return Estimate(float(values.mean()), float(low), float(high))


def difference(ours: Floats, theirs: Floats) -> Estimate:
    """Compare two methods on the same questions, question by question."""
    if len(ours) != len(theirs):
        raise ValueError("a paired comparison needs the same questions on both sides")
    return estimate(ours - theirs)
