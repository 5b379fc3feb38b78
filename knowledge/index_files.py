"""The large part of an index on disk, named by what is in it."""

import hashlib
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path

from knowledge.catalogue import Document
from knowledge.segment import Segment, load_segment

ANALYSER = 2  # raise it when terms or weights change: what is kept then no longer fits


class IndexFiles:
    """The files of one index; another content has files of other names."""

    def __init__(self, folder: Path, documents: Sequence[Document], names: Sequence[str]) -> None:
        self._folder, self._documents, self._names = folder, documents, names

    def segment(self) -> Segment | None:
        """Read the kept segment, if it holds these documents."""
        kept = load_segment(self._folder / f"{self._content}.npz")
        return kept if kept and kept.size == len(self._documents) else None

    def keep(self, segment: Segment) -> None:
        """Keep a segment and drop what was kept of other contents."""
        self._folder.mkdir(parents=True, exist_ok=True)
        for old in self._folder.glob("*.np[yz]"):
            old.unlink(missing_ok=True)
        segment.save(self._folder / f"{self._content}.npz")

    def shelf(self, mark: str) -> Path:
        """Name the file for vectors made by learned parts with this mark."""
        return self._folder / f"{self._content}-{mark}.npz"

    @cached_property
    def _content(self) -> str:
        """Name the content by what was put in, not by row ids: another database has those too."""
        mark = hashlib.sha256(f"{ANALYSER} {self._names}".encode())
        for doc in self._documents:
            fields = (*doc.wordings, doc.section, doc.text)
            mark.update("\0".join(fields).encode("utf-8", "replace") + b"\1")
        return mark.hexdigest()[:32]
