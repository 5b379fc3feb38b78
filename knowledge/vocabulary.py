"""Which words and pairs of characters what we publish is made of, and how often."""

import re
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

ASKED = 20  # a question that people ask weighs as much as this many sentences of laws
LONGEST = 8
_BATCH = 1 << 16
_WORD = re.compile("[\u4e00-\u9fff]{1,8}")
_FIRST, _LAST = 0x4E00, 0x9FFF

Counts = NDArray[np.int64]
Cut = Callable[[str], list[str]]


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """Counts of words, and of pairs of characters as `left << 16 | right` (0: no character)."""

    words: dict[str, int]
    pairs: Counts
    counts: Counts

    def save(self, path: Path) -> None:
        """Write to a file whole or not at all."""
        words = "\n".join(self.words).encode()
        amounts = np.fromiter(self.words.values(), np.int64, len(self.words))
        waiting = path.with_suffix(".part")
        with waiting.open("wb") as file:
            np.savez(
                file,
                words=np.frombuffer(words, np.uint8),
                amounts=amounts,
                pairs=self.pairs,
                counts=self.counts,
            )
        waiting.replace(path)


def load_vocabulary(path: Path) -> Vocabulary | None:
    """Read what `save` wrote; a file that is missing or damaged counts as none."""
    try:
        with path.open("rb") as file, np.load(file) as arrays:
            words = arrays["words"].tobytes().decode().split("\n")
            amounts = arrays["amounts"].tolist()
            return Vocabulary(
                dict(zip(words, amounts, strict=True)), arrays["pairs"], arrays["counts"]
            )
    except (OSError, EOFError, ValueError, KeyError, BadZipFile):
        return None


def count_words(said: Iterable[str], asked: Iterable[str], *, cut: Cut) -> Vocabulary:
    """Count what laws and answers say and, with more weight, what people ask."""
    words: Counter[str] = Counter()
    parts: list[tuple[Counts, Counts]] = []
    for texts, weight in ((said, 1), (asked, ASKED)):
        for batch in _batches(texts):
            for word, amount in Counter(cut(batch)).items():
                if _WORD.fullmatch(word):
                    words[word] += amount * weight
            pairs, counts = np.unique(_pairs(batch), return_counts=True)
            parts.append((pairs, counts * weight))
    pairs, where = np.unique(np.concatenate([part[0] for part in parts]), return_inverse=True)
    counts = np.bincount(where, np.concatenate([part[1] for part in parts]))
    return Vocabulary(dict(words), pairs, counts.astype(np.int64))


def _batches(texts: Iterable[str]) -> Iterable[str]:
    """Join texts: one call for many is several times as fast."""
    waiting: list[str] = [""]
    length = 0
    for text in texts:
        waiting.append(text)
        length += len(text)
        if length > _BATCH:
            yield "\n".join(waiting)
            waiting, length = [""], 0
    yield "\n".join(waiting)


def _pairs(text: str) -> Counts:
    letters = np.frombuffer(text.encode("utf-32-le", "replace"), dtype=np.uint32).astype(np.int64)
    letters = np.where((letters >= _FIRST) & (letters <= _LAST), letters, 0)
    letters = np.concatenate(([0], letters, [0]))
    pairs: Counts = letters[:-1] << 16 | letters[1:]
    return pairs[pairs > 0]
