"""What the trees look at: for each candidate, every view of it and how it stands among the rest.

A row is made of blocks, one function each. Optional blocks belong at the end.
"""

from collections.abc import Sequence

import numpy as np

from knowledge.ranking.meaning import LEAST
from knowledge.ranking.question import Views
from knowledge.ranking.shelf import Places, Shelf
from knowledge.ranking.standing import Groups, beside, best, best_of, ranks, share, total
from knowledge.ranking.taught import Taught
from knowledge.segment import Floats

PICKED = {
    "lexical": 90,
    "words": 30,
    "plain": 30,
    "turned": 110,
    "asked": 40,
    "answered": 40,
    "said": 60,
    "phrases": 30,
    "entries": 20,
    "bridge": 40,
    "clues": 60,
    "clue_words": 40,
}
IN_TEXTS = ("lexical", "words", "pairs", "heads")
BY_TERMS = (*IN_TEXTS, "clue_words")
RANKED = (*IN_TEXTS, "plain", "turned", "bridge", "asked", "answered", "said",
          "phrases", "entries", "asked_sum", "answered_sum")  # fmt: skip
BY_LAW = ("lexical", "turned", "asked_sum", "answered_sum", "said", "phrases")
BY_SECTION = ("lexical", "turned", "plain", "asked_sum", "answered_sum", "said", "phrases",
              "bridge")  # fmt: skip
BESIDE = ("asked_sum", "answered_sum", "said", "turned", "lexical")
LEADING = ("turned", "lexical", "plain", "bridge")
CLUED = ("clues", "clue_words", "clue_sum")
NEAR = 9  # clues, in the order of likeness
LIKE = 0.6  # from which a labelled question counts as much alike
FEW, SOME, MANY = 4, 19, 40  # labelled questions, in the order of likeness

Scores = dict[str, Floats]


def pick(views: Views, shelf: Shelf) -> Places:
    """Take the best articles of every view."""
    return np.unique(
        np.concatenate(
            [best(views.scores[name], shelf.others, count) for name, count in PICKED.items()]
        )
    )


def describe(views: Views, shelf: Shelf, places: Places, taught: Taught) -> Floats:
    """Give a row of numbers for each candidate."""
    scores = {name: values[places] for name, values in views.scores.items()}
    blocks = (
        *_by_view(scores, RANKED, views.mass),
        *_by_group(scores, shelf, places),
        *_by_neighbours(views, shelf, places, taught),
        *_by_itself(scores, shelf, places, taught.counts),
        *_same(len(places), (views.terms, views.mass)),
    )
    return np.stack(blocks, axis=1).astype(np.float32)


def describe_clues(views: Views, shelf: Shelf, places: Places) -> Floats:
    """Give more numbers for each candidate, by clues alone."""
    scores = {name: views.scores[name][places] for name in CLUED}
    some = min(NEAR + 1, len(views.clued))
    alike = np.sort(np.partition(views.clued, -some)[-some:])[::-1]
    best, second, near = (float(alike[min(at, some - 1)]) for at in (0, 1, NEAR))
    groups = (shelf.law[places], shelf.section[places])
    blocks = (
        *_by_view(scores, CLUED, views.mass),
        *(share(scores[name], group) for group in groups for name in ("clue_sum", "clue_words")),
        beside(scores["clues"], places, shelf),
        *_leading(scores["clues"], groups),
        *_leading(scores["clue_words"], groups),
        *_same(len(places), (best, best - second, near)),
    )
    return np.stack(blocks, axis=1).astype(np.float32)


def _by_view(scores: Scores, names: Sequence[str], mass: float) -> list[Floats]:
    columns = []
    for name in names:
        values = scores[name]
        scaled = values / mass if name in BY_TERMS else values
        highest = float(values.max(initial=0)) or 1.0
        columns += [scaled, values / highest, ranks(values), np.full_like(values, highest)]
    return columns


def _by_group(scores: Scores, shelf: Shelf, places: Places) -> list[Floats]:
    """Say what the candidate's law and section hold of each view, and how it leads them."""
    law, section = shelf.law[places], shelf.section[places]
    columns = [share(scores[name], law) for name in BY_LAW]
    columns += [share(scores[name], section) for name in BY_SECTION]
    columns += [beside(scores[name], places, shelf) for name in BESIDE]
    for name in LEADING:
        columns += _leading(scores[name], (law, section))
    return columns


def _leading(scores: Floats, groups: tuple[Groups, Groups]) -> list[Floats]:
    """Say how a candidate leads its law and its section, and what the best of its law has."""
    values = np.maximum(scores, 0)
    in_law, in_section = (best_of(values, group) for group in groups)
    return [_part(values, in_law), _part(values, in_section), in_law]


def _part(values: Floats, highest: Floats) -> Floats:
    return (values / np.maximum(highest, LEAST)).astype(np.float32)


def _by_neighbours(views: Views, shelf: Shelf, places: Places, taught: Taught) -> list[Floats]:
    """Say how likely law and section are by the questions asked most alike, and how alike."""
    alike = np.sort(views.asked)[::-1]
    nearest = np.pad(alike[:MANY], (0, max(0, MANY - len(alike))))
    worth = np.where(views.asked >= nearest[-1], np.maximum(views.asked, 0) ** 6, 0)
    worth = (worth / (worth.sum() or 1))[taught.pairs[0]]
    laws = np.bincount(shelf.law[taught.pairs[1]], worth, minlength=len(shelf.titles))
    found = shelf.section[taught.pairs[1]]
    sections = np.bincount(found, worth, minlength=int(shelf.section.max(initial=0)) + 1)
    gap, enough = nearest[0] - nearest[1], float((views.asked > LIKE).sum())
    said = float(views.phrases.max(initial=0))
    level = (gap, nearest[FEW], nearest[SOME], enough, said, float(laws.max(initial=0)))
    own: list[Floats] = [
        by[of[places]].astype(np.float32)
        for by, of in ((laws, shelf.law), (sections, shelf.section))
    ]
    return [*own, *_same(len(places), level)]


def _by_itself(scores: Scores, shelf: Shelf, places: Places, counts: Floats) -> list[Floats]:
    often = np.log1p(counts[places])
    of_law = total(often, shelf.law[places])
    return [scores["covered"], shelf.length[places], shelf.sort[places], often, of_law]


def _same(count: int, numbers: tuple[float, ...]) -> list[Floats]:
    return [np.full(count, number, np.float32) for number in numbers]
