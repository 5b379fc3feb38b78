"""Our full ranking, learned anew from the questions of each fold."""

from collections.abc import Sequence
from dataclasses import replace

from benchmarks.quality.material import Material, Question
from benchmarks.quality.methods.method import LIMIT
from benchmarks.quality.splits import by_chance, by_law
from benchmarks.train.examples import examples, label, learn_from
from benchmarks.train.growing import grow
from benchmarks.train.library import open_library
from knowledge.ranking.meaning import load_meaning
from knowledge.ranking.ranker import Ranker

INSIDE = 3  # parts of the training questions, each seen by what the others taught


class LearnedRanking:
    """Words, meaning and labelled questions, weighed by trees; vectors know no question."""

    name = "Mingbai, learned"

    def __init__(self, material: Material) -> None:
        meaning = load_meaning()
        if meaning is None:
            raise FileNotFoundError("knowledge/learned/meaning.npz")
        self._meaning = meaning
        self._library = open_library(material, meaning)
        self._laws = material.law_of
        self._ranker: Ranker | None = None

    def fit(self, train: Sequence[Question]) -> None:
        """Learn turns, lessons and trees from these questions alone."""
        library = self._library
        labelled, folds = label(train, library), by_chance(train, folds=INSIDE)
        laws = by_law(train, self._laws, folds=INSIDE)
        parts = (examples(labelled, one, library, self._meaning) for one in (folds, laws))
        made = [lesson for part in parts for lesson in part.values()]
        learned = learn_from(labelled, library, self._meaning)
        self._ranker = library.ranker(replace(learned, forest=grow(made, seed=0)))

    def rank(self, question: str) -> list[int]:
        """Rank articles; a place in the library is the article's id."""
        library, ranker = self._library, self._ranker
        ids = library.splitter.ids(question)
        if ranker is None or not len(ids):
            return []
        places, _weights = ranker.rank(ranker.views(ids, (library.segment, library.empty)))
        return [int(place) for place in places[:LIMIT]]
