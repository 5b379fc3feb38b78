"""The small values that every channel speaks."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

MAX_QUESTION = 1_000  # characters
INSIDE = frozenset(("entry", "danger"))  # of a reply: kept on record, told to nobody


class ReplyKind(StrEnum):
    """What kind of reply a resident gets."""

    ANSWER = "answer"
    CHOICES = "choices"
    UNKNOWN = "unknown"
    DANGER = "danger"
    FLOW = "flow"


@dataclass(frozen=True, slots=True)
class Incoming:
    """What a resident wrote, stripped of everything a platform adds."""

    channel: str
    address: str
    text: str
    message_id: str = ""
    person: str = ""  # who wrote, where several share an address


@dataclass(frozen=True, slots=True)
class Cited:
    """A source as a reader sees it: what it says and how it stands today.

    `state` says that in words (nothing for a source that is no law); with `warning` it is one
    that may not be relied on: repealed, replaced, rewritten or not yet in force.
    """

    title: str
    article: str
    excerpt: str
    source: str
    in_force: date | None
    state: str = ""
    warning: bool = False


@dataclass(frozen=True, slots=True)
class Choice:
    """A button: what it shows and the words it sends."""

    label: str
    send: str


@dataclass(frozen=True, slots=True)
class Hotline:
    """A number to call and what it is for."""

    number: str
    name: str


@dataclass(frozen=True, slots=True)
class Reply:
    """What the resident is told; a channel only renders it."""

    kind: ReplyKind
    text: str
    confidence: float = 1.0
    citations: tuple[Cited, ...] = ()
    choices: tuple[Choice, ...] = ()
    hotlines: tuple[Hotline, ...] = ()
    note: str = ""
    exchange: str = ""
    entry: int | None = None
    danger: str = ""
