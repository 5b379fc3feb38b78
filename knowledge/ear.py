"""A learned ear for danger: how much a text sounds like the dangers people once wrote of."""

import hashlib
import json
import math
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

FOLDER = Path(__file__).parent / "learned"
LONGEST = 4  # signs in one piece of text
BUCKETS, KIND_BUCKETS = 1 << 18, 1 << 14
LEVELS = 6  # what the rules found, from nothing to beyond doubt
ENDING = 60
_FACTOR, _SHIFT = np.uint32(0x9E3779B1), np.uint32(15)

Places = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Ear:
    """What every piece of text adds to danger, and to each kind of it."""

    danger: NDArray[np.int8]
    kinds: NDArray[np.int8]
    names: tuple[str, ...]
    scale: float
    evidence: NDArray[np.float32]

    def hears(self, text: str, weight: int) -> bool:
        """Whether a text means danger, by how it sounds and what the rules made of it."""
        loudest = self._loudness(text if len(text) <= 2 * ENDING else text[-ENDING:])
        return loudest + float(self.evidence[level(weight)]) >= 0

    def kind(self, text: str, among: Collection[str]) -> str | None:
        """Name the kind of danger a text sounds like most, of those there are."""
        sums = self.kinds[pieces(text) % KIND_BUCKETS].sum(axis=0, dtype=np.int64)
        known = [place for place, name in enumerate(self.names) if name in among]
        return max(((int(sums[place]), self.names[place]) for place in known), default=(0, None))[1]

    def _loudness(self, text: str) -> float:
        found = pieces(text)
        return (
            self.scale * int(self.danger[found].sum(dtype=np.int64)) / math.sqrt(max(len(found), 1))
        )


def pieces(text: str) -> Places:
    """Number every run of one to four signs of a text, each once."""
    signs = np.frombuffer(f"^{text.strip('。，')}$".encode("utf-32-le"), dtype=np.uint32)
    run, found = np.zeros(len(signs) + 1, dtype=np.uint32), []
    for length in range(1, LONGEST + 1):
        run = (run[: len(signs) - length + 1] ^ signs[length - 1 :]) * _FACTOR
        run ^= run >> _SHIFT
        found.append(run + np.uint32(length))
    return np.unique(np.concatenate(found) % np.uint32(BUCKETS)).astype(np.int64)


def level(weight: int) -> int:
    """Put the weight of the rules on the ladder that evidence is learned for."""
    return min(max(weight, 0), LEVELS - 1)


def load_ear(folder: Path = FOLDER) -> Ear | None:
    """Read what was learned; a file that is missing, damaged or exchanged counts as none."""
    try:
        told = json.loads((folder / "danger.json").read_text(encoding="utf-8"))
        path = folder / "danger.npz"
        if hashlib.sha256(path.read_bytes()).hexdigest() != told["sha256"]:
            return None
        with np.load(path) as arrays:
            return Ear(
                danger=arrays["danger"],
                kinds=arrays["kinds"],
                names=tuple(str(name) for name in arrays["names"]),
                scale=float(arrays["scale"]),
                evidence=arrays["evidence"],
            )
    except (OSError, EOFError, ValueError, KeyError, TypeError, BadZipFile):
        return None
