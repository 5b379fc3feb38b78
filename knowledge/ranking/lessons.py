"""What labelled questions taught: which articles answer what is asked like them, in what words."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.ranking.learned import read_learned
from knowledge.segment import Floats, Segment

ArticleKey = tuple[str, int, int]  # a law's short name, the article's number, and 之几


@dataclass(frozen=True, slots=True)
class Lessons:
    """Labelled questions without their text, and the articles that answer them.

    `asked` and `answered` are turned vectors of questions and of lawyers' answers, `pairs` rows of
    (question, article), `words` a part of an index whose documents are the articles: the terms
    that people ask for them with.
    """

    articles: tuple[ArticleKey, ...]
    asked: Floats
    answered: Floats
    pairs: NDArray[np.int32]
    words: Segment

    @property
    def counts(self) -> Floats:
        """How often each article was the answer."""
        return np.bincount(self.pairs[:, 1], minlength=len(self.articles)).astype(np.float32)


def load_lessons(folder: Path | None = None) -> Lessons | None:
    """Read what was learned; nothing if it is missing or not as it was shipped."""
    parts = read_learned("lessons", folder)
    if parts is None:
        return None
    keys = tuple(
        (str(law), int(number), int(sub))
        for law, (number, sub) in zip(parts["laws"], parts["numbers"], strict=True)
    )
    words = Segment(
        size=len(keys),
        terms=parts["terms"].astype(np.uint32),
        starts=parts["starts"].astype(np.int32),
        docs=parts["docs"].astype(np.int32),
        weights=parts["weights"].astype(np.float32),
        rarity=parts["rarity"].astype(np.float32),
    )
    asked, answered = (unpacked(parts[name]) for name in ("asked", "answered"))
    return Lessons(keys, asked, answered, parts["pairs"].astype(np.int32), words)


def packed(rows: Floats) -> NDArray[np.int8]:
    """Keep vectors of length one in a byte a number."""
    return np.rint(rows * 127).astype(np.int8)


def unpacked(rows: NDArray[Any]) -> Floats:
    """Undo `packed`."""
    return (rows / np.float32(127)).astype(np.float32)


def article_numbers(keys: Sequence[ArticleKey]) -> NDArray[np.int32]:
    """Give article and 之几 of each key, one row each."""
    return np.array([key[1:] for key in keys], dtype=np.int32).reshape(-1, 2)
