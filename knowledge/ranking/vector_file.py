"""Vectors on disk, each under the checksum of its text: what is embedded once stays embedded."""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.segment import Floats

KEY = 16  # bytes of a checksum, and of the line at the head of a file

Halves = NDArray[np.float16]


class VectorFile:
    """One file for one embedder, in half precision; whole records are added at its end.

    A torn last record is dropped. Another process may add to the same file meanwhile.
    """

    def __init__(self, folder: Path, name: str) -> None:
        self._path = folder / f"vectors-{hashlib.sha256(name.encode()).hexdigest()[:12]}.bin"
        self._rows: dict[bytes, int] = {}
        self._blocks: list[Halves] = []
        self.size = 0
        self._read()

    def missing(self, keys: Iterable[bytes]) -> set[bytes]:
        """Name the keys that have no vector yet."""
        return {key for key in keys if key not in self._rows}

    def add(self, keys: Sequence[bytes], vectors: Floats) -> None:
        """Keep vectors by one write; other numbers in a vector than before drop all that was."""
        if vectors.shape[1] != self.size:
            self._begin(vectors.shape[1])
        fresh = np.zeros(len(keys), _shape(self.size))
        fresh["key"], fresh["vector"] = np.frombuffer(b"".join(keys), f"V{KEY}"), vectors
        with self._path.open("ab") as file:
            file.write(fresh.tobytes())
        first = sum(map(len, self._blocks))
        self._rows.update({key: first + at for at, key in enumerate(keys)})
        self._blocks.append(fresh["vector"].copy())

    def rows(self, keys: Sequence[bytes]) -> Halves:
        """Give the vectors of keys that all have one."""
        if not keys:
            return np.zeros((0, self.size), np.float16)
        self._blocks = [np.concatenate(self._blocks)]
        return self._blocks[0][[self._rows[key] for key in keys]]

    def _read(self) -> None:
        try:
            content = self._path.read_bytes()
            self.size = int(content[:KEY].decode().removeprefix("mingbai"))
        except (OSError, ValueError):
            return
        shape = _shape(self.size)
        whole = (len(content) - KEY) // shape.itemsize
        if KEY + whole * shape.itemsize < len(content):
            with self._path.open("r+b") as file:
                file.truncate(KEY + whole * shape.itemsize)
        kept = np.frombuffer(content, shape, whole, KEY)
        first: dict[bytes, int] = {}
        for row, key in enumerate(kept["key"].tolist()):
            first.setdefault(bytes(key), row)
        self._rows = first
        self._blocks = [kept["vector"].copy()]

    def _begin(self, size: int) -> None:
        self._path.parent.mkdir(parents=True, exist_ok=True)
        waiting = self._path.with_suffix(".part")
        waiting.write_bytes(f"mingbai{size:>{KEY - 7}}".encode())
        waiting.replace(self._path)
        self._rows, self._blocks, self.size = {}, [], size


def _shape(size: int) -> np.dtype[np.void]:
    return np.dtype([("key", f"V{KEY}"), ("vector", "<f2", (size,))])
