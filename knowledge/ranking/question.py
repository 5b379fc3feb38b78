"""A question held against everything: how well each document goes with it, seen in many ways."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.ranking.meaning import ASKING, LEAST, Meaning
from knowledge.ranking.shelf import Shelf
from knowledge.ranking.taught import Pairs, Taught
from knowledge.segment import Floats, Segment
from knowledge.terms import Ids

NEAREST = 30
BRIDGED = 8  # answers of the labelled questions most alike


@dataclass(frozen=True, slots=True)
class Views:
    """Scores of every document, one array a view, by name; and how heavy the question is.

    `asked` says how alike each labelled question is, `phrases` each phrasing of the township's
    entries.
    """

    scores: dict[str, Floats]
    asked: Floats
    phrases: Floats
    terms: int
    mass: float


def view(
    ids: Ids,
    parts: tuple[Segment, Segment],
    shelf: Shelf,
    meaning: Meaning,
    taught: Taught,
) -> Views:
    """Score every document by words, by pairs, by heading, by meaning and by what was taught."""
    unique = np.unique(ids)
    is_word = unique % 2 == 0
    words, covered_words = _look(parts, unique[is_word])
    pairs, covered_pairs = _look(parts, unique[~is_word])
    plain = meaning.plain([ids], ASKING)
    turned = meaning.turned(plain, ASKING)[0]
    lexical, lessons = words + pairs, taught.lessons
    asked, phrases = lessons.asked @ turned, taught.phrases @ turned
    bridge = _bridge(asked, lessons.answered)
    mass = float(parts[0].rarities(unique).sum()) or 1.0
    scores = {
        "lexical": lexical,
        "words": words,
        "pairs": pairs,
        "covered": (covered_words + covered_pairs) / mass,
        "heads": shelf.headed(unique),
        "plain": shelf.plain @ plain[0],
        "turned": shelf.plain @ meaning.compared(turned) / shelf.stretch,
        "bridge": shelf.plain @ meaning.compared(bridge) / shelf.stretch,
        **_taught(unique, lessons.answered @ turned, lexical, asked, phrases, taught),
    }
    return Views(scores, asked, phrases, len(unique), mass)


def _bridge(asked: Floats, answered: Floats) -> Floats:
    """Give the direction of lawyers' answers to what was asked most alike."""
    nearest = np.argsort(-asked)[:BRIDGED]
    summed: Floats = np.maximum(asked[nearest], 0) ** 4 @ answered[nearest]
    return summed / max(float(np.linalg.norm(summed)), LEAST)


def _taught(
    ids: Ids,
    answered: Floats,
    lexical: Floats,
    asked: Floats,
    phrases: Floats,
    taught: Taught,
) -> dict[str, Floats]:
    lessons, size = taught.lessons, taught.size
    said = np.zeros(size, np.float32)
    known = taught.words >= 0
    said[taught.words[known]] = lessons.words.look(ids)[0][known]
    entries = lexical[taught.entries]
    return {
        "asked": _nearest(asked, taught.pairs, size),
        "answered": _nearest(answered, taught.pairs, size),
        "said": said,
        "phrases": _nearest(phrases, taught.phrase_pairs, size),
        "entries": _nearest(entries, taught.entry_pairs, size),
        "asked_sum": _nearest(asked, taught.pairs, size, add=True),
        "answered_sum": _nearest(answered, taught.pairs, size, add=True),
    }


def _look(parts: Sequence[Segment], ids: Ids) -> tuple[Floats, Floats]:
    looked = [part.look(ids) for part in parts]
    scores, covered = (np.concatenate(pair) for pair in zip(*looked, strict=True))
    return scores, covered


def _nearest(
    likeness: Floats,
    pairs: Pairs,
    size: int,
    *,
    add: bool = False,
) -> Floats:
    """Hand the likeness of the nearest sources on to the articles they point to."""
    scores, (sources, places) = np.zeros(size, np.float32), pairs
    if not len(sources):
        return scores
    floor = np.partition(likeness, -NEAREST)[-NEAREST] if len(likeness) > NEAREST else 0.0
    worth = likeness[sources]
    near = worth >= max(float(floor), 1e-6)
    if add:
        np.add.at(scores, places[near], worth[near] ** 4)
    else:
        np.maximum.at(scores, places[near], worth[near])
    return scores
