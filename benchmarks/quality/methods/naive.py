"""What many a small bot does: compare the question with every text, letter by letter."""

from collections.abc import Sequence

from rapidfuzz import fuzz, process

from benchmarks.quality.material import Material, Question
from benchmarks.quality.methods.method import LIMIT
from knowledge.wording import normalise


class Naive:
    """The best-fitting stretch of every article, by edit distance."""

    name = "rapidfuzz over all texts"

    def __init__(self, material: Material) -> None:
        self._ids = [article.id for article in material.articles]
        self._texts = [normalise(article.text) for article in material.articles]

    def fit(self, train: Sequence[Question]) -> None:
        """Learn nothing."""

    def rank(self, question: str) -> list[int]:
        """Score all texts and keep the best."""
        scorer = fuzz.partial_ratio
        found = process.extract(normalise(question), self._texts, scorer=scorer, limit=LIMIT)
        return [self._ids[place] for _text, _score, place in found]
