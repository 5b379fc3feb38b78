"""The large, settled part of the index: read from its files where they fit, else built."""

from collections.abc import Sequence
from functools import cache as once
from pathlib import Path

from knowledge.catalogue import Document
from knowledge.index_files import IndexFiles
from knowledge.ranking.laying import Layout
from knowledge.segment import Segment, build_segment
from knowledge.snapshot import terms_of
from knowledge.terms import Splitter


def lay_base(
    documents: Sequence[Document],
    *,
    splitter: Splitter,
    cache: Path | None,
    layout: Layout | None,
) -> Segment:
    """Give the segment of all documents, and lay the ranking over it; both are kept in files."""
    files = IndexFiles(cache, documents, splitter.names) if cache else None
    segment = files.segment() if files else None
    fields = once(lambda: [terms_of(document, splitter) for document in documents])
    if segment is None:
        segment = build_segment(fields())
        if files:
            files.keep(segment)
    if layout:
        kept = files.shelf(layout.mark) if files else None
        layout.lay(documents, fields, kept)
    return segment
