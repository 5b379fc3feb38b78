"""What a parser hands over: drafts of entries, with the facts of their source."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum


class Kind(StrEnum):
    """What an entry is."""

    FAQ = "faq"
    ARTICLE = "article"
    PASSAGE = "passage"
    GUIDE = "guide"
    NOTICE = "notice"


ASKED = (Kind.FAQ, Kind.GUIDE)  # what staff write, and residents ask by its phrasings


@dataclass(frozen=True, slots=True)
class Citation:
    """A law's full name without 《》 and an article as 第一千零七十九条 (or empty)."""

    law: str
    article: str


@dataclass(frozen=True, slots=True)
class Draft:
    """One entry as read from a source; `key` names it for ever within that source."""

    kind: Kind
    key: str
    title: str
    text: str
    section: str = ""
    line: int = 0
    phrases: tuple[str, ...] = ()
    negatives: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    fields: Mapping[str, str] = field(default_factory=dict)
    valid_from: date | None = None
    valid_until: date | None = None


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """Where drafts come from. `title` and `edition` together name a source for ever."""

    title: str
    kind: str
    edition: str = ""
    issuer: str = ""
    number: str = ""
    issued_on: date | None = None
    in_force_from: date | None = None
    in_force_until: date | None = None
    address: str = ""
    checksum: str = ""


@dataclass(frozen=True, slots=True)
class Rejected:
    """A row that was left out, where it stood and why."""

    line: int
    reason: str
    row: str = ""


@dataclass(frozen=True, slots=True)
class Parsed:
    """One source, read whole."""

    source: SourceFacts
    drafts: tuple[Draft, ...]
    rejected: tuple[Rejected, ...] = ()
