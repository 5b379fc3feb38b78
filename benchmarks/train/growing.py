"""Growing the trees that weigh candidates, and writing them down for the program to walk."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import lightgbm
import numpy as np
from numpy.typing import NDArray

from knowledge.ranking.forest import Forest
from knowledge.segment import Floats

TREES = 260
SHAPE = {
    "objective": "lambdarank",
    "learning_rate": 0.05,
    "num_leaves": 15,
    "min_data_in_leaf": 40,
    "feature_fraction": 0.4,
    "bagging_fraction": 0.7,
    "bagging_freq": 1,
    "lambda_l2": 5,
    "lambdarank_truncation_level": 20,
    "max_bin": 127,
    "deterministic": True,
    "force_row_wise": True,
    "verbose": -1,
}


@dataclass(frozen=True, slots=True)
class Lesson:
    """One question's candidates: their places, a row of numbers for each, and which are right."""

    places: NDArray[np.int64]
    rows: Floats
    right: NDArray[np.bool_]


def grow(lessons: Sequence[Lesson], *, seed: int, threads: int = 1, trees: int = TREES) -> Forest:
    """Learn to put right candidates first."""
    taught = [lesson for lesson in lessons if lesson.right.any()]
    data = lightgbm.Dataset(
        np.concatenate([lesson.rows for lesson in taught]),
        np.concatenate([lesson.right for lesson in taught]).astype(int),
        group=[len(lesson.places) for lesson in taught],
    )
    grown = lightgbm.train({**SHAPE, "seed": seed, "num_threads": threads}, data, trees)
    return _written([tree["tree_structure"] for tree in grown.dump_model()["tree_info"]])


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
