"""Examples for the trees: candidates of each question, seen by what others taught."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.quality.material import Question
from benchmarks.quality.splits import Fold
from benchmarks.train.growing import Lesson
from benchmarks.train.library import Library, terms_of
from benchmarks.train.teaching import learn
from knowledge.ranking.meaning import Meaning
from knowledge.ranking.ranker import Learned, Ranker
from knowledge.terms import Ids

UNKNOWN = 0.5  # worth of a question about a law that no lesson knows: people ask few of them


@dataclass(frozen=True)
class Labelled:
    """Questions with their terms, those of the answers, and the places that are right."""

    asked: Sequence[Ids]
    answered: Sequence[Ids]
    gold: Sequence[tuple[int, ...]]

    def only(self, places: Iterable[int]) -> "Labelled":
        """Leave the others out."""
        kept = list(places)
        return Labelled(
            [self.asked[place] for place in kept],
            [self.answered[place] for place in kept],
            [self.gold[place] for place in kept],
        )


def label(questions: Sequence[Question], library: Library) -> Labelled:
    """Cut questions into terms."""
    asked, answered = terms_of(questions, library.splitter)
    return Labelled(asked, answered, [question.gold for question in questions])


def learn_from(labelled: Labelled, library: Library, meaning: Meaning) -> Learned:
    """Learn turns and lessons from these questions."""
    return learn(library, meaning, labelled.asked, labelled.answered, labelled.gold)


def learn_beside(
    labelled: Labelled, folds: Sequence[Fold], library: Library, meaning: Meaning
) -> Iterator[Learned]:
    """Learn, for each fold, from the questions beside it."""
    return (learn_from(labelled.only(fold.train), library, meaning) for fold in folds)


def examples(
    labelled: Labelled,
    folds: Sequence[Fold],
    rankers: Iterable[Ranker],
    library: Library,
    *,
    worth: float = 1.0,
) -> dict[int, Lesson]:
    """Describe the candidates of each question by lessons it had no part in.

    Lessons that a question had a part in would give its answer away: `rankers` know those beside
    each fold. `worth` is how much trees heed these examples.
    """
    made = {}
    for fold, ranker in zip(folds, rankers, strict=True):
        for place in fold.test:
            asked, gold = labelled.asked[place], labelled.gold[place]
            made[place] = example(asked, gold, library, ranker, worth=worth)
    return made


def example(
    asked: Ids, gold: tuple[int, ...], library: Library, ranker: Ranker, *, worth: float = 1.0
) -> Lesson:
    """Describe the candidates of one question."""
    views = ranker.views(asked, (library.segment, library.empty))
    places, rows = ranker.candidates(views)
    return Lesson(places, rows, np.isin(places, gold), worth)
