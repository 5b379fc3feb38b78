"""The embedder's vectors of all that is learned from, made once and kept beside the figures."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from benchmarks.quality.material import SCRATCH, Material
from benchmarks.train.library import Library
from knowledge.ranking.embedder import NanoEmbedder, of_length_one, passage_of
from knowledge.ranking.vector_file import Halves
from knowledge.segment import Floats

BATCH = 256


@dataclass(frozen=True, slots=True)
class Seen:
    """Vectors of questions, of lawyers' answers, of every document and of entries' phrasings.

    Rows of documents that are no articles are zeros.
    """

    asked: Floats
    answered: Floats
    documents: Halves
    phrases: Floats


def see(material: Material, library: Library) -> Seen:
    """Embed everything; takes an hour or two the first time."""
    embedder = NanoEmbedder()
    articles = library.documents[: len(material.articles)]
    phrases = [text for _place, entry in library.entries for text in entry.wordings]
    said = kept([passage_of(one) for one in articles], embedder.passages)
    asked = [one.text for one in material.questions]
    answered = [one.answer for one in material.questions]
    rest = np.zeros((len(library.documents) - len(said), said.shape[1]), np.float16)
    return Seen(
        kept(asked, embedder.questions).astype(np.float32),
        kept(answered, embedder.questions).astype(np.float32),
        np.concatenate((said, rest)),
        kept(phrases, embedder.questions).astype(np.float32),
    )


def kept(texts: Sequence[str], embed: Callable[[Sequence[str]], Floats]) -> Halves:
    """Embed these very texts, or read what came of them the last time."""
    mark = hashlib.sha256("\0".join(texts).encode("utf-8", "replace")).hexdigest()[:16]
    path = SCRATCH / f"embedded-{mark}.npy"
    if not path.exists():
        SCRATCH.mkdir(exist_ok=True)
        order = sorted(range(len(texts)), key=lambda place: len(texts[place]))
        parts = [
            embed([texts[place] for place in order[at : at + BATCH]])
            for at in range(0, len(order), BATCH)
        ]
        rows = np.empty((len(texts), parts[0].shape[1]), np.float16)
        rows[order] = of_length_one(np.concatenate(parts))
        np.save(path, rows)
    found: Halves = np.load(path)
    return found
