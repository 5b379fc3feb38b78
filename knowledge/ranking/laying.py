"""Laying what is published out for ranking, and keeping the large part of it on disk."""

from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from zipfile import BadZipFile

import numpy as np

from knowledge.catalogue import Document
from knowledge.ranking.ranker import Learned, Ranker
from knowledge.ranking.shelf import Fields, Shelf, joined, shelved, stack
from knowledge.ranking.taught import teach
from knowledge.segment import Segment, load_segment
from knowledge.terms import Ids, Splitter


class Layout:
    """Makes rankers: a large shelf is laid out once, what came later is put behind it."""

    def __init__(self, learned: Learned, splitter: Splitter) -> None:
        self._learned, self._splitter = learned, splitter
        self._shelf: Shelf | None = None
        self._asked: dict[str, Ids] = {}
        self.mark = learned.meaning.mark

    def lay(
        self,
        documents: Sequence[Document],
        fields: Callable[[], Sequence[Fields]],
        kept: Path | None,
    ) -> None:
        """Lay out many documents: from a file if it holds these, else by the terms of `fields`."""
        self._shelf = _read(kept, documents, self._learned) if kept else None
        if self._shelf is None:
            self._shelf = stack(documents, fields(), self._learned.meaning)
            if kept:
                _write(kept, self._shelf)

    def ranker(
        self,
        documents: Sequence[Document],
        late: Sequence[Fields],
        entries: Iterable[int],
    ) -> Ranker | None:
        """Make a ranker of all documents; `late` are the terms of those behind the large shelf.

        `entries` are the places of entries whose phrasings count as labelled questions.
        """
        shelf, learned = self._shelf, self._learned
        if shelf is None:
            return None
        if late:
            shelf = joined(shelf, stack(documents[shelf.size :], late, learned.meaning))
        citing = [(place, documents[place]) for place in entries if documents[place].citations]
        phrases = [[self._ids(text) for text in asked_by(document)] for _place, document in citing]
        taught = teach(
            learned.lessons,
            learned.clues,
            shelf,
            learned.meaning,
            entries=citing,
            phrases=phrases,
        )
        return Ranker(learned, shelf, taught)

    def _ids(self, text: str) -> Ids:
        if text not in self._asked:
            self._asked[text] = self._splitter.ids(text)
        return self._asked[text]


def asked_by(document: Document) -> tuple[str, ...]:
    """Give the phrasings of an entry that count as labelled questions."""
    return (document.title, *document.wordings)


def _write(path: Path, shelf: Shelf) -> None:
    """Keep what takes long to compute: vectors and headings."""
    np.save(path.with_suffix(".npy"), shelf.plain.astype(np.float16))
    shelf.heads[0].save(path)


def _read(path: Path, documents: Sequence[Document], learned: Learned) -> Shelf | None:
    try:
        plain = np.load(path.with_suffix(".npy")).astype(np.float32)
    except (OSError, EOFError, ValueError, BadZipFile):
        return None
    heads: Segment | None = load_segment(path)
    if heads is None or plain.shape != (len(documents), learned.meaning.size):
        return None
    return shelved(documents, plain, (heads,), learned.meaning)
