"""A question held against everything: how well each document goes with it, seen in many ways."""

from dataclasses import dataclass

import numpy as np

from knowledge.ranking.insight import Insight
from knowledge.ranking.meaning import ASKING, LEAST, Meaning
from knowledge.ranking.shelf import Shelf
from knowledge.ranking.taught import Taught, nearest
from knowledge.read import BESIDE
from knowledge.segment import Floats, Segment, look_up
from knowledge.terms import NO_IDS, Ids

BRIDGED = 8  # answers of the labelled questions most alike


@dataclass(frozen=True, slots=True)
class Views:
    """Scores of every document, one array a view, by name; and how heavy the question is.

    `asked` says how alike each labelled question is, `phrases` each phrasing of the township's
    entries, `clued` each clue.
    """

    scores: dict[str, Floats]
    asked: Floats
    phrases: Floats
    clued: Floats
    terms: int
    mass: float
    insight: Insight | None = None


def view(
    ids: Ids,
    parts: tuple[Segment, Segment],
    shelf: Shelf,
    meaning: Meaning,
    taught: Taught,
    *,
    beside: Ids = NO_IDS,
) -> Views:
    """Score every document by words, by pairs, by heading, by meaning and by what was taught.

    Terms `beside` the question's own count for less.
    """
    unique = np.unique(ids)
    is_word, too = unique % 2 == 0, beside % 2 == 0
    words, covered_words = look_up(parts, unique[is_word], beside=beside[too])
    pairs, covered_pairs = look_up(parts, unique[~is_word], beside=beside[~too])
    plain = _direction(ids, beside, meaning)
    turned = meaning.turned(plain, ASKING)[0]
    lexical, lessons = words + pairs, taught.lessons
    asked, phrases = lessons.asked @ turned, taught.phrases @ turned
    clued = taught.clues.asked @ turned
    bridge = _bridge(asked, lessons.answered)
    compared = (meaning.compared(turned), meaning.compared(bridge))
    alike, by_turned, by_bridge = shelf.along(np.stack((plain[0], *compared)))
    mass = float(parts[0].rarities(unique).sum()) or 1.0
    scores = {
        "lexical": lexical,
        "words": words,
        "pairs": pairs,
        "covered": (covered_words + covered_pairs) / mass,
        "heads": look_up(shelf.heads, unique, beside=beside)[0],
        "plain": alike,
        "turned": by_turned / shelf.stretch,
        "bridge": by_bridge / shelf.stretch,
        **_taught(unique, beside, lessons.answered @ turned, lexical, asked, phrases, taught),
        **_clued(unique, beside, clued, taught),
    }
    return Views(scores, asked, phrases, clued, len(unique), mass)


def _bridge(asked: Floats, answered: Floats) -> Floats:
    """Give the direction of lawyers' answers to what was asked most alike."""
    alike = np.argsort(-asked)[:BRIDGED]
    summed: Floats = np.maximum(asked[alike], 0) ** 4 @ answered[alike]
    return summed / max(float(np.linalg.norm(summed)), LEAST)


def _direction(ids: Ids, beside: Ids, meaning: Meaning) -> Floats:
    plain = meaning.plain([ids], ASKING)
    if not len(beside):
        return plain
    both = plain + np.float32(BESIDE) * meaning.plain([beside], ASKING)
    length = max(float(np.linalg.norm(both)), LEAST)
    return (both / length).astype(np.float32)


def _taught(
    ids: Ids,
    beside: Ids,
    answered: Floats,
    lexical: Floats,
    asked: Floats,
    phrases: Floats,
    taught: Taught,
) -> dict[str, Floats]:
    lessons, size = taught.lessons, taught.size
    said = np.zeros(size, np.float32)
    known = taught.words >= 0
    said[taught.words[known]] = look_up((lessons.words,), ids, beside=beside)[0][known]
    entries = lexical[taught.entries]
    return {
        "asked": nearest(asked, taught.pairs, size),
        "answered": nearest(answered, taught.pairs, size),
        "said": said,
        "phrases": nearest(phrases, taught.phrase_pairs, size),
        "entries": nearest(entries, taught.entry_pairs, size),
        "asked_sum": nearest(asked, taught.pairs, size, add=True),
        "answered_sum": nearest(answered, taught.pairs, size, add=True),
    }


def _clued(ids: Ids, beside: Ids, clued: Floats, taught: Taught) -> dict[str, Floats]:
    typed, size = look_up((taught.clues.words,), ids, beside=beside)[0], taught.size
    return {
        "clues": nearest(clued, taught.clue_pairs, size),
        "clue_words": nearest(typed, taught.clue_pairs, size),
        "clue_sum": nearest(clued, taught.clue_pairs, size, add=True),
    }
