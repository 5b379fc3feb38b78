"""A part of the index: for each term, the documents that hold it and how much it says there."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from knowledge.read import BESIDE
from knowledge.terms import NO_IDS, Ids

K1, B = 1.2, 0.6
FIELD_WEIGHTS = (2.5, 1.2, 1.0)  # what it is asked by, where it stands, what it says

_CLOSE = (0.4, 0.2, 0.1, 0.0)  # shares of the best score; sorting few is faster than sorting all

Floats = NDArray[np.float32]
Ints = NDArray[np.int32]


@dataclass(frozen=True, slots=True)
class Segment:
    """Postings sorted by term; weights have rarity and length already in them (BM25F)."""

    size: int
    terms: Ids
    starts: Ints
    docs: Ints
    weights: Floats
    rarity: Floats

    def find(self, ids: Ids) -> tuple[Ints, NDArray[np.bool_]]:
        """Give the place of each term and whether it occurs at all."""
        if not len(self.terms):
            return np.zeros(len(ids), dtype=np.int32), np.zeros(len(ids), dtype=bool)
        places = np.searchsorted(self.terms, ids).clip(max=len(self.terms) - 1)
        return places.astype(np.int32), self.terms[places] == ids

    def look(self, ids: Ids) -> tuple[Floats, Floats]:
        """Score every document for these terms, and sum the rarity of those it holds."""
        places, known = self.find(ids)
        places = places[known]
        spans = [slice(self.starts[place], self.starts[place + 1]) for place in places]
        if not spans:
            return np.zeros(self.size, np.float32), np.zeros(self.size, np.float32)
        docs = np.concatenate([self.docs[span] for span in spans])
        weights = np.concatenate([self.weights[span] for span in spans])
        counts = self.starts[places + 1] - self.starts[places]
        held = np.repeat(self.rarity[places], counts)
        return self._sum(docs, weights), self._sum(docs, held)

    def rarities(self, ids: Ids) -> Floats:
        """Say how telling each term is; one that occurs nowhere is the most telling."""
        places, known = self.find(ids)
        if not len(self.rarity):
            return np.ones(len(ids), dtype=np.float32)
        rarest = np.float32(np.log(1 + self.size / 0.5))
        return np.where(known, self.rarity[places], rarest).astype(np.float32)

    def save(self, path: Path) -> None:
        """Write to a file whole or not at all."""
        waiting = path.with_suffix(".part")
        with waiting.open("wb") as file:
            np.savez(
                file,
                size=np.array([self.size]),
                terms=self.terms,
                starts=self.starts,
                docs=self.docs,
                weights=self.weights,
                rarity=self.rarity,
            )
        waiting.replace(path)

    def _sum(self, docs: Ints, amounts: Floats) -> Floats:
        return np.bincount(docs, amounts, minlength=self.size).astype(np.float32)


def load_segment(path: Path) -> Segment | None:
    """Read what `save` wrote; a file that is missing or damaged counts as none."""
    names = ("terms", "starts", "docs", "weights", "rarity")
    try:
        with path.open("rb") as file, np.load(file) as arrays:
            parts = {name: arrays[name] for name in names}
            return Segment(size=int(arrays["size"][0]), **parts)
    except (OSError, EOFError, ValueError, KeyError, IndexError, BadZipFile):
        return None


def build_segment(documents: Sequence[tuple[Ids, ...]], like: Segment | None = None) -> Segment:
    """Build from the terms of each document's fields; rarity is taken from `like` if given."""
    keys, weights = _weighed(documents)
    keys, inverse = np.unique(keys, return_inverse=True)
    amounts = np.bincount(inverse, weights, minlength=len(keys))
    terms, firsts = np.unique((keys >> np.uint64(32)).astype(np.uint32), return_index=True)
    starts: Ints = np.append(firsts, len(keys)).astype(np.int32)
    counts = np.diff(starts)
    size = len(documents)
    rarity = np.log(1 + (size - counts + 0.5) / (counts + 0.5)).astype(np.float32)
    if like is not None and like.size > size:
        rarity = like.rarities(terms)
    said = amounts / (K1 + amounts) * np.repeat(rarity, counts)
    docs: Ints = (keys & np.uint64(0xFFFFFFFF)).astype(np.int32)
    return Segment(size, terms, starts, docs, said.astype(np.float32), rarity)


def _weighed(documents: Sequence[tuple[Ids, ...]]) -> tuple[NDArray[np.uint64], Floats]:
    keys, weights = [np.zeros(0, dtype=np.uint64)], [np.zeros(0, dtype=np.float32)]
    for field, weight in enumerate(FIELD_WEIGHTS):
        lengths = np.array([len(document[field]) for document in documents], dtype=np.int64)
        if not lengths.sum():
            continue
        ids = np.concatenate([document[field] for document in documents])
        docs = np.repeat(np.arange(len(documents), dtype=np.uint64), lengths)
        mean = lengths[lengths > 0].mean()
        norm = weight / (1 - B + B * np.maximum(lengths, 1) / mean)
        keys.append(ids.astype(np.uint64) << np.uint64(32) | docs)
        weights.append(np.repeat(norm, lengths).astype(np.float32))
    return np.concatenate(keys), np.concatenate(weights)


def look_up(parts: Sequence[Segment], ids: Ids, *, beside: Ids = NO_IDS) -> tuple[Floats, Floats]:
    """Look terms up in parts that stand in a row; those `beside` count for less, and cover none."""
    scores, covered = _all(parts, ids)
    if len(beside):
        scores += np.float32(BESIDE) * _all(parts, beside)[0]
    return scores, covered


def _all(parts: Sequence[Segment], ids: Ids) -> tuple[Floats, Floats]:
    looked = [part.look(ids) for part in parts]
    scores, covered = (np.concatenate(pair) for pair in zip(*looked, strict=True))
    return scores, covered


def best_places(scores: Floats, count: int) -> Iterable[int]:
    """Give the places of the highest scores, best first."""
    highest = float(scores.max(initial=0))
    top = np.zeros(0, dtype=np.int64)
    for share in _CLOSE:
        top = np.flatnonzero(scores > highest * share)
        if len(top) >= count:
            break
    top = top[np.argsort(-scores[top], kind="stable")[:count]]
    return (int(place) for place in top)
