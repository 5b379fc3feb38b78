"""Decision trees that were grown elsewhere and are only walked here."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.ranking.learned import read_learned
from knowledge.segment import Floats


@dataclass(frozen=True, slots=True)
class Forest:
    """Many small trees whose leaves are added up.

    All nodes stand in one row: `feature` is asked, at most `limit` goes to `left`, the rest to the
    node after it. A leaf leads to itself, with its worth in `worth`.
    """

    roots: NDArray[np.int32]
    feature: NDArray[np.int16]
    limit: Floats
    left: NDArray[np.int32]
    worth: Floats
    depth: int

    def weigh(self, rows: Floats, *, trees: slice = slice(None)) -> Floats:
        """Give each row the sum of its leaves."""
        flat, width = np.ascontiguousarray(rows, dtype=np.float32).ravel(), rows.shape[1]
        roots = self.roots[trees]
        starts = np.repeat(np.arange(len(rows), dtype=np.int32) * width, len(roots))
        nodes = np.tile(roots, len(rows))
        for _ in range(self.depth):
            above = flat[starts + self.feature[nodes]] > self.limit[nodes]
            nodes = self.left[nodes] + above
        weights: Floats = self.worth[nodes].reshape(len(rows), len(roots)).sum(axis=1)
        return weights


def load_forest(folder: Path | None = None, *, name: str = "forest") -> Forest | None:
    """Read the trees; nothing if they are missing or not as they were shipped."""
    parts = read_learned(name, folder)
    if parts is None:
        return None
    return Forest(
        parts["roots"].astype(np.int32),
        parts["feature"].astype(np.int16),
        parts["limit"].astype(np.float32),
        parts["left"].astype(np.int32),
        parts["worth"].astype(np.float32),
        int(parts["depth"][0]),
    )
