"""Everything published as rows of numbers, laid out for ranking."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from knowledge.catalogue import Document
from knowledge.drafts import Kind
from knowledge.law_names import short_name
from knowledge.numerals import parse_article
from knowledge.ranking.lessons import ArticleKey
from knowledge.ranking.meaning import SAYING, Meaning
from knowledge.segment import Floats, Segment, build_segment
from knowledge.terms import Ids

Fields = tuple[Ids, ...]
Places = NDArray[np.int64]
Section = tuple[str, str]  # a law and a heading in it
Name = TypeVar("Name", str, Section)

PART = 1_024  # vectors that a processor keeps at hand


@dataclass(frozen=True)
class Shelf:
    """Documents in the order of their places; `order` puts the articles of a law side by side."""

    plain: Floats
    stretch: Floats
    heads: tuple[Segment, ...]
    is_article: NDArray[np.bool_]
    law: NDArray[np.int32]
    section: NDArray[np.int32]
    order: NDArray[np.int32]
    length: Floats
    sort: Floats
    titles: tuple[str, ...]
    sections: tuple[Section, ...]
    keys: tuple[ArticleKey | None, ...]

    @property
    def size(self) -> int:
        """How many documents there are."""
        return len(self.law)

    def along(self, directions: Floats) -> Floats:
        """Multiply each direction with every plain vector; part by part, read from memory once."""
        found = np.empty((len(directions), self.size), np.float32)
        for at in range(0, self.size, PART):
            rows = self.plain[at : at + PART]
            for direction, row in zip(directions, found, strict=True):
                row[at : at + PART] = rows @ direction
        return found

    @cached_property
    def others(self) -> Places:
        """The places of what is no article."""
        return np.flatnonzero(~self.is_article)

    @cached_property
    def place_of(self) -> dict[ArticleKey, int]:
        """The place of every article."""
        return {key: place for place, key in enumerate(self.keys) if key}


def stack(documents: Sequence[Document], fields: Sequence[Fields], meaning: Meaning) -> Shelf:
    """Lay out documents with their terms."""
    said: list[Ids] = [np.concatenate((section, text)) for _asked, section, text in fields]
    none = np.zeros(0, dtype=np.uint32)
    heads = build_segment([(asked, section, none) for asked, section, _text in fields])
    return shelved(documents, meaning.plain(said, SAYING), (heads,), meaning)


def shelved(
    documents: Sequence[Document], plain: Floats, heads: tuple[Segment, ...], meaning: Meaning
) -> Shelf:
    """Lay out documents whose plain vectors and headings are known."""
    keys = [_key(document) for document in documents]
    titles: dict[str, int] = {}
    law = np.array([titles.setdefault(one.origin.title, len(titles)) for one in documents], int)
    sections: dict[Section, int] = {}
    heads_of = ((one.origin.title, one.section) for one in documents)
    section = np.array([sections.setdefault(head, len(sections)) for head in heads_of], np.int32)
    return Shelf(
        plain,
        meaning.stretch(plain),
        heads,
        np.array([document.kind is Kind.ARTICLE for document in documents], dtype=bool),
        law.astype(np.int32),
        section,
        _order(law, keys),
        np.log1p([len(document.text) for document in documents]).astype(np.float32),
        np.array([_sort(document.origin.title) for document in documents], dtype=np.float32),
        tuple(titles),
        tuple(sections),
        tuple(keys),
    )


def joined(base: Shelf, late: Shelf) -> Shelf:
    """Put a few late documents behind many."""
    titles, law = _numbered(base.titles, base.law, late.titles, late.law)
    sections, section = _numbered(base.sections, base.section, late.sections, late.section)
    keys = (*base.keys, *late.keys)
    rest = ("plain", "stretch", "is_article", "length", "sort")
    return Shelf(
        heads=(*base.heads, *late.heads),
        law=law,
        section=section,
        order=_order(law, keys),
        titles=titles,
        sections=sections,
        keys=keys,
        **{name: np.concatenate((getattr(base, name), getattr(late, name))) for name in rest},
    )


def cited_places(document: Document, shelf: Shelf) -> list[int]:
    """Give the places of the articles that an entry cites."""
    keys = (
        (short_name(cited.law), *parse_article(cited.article))
        for cited in document.citations
        if cited.article
    )
    return [shelf.place_of[key] for key in keys if key in shelf.place_of]


def _numbered(
    base: tuple[Name, ...],
    numbers: NDArray[np.int32],
    late: tuple[Name, ...],
    late_numbers: NDArray[np.int32],
) -> tuple[tuple[Name, ...], NDArray[np.int32]]:
    """Go on numbering names where the base stopped."""
    known = {name: number for number, name in enumerate(base)}
    moved = np.array([known.setdefault(name, len(known)) for name in late], dtype=np.int32)
    return tuple(known), np.concatenate((numbers, moved[late_numbers]))


def _key(document: Document) -> ArticleKey | None:
    fields = document.fields or {}
    if document.kind is not Kind.ARTICLE or "number" not in fields:
        return None
    return short_name(document.origin.title), int(fields["number"]), int(fields.get("sub", 0))


def _order(law: NDArray[np.integer], keys: Sequence[ArticleKey | None]) -> NDArray[np.int32]:
    numbers = np.array([key[1] * 100 + key[2] if key else 0 for key in keys], dtype=np.int64)
    order = np.empty(len(keys), dtype=np.int32)
    order[np.lexsort((numbers, law))] = np.arange(len(keys), dtype=np.int32)
    return order


def _sort(title: str) -> int:
    """Tell laws from interpretations of courts and from other rules."""
    if title.startswith("最高"):
        return 0
    return 1 if title.endswith(("法", "法典")) else 2
