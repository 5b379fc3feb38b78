"""Whether “90% sure” is right nine times in ten."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

BINS = 15


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers about equally sure: how sure on average, how many right, how many in all."""

    confidence: float
    correct: float
    count: int


def bins_of(
    confidence: NDArray[np.float64], correct: NDArray[np.bool_], *, bins: int = BINS
) -> list[Bin]:
    """Cut into bins of equal size, least sure first; fewer answers than bins give fewer bins."""
    order = np.argsort(confidence, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    return [
        Bin(float(confidence[part].mean()), float(correct[part].mean()), len(part))
        for part in parts
    ]


def calibration_error(bins: Sequence[Bin]) -> float:
    """Give the expected calibration error: the mean gap between how sure and how often right."""
    total = sum(one.count for one in bins)
    gaps = sum(one.count * abs(one.confidence - one.correct) for one in bins)
    return gaps / total if total else 0.0
