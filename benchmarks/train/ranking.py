"""Learning all that ranking uses, and writing it down."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

import numpy as np

from benchmarks.quality.foreign import load_foreign
from benchmarks.quality.material import Material, load
from benchmarks.quality.splits import by_chance, by_law
from benchmarks.train.examples import UNKNOWN, examples, label, learn_beside, learn_from
from benchmarks.train.growing import Lesson, grow
from benchmarks.train.library import Library, open_library
from benchmarks.train.relying import draw, fitted, report
from benchmarks.train.trusting import tellings
from knowledge.ranking.clues import clues_as_arrays
from knowledge.ranking.confidence import Confidence
from knowledge.ranking.forest import Forest
from knowledge.ranking.learned import Arrays, write_learned
from knowledge.ranking.lessons import Lessons, article_numbers, packed
from knowledge.ranking.meaning import load_meaning
from knowledge.terms import Ids


def main() -> None:
    """Learn turns, lessons, trees and curves from all labelled questions."""
    material = load()
    meaning = load_meaning()
    if meaning is None:
        raise SystemExit("first: python -m benchmarks.train.vectors")
    library = open_library(material, meaning)
    labelled, folds = label(material.questions, library), by_chance(material.questions)
    laws = by_law(material.questions, material.law_of)
    beside = list(learn_beside(labelled, folds, library, meaning))
    made = examples(labelled, folds, map(library.ranker, beside), library)
    unknown = map(library.ranker, learn_beside(labelled, laws, library, meaning))
    others = examples(labelled, laws, unknown, library, worth=UNKNOWN)
    write_learned("forest", forest_as_arrays(grow([*made.values(), *others.values()], seed=0)))
    rankers = (
        library.ranker(replace(one, forest=grow(of_places(fold.train, made, others), seed=0)))
        for fold, one in zip(folds, beside, strict=True)
    )
    told = tellings(labelled, folds, rankers, library, cut_foreign(material, library))
    curves, judged = fitted(*told, folds)
    write_learned("confidence", curves_as_arrays(curves))
    report(judged)
    draw(judged)
    learned = learn_from(labelled, library, meaning)
    write_learned("clues", clues_as_arrays(*library.clues))
    write_learned("lessons", _lessons(learned.lessons))
    write_learned("turns", {"turns": learned.meaning.turns.astype(np.float16)})


def of_places(places: Sequence[int], *parts: Mapping[int, Lesson]) -> list[Lesson]:
    """Give the examples of these questions."""
    return [part[place] for part in parts for place in places if place in part]


def cut_foreign(material: Material, library: Library) -> dict[str, list[Ids]]:
    """Give sentences of other domains by topic: every second is learned from, the rest measured."""
    return {
        topic: [ids for text in texts if len(ids := library.splitter.ids(text))]
        for topic, texts in load_foreign(material.folder).items()
    }


def forest_as_arrays(forest: Forest) -> Arrays:
    """Give trees as they are kept."""
    names = ("roots", "feature", "limit", "left", "worth")
    return {name: getattr(forest, name) for name in names} | {"depth": np.array([forest.depth])}


def curves_as_arrays(confidence: Confidence) -> Arrays:
    """Give curves as they are kept."""
    return {"level": confidence.level} | {
        f"{name}_{part}": np.atleast_1d(getattr(getattr(confidence, name), part))
        for name in ("entry", "article")
        for part in ("middle", "spread", "slopes", "start")
    }


def _lessons(lessons: Lessons) -> Arrays:
    words = lessons.words
    return {
        "laws": np.array([law for law, _number, _sub in lessons.articles]),
        "numbers": article_numbers(lessons.articles),
        "asked": packed(lessons.asked),
        "answered": packed(lessons.answered),
        "pairs": lessons.pairs.astype(np.int16),
        "terms": words.terms,
        "starts": words.starts,
        "docs": words.docs.astype(np.int16),
        "weights": words.weights.astype(np.float16),
        "rarity": words.rarity.astype(np.float16),
    }


if __name__ == "__main__":
    main()
