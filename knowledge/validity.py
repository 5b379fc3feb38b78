"""How a cited article stands on a day: in force, to come, ended, changed or not here."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from typing import Protocol

from knowledge.catalogue import Document
from knowledge.drafts import Citation, Kind
from knowledge.law_names import LawNames, short_name
from knowledge.numerals import parse_article


class Standing(StrEnum):
    """What became of an article."""

    IN_FORCE = "in_force"
    COMING = "coming"
    REPEALED = "repealed"  # its law ended, and no other law took its place
    REPLACED = "replaced"  # its law ended, and another took its place
    REVISED = "revised"  # its law was rewritten, and the new text is not here
    DROPPED = "dropped"  # its law goes on without it
    MISSING = "missing"  # its law is here, but never had it
    NOT_LOADED = "not_loaded"  # nothing of its law is here


GONE = frozenset({Standing.REPEALED, Standing.REPLACED, Standing.REVISED, Standing.DROPPED})


@dataclass(frozen=True, slots=True)
class Validity:
    """How one citation stands: `since` when, until when if that is known, and the text of it.

    `read_now` names the laws to read where those in `replaced_by` have ended too.
    `changed` says that the article reads otherwise than on the day its citing entry was checked.
    """

    law: str
    standing: Standing
    since: date | None = None
    until: date | None = None
    replaced_by: tuple[str, ...] = ()
    read_now: tuple[str, ...] = ()
    article: Document | None = None
    changed: bool = False

    @property
    def gone(self) -> bool:
        """Whether nothing may rest on it any more."""
        return self.standing in GONE


class Shelf(Protocol):
    """What is looked at to tell how an article stands."""

    @property
    def names(self) -> LawNames:
        """What laws are called, and which of them ended."""

    @property
    def laws(self) -> Mapping[str, int]:
        """The laws that are here, by short name."""

    def editions(self, law: str, number: int, sub: int = 0) -> list[Document]:
        """Every text of an article that is here, oldest first."""


def validity(
    citation: Citation, shelf: Shelf, *, on: date, checked_on: date | None = None
) -> Validity:
    """Tell how a citation stands on a day, for an entry that was checked on an earlier one."""
    law = official(citation.law, shelf)
    editions = shelf.editions(law, *_number(citation.article))
    holding = [text for text in editions if text.holds_on(on)]
    if holding:
        return _in_force(law, holding[-1], editions, checked_on=checked_on)
    began = min((text.valid_from for text in editions if text.valid_from), default=None)
    if began and began > on:
        first = next(text for text in editions if text.valid_from == began)
        return Validity(law, Standing.COMING, began, article=first)
    ended = shelf.names.ended(law, on=on)
    if ended:
        standing = Standing.REPLACED if ended.replaced_by else Standing.REPEALED
        by, today = ended.replaced_by, shelf.names.successors(ended, on=on)
        now = today if today != by else ()
        last = _last(editions)
        return Validity(law, standing, ended.since, None, by, read_now=now, article=last)
    return _absent(law, shelf, editions, on=on, checked_on=checked_on)


def rests_on_gone(document: Document, shelf: Shelf, *, on: date) -> bool:
    """Whether an entry cites what is gone, and nobody looked at it since that went."""
    if document.kind not in (Kind.FAQ, Kind.GUIDE):
        return False
    checked = checked_on(document)
    cited = document.citations
    found = (validity(citation, shelf, on=on, checked_on=checked) for citation in cited)
    return any(one.gone and not _looked_at(document, one.since) for one in found)


def checked_on(document: Document) -> date | None:
    """Give the day an entry was last compared with the law it cites."""
    written = (document.fields or {}).get("checked_on", "")
    try:
        return date.fromisoformat(written) if written else document.written_on
    except ValueError:
        return document.written_on


def within_their_days(documents: Iterable[Document], names: LawNames) -> Iterable[Document]:
    """End the texts of laws known to have ended, whatever their own source says."""
    ends: dict[tuple[str, date | None], date | None] = {}
    for document in documents:
        if document.origin.kind != "law":
            yield document
            continue
        text = (document.origin.title, document.valid_from)
        if text not in ends:
            ends[text] = names.end_of(*text)
        end, own = ends[text], document.valid_until
        yield (
            document if end is None or (own and own <= end) else replace(document, valid_until=end)
        )


def official(law: str, shelf: Shelf) -> str:
    """Give the short name of a law as cited, which may be a popular one."""
    short = short_name(law)
    return short if short in shelf.laws else shelf.names.official(law)


def _number(article: str) -> tuple[int, int]:
    try:
        return parse_article(article) if article else (1, 0)
    except ValueError:
        return 0, 0


def _in_force(
    law: str, text: Document, editions: list[Document], *, checked_on: date | None
) -> Validity:
    before = [old for old in editions if checked_on and old.holds_on(checked_on)]
    newer = bool(checked_on and text.valid_from and text.valid_from > checked_on)
    changed = newer and (not before or before[-1].text != text.text)
    return Validity(
        law, Standing.IN_FORCE, text.valid_from, text.valid_until, article=text, changed=changed
    )


def _absent(
    law: str, shelf: Shelf, editions: list[Document], *, on: date, checked_on: date | None
) -> Validity:
    """Say why a law that did not end has no such article today.

    Where only the old text is here, an entry checked since means the new one.
    """
    revised = shelf.names.revised(law)
    newest = shelf.editions(law, 1)
    new_is_here = any(text.holds_on(on) for text in newest)
    if revised and revised <= on and law in shelf.laws and not new_is_here:
        if checked_on and checked_on >= revised:
            return Validity(law, Standing.NOT_LOADED)
        return Validity(law, Standing.REVISED, revised, article=_last(editions))
    past = [text for text in editions if text.valid_until and text.valid_until <= on]
    if past:
        standing = Standing.DROPPED if new_is_here else Standing.REPEALED
        return Validity(law, standing, past[-1].valid_until, article=past[-1])
    return Validity(law, Standing.MISSING if law in shelf.laws else Standing.NOT_LOADED)


def _last(editions: list[Document]) -> Document | None:
    return editions[-1] if editions else None


def _looked_at(document: Document, gone: date | None) -> bool:
    """A later revision than the first, checked after the law went, is somebody's decision."""
    checked = checked_on(document)
    return bool(gone and checked and document.revision > 1 and checked >= gone)
