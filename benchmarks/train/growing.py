"""Growing the trees that weigh candidates, and writing them down for the program to walk."""

from collections import deque
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from knowledge.ranking.forest import Forest
from knowledge.segment import Floats

TREES = 150
OTHERS = 90  # wrong candidates of a question that a forest learns from: each draws its own
SHAPE = {
    "objective": "lambdarank",
    "learning_rate": 0.08,
    "num_leaves": 15,
    "max_depth": 7,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "lambdarank_truncation_level": 20,
    "max_bin": 63,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
}
SHALLOW = {"num_leaves": 7, "learning_rate": 0.12, "lambdarank_truncation_level": 60}
FORESTS: Sequence[dict[str, float]] = ({}, SHALLOW, {})  # grown apart and added together


@dataclass(frozen=True, slots=True)
class Lesson:
    """One question's candidates: their places, a row of numbers for each, and which are right.

    `worth` is how much trees heed it.
    """

    places: NDArray[np.int64]
    rows: Floats
    right: NDArray[np.bool_]
    worth: float = 1.0

    def thinned(self, chance: np.random.Generator) -> "Lesson":
        """Keep all right candidates and some of the others."""
        kept = self.right.copy()
        kept[chance.permutation(len(kept))[:OTHERS]] = True
        return Lesson(self.places[kept], self.rows[kept], self.right[kept], self.worth)


def grow(lessons: Sequence[Lesson], *, seed: int, threads: int = 1) -> Forest:
    """Learn to put right candidates first."""
    taught = [lesson for lesson in lessons if lesson.right.any()]
    trees = [
        tree
        for number, shape in enumerate(FORESTS)
        for tree in _grown(taught, {**SHAPE, **shape, "num_threads": threads}, seed + number)
    ]
    return _written(trees)


def _grown(lessons: Sequence[Lesson], shape: dict[str, Any], seed: int) -> Iterable[dict[str, Any]]:
    chance = np.random.default_rng(seed)
    taught = [lesson.thinned(chance) for lesson in lessons]
    sizes = [len(lesson.places) for lesson in taught]
    data = lightgbm.Dataset(
        np.concatenate([lesson.rows for lesson in taught]),
        np.concatenate([lesson.right for lesson in taught]).astype(int),
        group=sizes,
        weight=np.repeat([lesson.worth for lesson in taught], sizes),
    )
    grown = lightgbm.train({**shape, "seed": seed}, data, TREES)
    return [tree["tree_structure"] for tree in grown.dump_model()["tree_info"]]


def _written(trees: Sequence[dict[str, Any]]) -> Forest:
    roots: list[int] = []
    feature, limit, left, worth, depth = [], [], [], [], 0
    for tree in trees:
        roots.append(len(feature))
        waiting: deque[tuple[dict[str, Any], int, int]] = deque()

        def place(node: dict[str, Any], level: int, waiting=waiting) -> None:  # type: ignore[no-untyped-def]
            waiting.append((node, len(feature), level))
            feature.append(0)
            limit.append(np.inf)
            left.append(len(left))
            worth.append(0.0)

        place(tree, 0)
        while waiting:
            node, number, level = waiting.popleft()
            depth = max(depth, level)
            if "leaf_value" in node:
                worth[number] = node["leaf_value"]
                continue
            feature[number], limit[number] = node["split_feature"], node["threshold"]
            left[number] = len(feature)
            place(node["left_child"], level + 1)
            place(node["right_child"], level + 1)
    return Forest(
        np.array(roots, np.int32),
        np.array(feature, np.int16),
        np.array(limit, np.float32),
        np.array(left, np.int32),
        np.array(worth, np.float32),
        depth,
    )
