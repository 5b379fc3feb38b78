"""Text as numbers to search by: words, and pairs of neighbouring characters."""

from collections.abc import Iterable
from functools import lru_cache
from zlib import crc32

import numpy as np
import rjieba
from numpy.typing import NDArray

from knowledge.wording import content

Ids = NDArray[np.uint32]
NO_IDS: Ids = np.zeros(0, dtype=np.uint32)

_FIRST, _SECOND = np.uint32(0x9E3779B1), np.uint32(0x85EBCA77)
_LETTERS = 0x3400  # CJK begins here; pairs are made of CJK characters only


class Splitter:
    """Cuts text into term ids; words of two or more characters are even, pairs are odd."""

    def __init__(self, names: Iterable[str] = ()) -> None:
        self._words = rjieba.Jieba()
        self.names = tuple(sorted(names))  # other names cut text into other terms
        for name in self.names:
            self._words.add_word(name, None, None)

    def cut(self, text: str) -> list[str]:
        """Cut text into words of any length."""
        return list(self._words.cut(text, False))

    def knows(self, word: str) -> bool:
        """Say whether a word stands in the dictionary."""
        return bool(self._words.has_word(word))

    def words(self, text: str) -> list[str]:
        """Cut already folded text into words of two characters and more."""
        return [word for word in self.cut(text) if len(word) > 1]

    def ids(self, text: str) -> Ids:
        """Give every term of a text, repeated as often as it occurs."""
        folded = content(text)
        words = [word_id(word) for word in self.words(folded)]
        return np.concatenate((np.array(words, dtype=np.uint32), pair_ids(folded)))

    def beside(self, words: Iterable[str], ids: Ids) -> Ids:
        """Give the distinct terms of words that are not among these."""
        found = [self.ids(word) for word in words]
        return np.setdiff1d(np.concatenate(found), ids) if found else NO_IDS


@lru_cache(maxsize=1 << 17)
def word_id(word: str) -> int:
    """Give the id of a word: an even number."""
    return crc32(word.encode()) & 0xFFFFFFFE


def pair_ids(text: str) -> Ids:
    """Give the ids of all pairs of neighbouring CJK characters: odd numbers."""
    letters = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32)
    left, right = letters[:-1], letters[1:]
    both = (left >= _LETTERS) & (right >= _LETTERS)
    mixed = left[both] * _FIRST ^ (right[both] * _SECOND + (left[both] >> np.uint32(7)))
    return mixed | np.uint32(1)
