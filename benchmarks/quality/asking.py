"""Every question put to a method, and what came of it as plain arrays."""

import random
import time
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from benchmarks.quality.foreign import load_foreign
from benchmarks.quality.material import Material, Question
from benchmarks.quality.methods.method import Judge, Judgement, Method
from benchmarks.quality.roster import Contender
from benchmarks.quality.splits import SEED, Fold, by_chance, by_law
from benchmarks.quality.typos import read_confusions, with_typos
from knowledge.decision import Verdict
from knowledge.rating import DEPTHS, Rating, rate

VERDICTS = tuple(Verdict)
WARM_UP = 3

Floats = NDArray[np.float64]


@dataclass(frozen=True)
class Run:
    """One method asked many questions: one line each, `asked` is the question's place."""

    asked: NDArray[np.int64]
    first: NDArray[np.int64]
    recalls: Floats
    ms: Floats

    def recall(self, depth: int) -> Floats:
        """Give the share of right articles in the first `depth`, for each question."""
        column: Floats = self.recalls[:, DEPTHS.index(depth)]
        return column

    @property
    def reciprocal(self) -> Floats:
        """Give one over the place of the first right article down to the tenth, else 0."""
        near = (self.first > 0) & (self.first <= 10)
        return np.where(near, 1 / np.maximum(self.first, 1), 0.0)

    def success(self, depth: int) -> Floats:
        """Give 1 for each question with a right article in the first `depth`, else 0."""
        return ((self.first > 0) & (self.first <= depth)).astype(np.float64)

    def among(self, places: NDArray[np.int64]) -> "Run":
        """Keep only these questions, in their order; all of them must have been asked."""
        at = {int(place): line for line, place in enumerate(self.asked)}
        lines = [at[int(place)] for place in places]
        return Run(*(getattr(self, one.name)[lines] for one in fields(self)))


@dataclass(frozen=True)
class Verdicts:
    """What questions would be told: the verdict's number, how sure, and whether it was right."""

    verdict: NDArray[np.int64]
    confidence: Floats
    correct: NDArray[np.bool_]

    def share(self, verdict: Verdict) -> float:
        """Give the share of questions with this verdict."""
        return float((self.verdict == VERDICTS.index(verdict)).mean())


@dataclass
class Results:
    """All that is measured of one method."""

    folds: Run
    laws: Run
    typos: Run
    lay: Verdicts | None = None
    foreign: dict[str, Verdicts] = field(default_factory=dict)


T = TypeVar("T", Run, Verdicts)


def ask_all(contender: Contender, material: Material) -> Results:
    """Build, train and ask; nobody is asked what was learnt from."""
    method, questions = contender.build(material), material.questions
    wrong = with_typos((one.text for one in questions), _confusions(material))
    clean_runs, typo_runs, judged = list[Run](), list[Run](), list[Verdicts]()
    laws_apart = by_law(questions, material.law_of)
    for test in _trained(method, _folds(contender, questions), questions):
        clean_runs.append(_run(method, questions, test, [questions[p].text for p in test]))
        typo_runs.append(_run(method, questions, test, [wrong[p] for p in test]))
        if isinstance(method, Judge):
            judged.append(_judged(method, [questions[place] for place in test]))
    foreign = _foreign(method, material) if isinstance(method, Judge) else {}
    if contender.learns:
        laws = [
            _run(method, questions, test, [questions[p].text for p in test])
            for test in _trained(method, laws_apart, questions)
        ]
    else:
        asked = set(clean_runs[0].asked.tolist())
        apart = sorted(asked & {place for fold in laws_apart for place in fold.test})
        laws = [clean_runs[0].among(np.array(apart, dtype=np.int64))]
    lay = _joined(Verdicts, judged) if judged else None
    joined = (_joined(Run, runs) for runs in (clean_runs, laws, typo_runs))
    return Results(*joined, lay, foreign)


def _folds(contender: Contender, questions: Sequence[Question]) -> list[Fold]:
    if contender.learns:
        return by_chance(questions)
    places = range(len(questions))
    chosen = random.Random(SEED).sample(places, contender.sample) if contender.sample else places
    return [Fold((), tuple(sorted(chosen)))]


def _trained(
    method: Method, folds: Iterable[Fold], questions: Sequence[Question]
) -> Iterator[tuple[int, ...]]:
    for fold in folds:
        if fold.test:
            method.fit([questions[place] for place in fold.train])
            yield fold.test


def _run(
    method: Method, questions: Sequence[Question], places: Sequence[int], texts: Sequence[str]
) -> Run:
    for text in texts[:WARM_UP]:
        method.rank(text)
    ratings, taken = list[Rating](), list[float]()
    for place, text in zip(places, texts, strict=True):
        began = time.perf_counter()
        ranked = method.rank(text)
        taken.append((time.perf_counter() - began) * 1000)
        ratings.append(rate(ranked, questions[place].gold))
    recalls = [[rating.recall(depth) for depth in DEPTHS] for rating in ratings]
    return Run(
        np.array(places, dtype=np.int64),
        np.array([rating.first for rating in ratings], dtype=np.int64),
        np.array(recalls, dtype=np.float64),
        np.array(taken),
    )


def _judged(method: Judge, questions: Sequence[Question]) -> Verdicts:
    made = [method.judge(question.text) for question in questions]
    pairs = zip(made, questions, strict=True)
    return _verdicts(made, [not set(one.gold).isdisjoint(said.articles) for said, one in pairs])


def _foreign(method: Judge, material: Material) -> dict[str, Verdicts]:
    topics: Mapping[str, list[str]] = load_foreign(material.folder)
    made = {topic: [method.judge(text) for text in texts] for topic, texts in topics.items()}
    return {topic: _verdicts(said, [False] * len(said)) for topic, said in made.items()}


def _verdicts(made: Sequence[Judgement], correct: Sequence[bool]) -> Verdicts:
    return Verdicts(
        np.array([VERDICTS.index(one.verdict) for one in made], dtype=np.int64),
        np.array([one.confidence for one in made], dtype=np.float64),
        np.array(correct, dtype=np.bool_),
    )


def _joined(kind: type[T], parts: Sequence[T]) -> T:
    arrays = [[getattr(part, one.name) for part in parts] for one in fields(kind)]
    return kind(*(np.concatenate(array) for array in arrays))


def _confusions(material: Material) -> Sequence[Mapping[str, Sequence[str]]]:
    texts = (*(one.text for one in material.questions), *(one.text for one in material.articles))
    return read_confusions(material.folder, texts)
