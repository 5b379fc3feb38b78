"""Learning all that ranking uses, and writing it down."""

import numpy as np

from benchmarks.quality.foreign import load_foreign
from benchmarks.quality.material import Material, load
from benchmarks.quality.splits import by_chance, by_law
from benchmarks.train.examples import examples, label, learn_from
from benchmarks.train.growing import grow
from benchmarks.train.library import open_library
from benchmarks.train.trusting import tellings, trust
from knowledge.ranking.confidence import Confidence
from knowledge.ranking.forest import Forest
from knowledge.ranking.learned import Arrays, write_learned
from knowledge.ranking.lessons import Lessons, article_numbers, packed
from knowledge.ranking.meaning import load_meaning


def main() -> None:
    """Learn turns, lessons, trees and curves from all labelled questions."""
    material = load()
    meaning = load_meaning()
    if meaning is None:
        raise SystemExit("first: python -m benchmarks.train.vectors")
    library = open_library(material, meaning)
    labelled, folds = label(material.questions, library), by_chance(material.questions)
    made = examples(labelled, folds, library, meaning)
    others = examples(labelled, by_law(material.questions, material.law_of), library, meaning)
    write_learned("forest", forest_as_arrays(grow([*made.values(), *others.values()], seed=0)))
    foreign = [library.splitter.ids(text) for text in foreign_texts(material)]
    told = tellings(labelled, made, folds, library, meaning, foreign)
    write_learned("confidence", curves_as_arrays(trust(*told)))
    learned = learn_from(labelled, library, meaning)
    write_learned("lessons", _lessons(learned.lessons))
    write_learned("turns", {"turns": learned.meaning.turns.astype(np.float16)})


def foreign_texts(material: Material) -> list[str]:
    """Give every second sentence of other domains; the rest is for measuring."""
    topics = load_foreign(material.folder).values()
    return [text for topic in topics for text in topic[::2]]


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
