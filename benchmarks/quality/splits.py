"""Which questions are learnt from and which are asked: by chance, or whole laws apart."""

import random
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from benchmarks.quality.material import Question

FOLDS = 5
SEED = 20261123


@dataclass(frozen=True, slots=True)
class Fold:
    """Places of questions to learn from, and of questions to ask afterwards."""

    train: tuple[int, ...]
    test: tuple[int, ...]


def by_chance(questions: Sequence[Question], *, folds: int = FOLDS) -> list[Fold]:
    """Cut at random into equal parts; the same words twice stay together."""
    texts = list(dict.fromkeys(question.text for question in questions))
    random.Random(SEED).shuffle(texts)
    part = {text: place % folds for place, text in enumerate(texts)}
    places = range(len(questions))
    return [
        Fold(
            tuple(p for p in places if part[questions[p].text] != fold),
            tuple(p for p in places if part[questions[p].text] == fold),
        )
        for fold in range(folds)
    ]


def by_law(
    questions: Sequence[Question], law_of: Mapping[int, str], *, folds: int = FOLDS
) -> list[Fold]:
    """Cut by law: whoever is asked about a law has never seen a question about it.

    Laws are dealt into groups. A group is asked the questions that rest on its laws alone, after
    learning from those that rest on none of them; what lies across two groups is left out of both.
    """
    laws = [frozenset(law_of[gold] for gold in question.gold) for question in questions]
    places = range(len(questions))
    return [
        Fold(
            tuple(p for p in places if not laws[p] & group),
            tuple(p for p in places if laws[p] <= group),
        )
        for group in _groups(laws, folds)
    ]


def _groups(laws: Sequence[frozenset[str]], folds: int) -> list[set[str]]:
    """Deal the laws, those most asked about first, each to the group with fewest questions."""
    asked = Counter(law for ones in laws for law in ones)
    groups, sizes = [set[str]() for _ in range(folds)], [0] * folds
    for law in sorted(asked, key=lambda law: (-asked[law], law)):
        smallest = sizes.index(min(sizes))
        groups[smallest].add(law)
        sizes[smallest] += asked[law]
    return groups
