"""How likely a run of characters is, judged by the words and pairs of what we publish."""

from collections.abc import Callable
from math import exp, log

import numpy as np
from numpy.typing import NDArray

from knowledge.vocabulary import Vocabulary

MOST_LETTERS = 4096
STEP = 16  # of a table: sixteenths, one byte each
_PRIOR = 5.0  # pairs' worth of belief in single characters
_LONGEST = 5
_FOREIGN = 0.5  # how often a word counts that the dictionary has and our texts have not
_ALONE = 3.0  # what a character that is no part of a word costs

Bytes = NDArray[np.uint8]
Numbers = NDArray[np.int64]


class Language:
    """Likelihoods in natural logarithms; `letters[0]` stands for anything but a known character."""

    def __init__(self, vocabulary: Vocabulary, known: Callable[[str], bool]) -> None:
        left, right = vocabulary.pairs >> 16, vocabulary.pairs & 0xFFFF
        seen = np.bincount(right, vocabulary.counts, minlength=1 << 16)
        common = np.argsort(-seen, kind="stable")[:MOST_LETTERS]
        codes = np.concatenate(([0], common[(common > 0) & (seen[common] > 1)]))
        self.letters = ["\0", *map(chr, codes[1:])]
        self._place = np.zeros(1 << 16, dtype=np.int64)
        self._place[codes] = np.arange(len(codes))
        seen[0] = 1
        share = (seen[codes] + 0.5) / (seen[codes] + 0.5).sum()
        ends = self._place[left], self._place[right]
        self.costs = _costs(ends, vocabulary.counts, share)
        self._total = log(sum(vocabulary.words.values()) + 1)
        self._words = {word: log(n) - self._total for word, n in vocabulary.words.items()}
        self._known = known
        self._foreign = log(_FOREIGN) - self._total

    def places(self, run: str) -> Numbers:
        """Give the places of characters in `letters`."""
        codes = np.frombuffer(run.encode("utf-32-le", "replace"), dtype=np.uint32)
        return self._place[np.where(codes < 1 << 16, codes, 0)]

    def word(self, word: str) -> float | None:
        """Give the likelihood of a word of our texts."""
        return self._words.get(word)

    def count(self, word: str) -> float:
        """Say how often our texts have a word."""
        value = self._words.get(word)
        return 0.0 if value is None else exp(value + self._total)

    def best(self, run: str) -> float:
        """Give the likelihood of the best way to cut a run into words."""
        reached = [0.0]
        for end in range(1, len(run) + 1):
            alone = self._words.get(run[end - 1], -self._total) - _ALONE
            found = reached[end - 1] + alone
            for start in range(max(0, end - _LONGEST), end - 1):
                piece = run[start:end]
                value = self._words.get(piece)
                if value is None:
                    if not self._known(piece):
                        continue
                    value = self._foreign
                found = max(found, value + reached[start])
            reached.append(found)
        return reached[-1]


def _costs(ends: tuple[Numbers, Numbers], counts: Numbers, share: NDArray[np.float64]) -> Bytes:
    """Tabulate how unlikely each character is after each other one."""
    size = len(share)
    table = np.zeros((size, size), dtype=np.float32)
    np.add.at(table, ends, counts)
    before = table.sum(axis=1, keepdims=True)
    table += _PRIOR * share.astype(np.float32)
    table /= before + _PRIOR
    np.log(table, out=table)
    table[0, :] = np.log(share)
    table[:, 0] = 0
    table *= -STEP
    return np.minimum(np.round(table), 255).astype(np.uint8)
