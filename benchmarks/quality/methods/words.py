"""Okapi BM25 over words, as the textbook has it."""

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
import rjieba
from numpy.typing import NDArray

from benchmarks.quality.material import Material, Question
from benchmarks.quality.methods.method import LIMIT
from knowledge.wording import normalise

K1, B = 1.2, 0.75


class Words:
    """Every article as a bag of words."""

    name = "BM25 on words"

    def __init__(self, material: Material) -> None:
        self._ids = np.array([article.id for article in material.articles])
        bags = [Counter(cut(article.text)) for article in material.articles]
        lengths = np.array([sum(bag.values()) for bag in bags], dtype=np.float64)
        norms = K1 * (1 - B + B * lengths / lengths.mean())
        postings = defaultdict[str, list[tuple[int, int]]](list)
        for place, bag in enumerate(bags):
            for word, count in bag.items():
                postings[word].append((place, count))
        self._weights = {word: _weighed(rows, norms) for word, rows in postings.items()}

    def fit(self, train: Sequence[Question]) -> None:
        """Learn nothing."""

    def rank(self, question: str) -> list[int]:
        """Add up the weights of the words that question and article share."""
        scores = np.zeros(len(self._ids))
        for word in set(cut(question)) & self._weights.keys():
            places, weights = self._weights[word]
            scores[places] += weights
        best = np.argpartition(-scores, LIMIT)[:LIMIT]
        best = best[np.argsort(-scores[best], kind="stable")]
        return [int(self._ids[place]) for place in best if scores[place]]


def cut(text: str) -> list[str]:
    """Cut a text into words, without punctuation."""
    return [word for word in rjieba.cut(normalise(text)) if word[0].isalnum()]


def _weighed(
    rows: list[tuple[int, int]], norms: NDArray[np.float64]
) -> tuple[NDArray[np.int64], NDArray[np.float64]]:
    places, counts = np.array(rows).T
    rarity = np.log(1 + (len(norms) - len(rows) + 0.5) / (len(rows) + 0.5))
    return places, rarity * counts * (K1 + 1) / (counts + norms[places])
