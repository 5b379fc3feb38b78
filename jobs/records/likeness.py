"""How alike two questions are: what vectors say of it, and many of them at once."""

from typing import Protocol
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from knowledge.wording import content

Vector = NDArray[np.float32]

SIZE = 256


class Meaning(Protocol):
    """The little that is needed to see the same question in other words."""

    def vector(self, text: str) -> Vector:
        """Place a text by what it means; of unit length, or all zeros if it says nothing."""


class Spelling:
    """The simplest meaning: texts that share their pairs of neighbouring characters."""

    def vector(self, text: str) -> Vector:
        """Place a text by its pairs, each in a place and with a sign of its own."""
        said = content(text)
        pairs = {said[at : at + 2] for at in range(len(said) - 1)}
        marks = np.array([crc32(pair.encode()) for pair in pairs if pair.isalnum()], np.int64)
        found = np.zeros(SIZE, np.float32)
        np.add.at(found, marks % SIZE, np.where(marks >> 16 & 1, 1, -1))
        length = float(np.linalg.norm(found))
        return found / np.float32(length) if length else found


class Vectors:
    """Vectors by number, compared all at once; of more than `most`, the newest are kept."""

    def __init__(self, most: int) -> None:
        self._most, self._count = most, 0
        self._numbers = np.zeros(0, np.int64)
        self._rows = np.zeros((0, 0), np.float32)

    def __len__(self) -> int:
        return min(self._count, self._most)

    def add(self, number: int, vector: Vector) -> None:
        """Keep one more vector."""
        if self._count == len(self._rows) < self._most:
            self._grow(len(vector))
        place = self._count % self._most
        self._numbers[place], self._rows[place] = number, vector
        self._count += 1

    def drop(self, number: int) -> None:
        """Never find this number again."""
        self._rows[self._numbers == number] = 0

    def nearest(self, vector: Vector, *, since: int = 0) -> tuple[int, float]:
        """Give the number whose vector is most alike, and how much (up to 1).

        With `since`, only what was added after so many.
        """
        first = since if self._count <= self._most else 0  # once places are used again: all
        rows = self._rows[first : len(self)]
        if not len(rows):
            return 0, 0.0
        # No matrix product: its threads would take the processors from those who answer.
        alike = np.einsum("ij,j->i", rows, vector)
        best = int(alike.argmax())
        return int(self._numbers[first + best]), float(alike[best])

    def _grow(self, width: int) -> None:
        more = min(max(256, 2 * self._count), self._most)
        numbers, rows = np.zeros(more, np.int64), np.zeros((more, width), np.float32)
        numbers[: self._count] = self._numbers
        if self._count:
            rows[: self._count] = self._rows
        self._numbers, self._rows = numbers, rows
