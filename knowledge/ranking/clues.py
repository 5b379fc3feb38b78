"""Clues: everyday questions written for articles, so that they are found in everyday words."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.ranking.learned import Arrays, read_learned
from knowledge.ranking.lessons import ArticleKey, article_numbers
from knowledge.ranking.meaning import ASKING, Meaning
from knowledge.segment import Floats, Segment, build_segment
from knowledge.terms import NO_IDS, Ids


@dataclass(frozen=True, slots=True)
class Clues:
    """Questions without their text, and the article each was written for.

    `owners` gives the row in `articles` of each question, `asked` its turned vector;
    `words` is a part of an index whose documents are the questions. No resident asked them:
    they are no labels, and say nothing of how often an article is the answer.
    """

    articles: tuple[ArticleKey, ...]
    owners: NDArray[np.int32]
    asked: Floats
    words: Segment


def make_clues(
    articles: Sequence[ArticleKey], owners: Sequence[int], texts: Sequence[Ids], meaning: Meaning
) -> Clues:
    """Lay out questions given by their terms."""
    words = build_segment([(NO_IDS, NO_IDS, ids) for ids in texts])
    asked = meaning.turned(meaning.plain(texts, ASKING), ASKING)
    return Clues(tuple(articles), np.array(owners, np.int32), asked, words)


def load_clues(meaning: Meaning, folder: Path | None = None) -> Clues | None:
    """Read what ships; nothing if it is missing or not as it was shipped."""
    parts = read_learned("clues", folder)
    if parts is None:
        return None
    keys = [
        (str(law), int(number), int(sub))
        for law, (number, sub) in zip(parts["laws"], parts["numbers"], strict=True)
    ]
    texts = np.split(parts["terms"], np.cumsum(parts["lengths"].astype(np.int64))[:-1])
    return make_clues(keys, parts["owners"].tolist(), texts, meaning)


def clues_as_arrays(
    articles: Sequence[ArticleKey], owners: Sequence[int], texts: Sequence[Ids]
) -> Arrays:
    """Give clues as they are kept."""
    return {
        "laws": np.array([law for law, _number, _sub in articles]),
        "numbers": article_numbers(articles),
        "owners": np.array(owners, np.int16),
        "lengths": np.array([len(ids) for ids in texts], np.uint8),
        "terms": np.concatenate(texts).astype(np.uint32),
    }
