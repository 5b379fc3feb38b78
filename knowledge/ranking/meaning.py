"""Text as a direction: what means the same points the same way."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from zlib import crc32

import numpy as np

from knowledge.ranking.learned import read_learned
from knowledge.segment import Floats
from knowledge.terms import Ids

ASKING, SAYING = 0, 1  # the two sides: a question, and a text that may answer it
CHUNK = 8_192
LEAST = 1e-6  # length of a vector below which it has no direction
NONE = np.zeros(0, np.float32)


@dataclass(frozen=True)
class Meaning:
    """A vector for each term, how much it counts on each side, and how labelled questions turn it.

    A text's plain vector is the weighed sum of its terms' vectors, of length one; `turns` were
    learned so that a question comes to lie beside the articles that answer it.
    """

    terms: Ids
    vectors: Floats
    weights: Floats
    turns: Floats

    @cached_property
    def mark(self) -> str:
        """A short name for exactly these plain vectors."""
        return f"{crc32(self.vectors.tobytes() + self.weights.tobytes()):08x}"

    @property
    def size(self) -> int:
        """How many numbers a vector has."""
        return int(self.vectors.shape[1])

    def plain(self, texts: Sequence[Ids], side: int) -> Floats:
        """Give one row for each text's terms; a text of unknown terms gets zeros."""
        lengths = [len(text) for text in texts]
        if not sum(lengths):
            return np.zeros((len(texts), self.size), np.float32)
        ids = np.concatenate(texts)
        places = np.searchsorted(self.terms, ids).clip(max=len(self.terms) - 1)
        weights = np.where(self.terms[places] == ids, self.weights[side][places], 0)
        sums, start = np.empty((len(texts), self.size), np.float32), 0
        for row, end in enumerate(np.cumsum(lengths)):
            sums[row] = weights[start:end] @ self.vectors[places[start:end]]
            start = end
        return _of_length_one(sums)

    def turned(self, plain: Floats, side: int) -> Floats:
        """Turn plain vectors as learned."""
        return _of_length_one(plain + plain @ self.turns[side])

    def compared(self, turned: Floats) -> Floats:
        """Give what a text's plain vector is multiplied by to compare it with a turned question.

        The product still wants dividing by the text's `stretch`: so only plain vectors are kept.
        """
        direction: Floats = turned + self.turns[SAYING] @ turned
        return direction

    def stretch(self, plain: Floats) -> Floats:
        """Say how long each plain vector of a text becomes when it is turned."""
        lengths = [
            np.linalg.norm(rows + rows @ self.turns[SAYING], axis=1)
            for rows in (plain[at : at + CHUNK] for at in range(0, len(plain), CHUNK))
        ]
        stretched: Floats = np.maximum(np.concatenate([*lengths, NONE]), LEAST).astype(np.float32)
        return stretched

    def vector(self, terms: Ids) -> Floats:
        """Give the turned vector of a question's terms."""
        turned: Floats = self.turned(self.plain([terms], ASKING), ASKING)[0]
        return turned


def load_meaning(folder: Path | None = None) -> Meaning | None:
    """Read the learned vectors; nothing if they are missing or not as they were shipped."""
    parts = read_learned("meaning", folder)
    if parts is None:
        return None
    learned = read_learned("turns", folder)
    vectors = parts["vectors"].astype(np.float32) * parts["steps"].astype(np.float32)[:, None]
    size = vectors.shape[1]
    turns = learned["turns"] if learned else np.zeros((2, size, size))
    weights = parts["weights"].astype(np.float32)
    return Meaning(parts["terms"], vectors, weights, turns.astype(np.float32))


def _of_length_one(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Floats = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > LEAST)
    return scaled
