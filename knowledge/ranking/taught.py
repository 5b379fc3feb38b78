"""What was taught, laid over a shelf: labelled questions beside the articles that answer them."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import Document
from knowledge.ranking.clues import Clues
from knowledge.ranking.lessons import ArticleKey, Lessons
from knowledge.ranking.meaning import ASKING, Meaning
from knowledge.ranking.shelf import Places, Shelf, cited_places
from knowledge.segment import Floats
from knowledge.terms import Ids

NOWHERE = -1
NEAREST = 30

Pairs = NDArray[np.int64]  # two rows: who is asked like, and the place of an article


@dataclass(frozen=True)
class Taught:
    """Lessons, clues and the township's own entries, all pointing to places on a shelf.

    `phrases` are turned vectors of the phrasings of entries that cite articles, `owners` the rows
    of their entries in `entries`, which gives the entries' places; `words`
    gives the place of each article that lessons know words of.
    """

    lessons: Lessons
    pairs: Pairs
    words: Places
    phrases: Floats
    owners: Places
    phrase_pairs: Pairs
    entries: Places
    entry_pairs: Pairs
    clues: Clues
    clue_pairs: Pairs
    size: int

    @cached_property
    def counts(self) -> Floats:
        """How often each document was the answer."""
        return np.bincount(self.pairs[1], minlength=self.size).astype(np.float32)


def teach(
    lessons: Lessons,
    clues: Clues,
    shelf: Shelf,
    meaning: Meaning,
    *,
    entries: Sequence[tuple[int, Document]],
    phrases: Sequence[Sequence[Ids]],
) -> Taught:
    """Lay lessons, clues and the phrasings of entries (places with them) over a shelf."""
    words = _places(lessons.articles, shelf)
    cited = [cited_places(document, shelf) for _place, document in entries]
    owners = [row for row, one in enumerate(phrases) for _ in one]
    flat = [ids for one in phrases for ids in one]
    return Taught(
        lessons,
        _pointing(lessons.pairs, words),
        words,
        meaning.turned(meaning.plain(flat, ASKING), ASKING),
        np.array(owners, dtype=np.int64),
        _pairs((row, place) for row, owner in enumerate(owners) for place in cited[owner]),
        np.array([place for place, _document in entries], dtype=np.int64),
        _pairs((row, place) for row, places in enumerate(cited) for place in places),
        clues,
        _pointing(
            np.stack((np.arange(len(clues.owners)), clues.owners), 1),
            _places(clues.articles, shelf),
        ),
        shelf.size,
    )


def _places(articles: Sequence[ArticleKey], shelf: Shelf) -> Places:
    return np.array([shelf.place_of.get(key, NOWHERE) for key in articles], np.int64)


def _pointing(pairs: NDArray[np.integer], places: Places) -> Pairs:
    """Let rows of (question, article) point to places; articles that are not in fall away."""
    if not len(places):
        return _pairs(())
    asked, articles = pairs.reshape(-1, 2).T
    found = places[articles]
    return np.stack((asked, found))[:, found >= 0].astype(np.int64)


def nearest(
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


def _pairs(found: Iterable[tuple[int, int]]) -> Pairs:
    return np.array(list(found), dtype=np.int64).reshape(-1, 2).T
