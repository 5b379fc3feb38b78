"""The menu of services: topics, the guides of each, and a guide as a card with what to bring."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from bot import chat_texts as texts
from knowledge.catalogue import Document
from knowledge.drafts import Kind
from knowledge.index import Index

OTHER = "其他"

_CARD = ("who", "conditions", "materials", "where", "hours", "phone", "fee")
_NAMES = {
    "who": texts.WHO,
    "conditions": texts.CONDITIONS,
    "materials": texts.BRING,
    "steps": texts.STEPS,
    "where": texts.WHERE,
    "hours": texts.HOURS,
    "phone": texts.PHONE,
    "time_limit": texts.HOW_LONG,
    "fee": texts.COST,
    "result": texts.RESULT,
    "caution": texts.CAUTION,
}
_LISTED = ("materials", "caution")
_MOST_ITEMS = 8


@dataclass(frozen=True, slots=True)
class Topic:
    """A kind of services, and a short key that stays the same."""

    key: str
    name: str
    guides: Sequence[Document]


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a card: what it is called, and its lines."""

    name: str
    lines: tuple[str, ...]


def topics(index: Index, *, on: date) -> list[Topic]:
    """Give the topics of all guides that hold today, in the order they came."""
    found: dict[str, list[Document]] = {}
    for document in index.documents:
        if document.kind is Kind.GUIDE and index.answers(document, on=on):
            found.setdefault(_topic(document), []).append(document)
    return [Topic(_key(name), name, guides) for name, guides in found.items()]


def topic_of(document: Document, index: Index, *, on: date) -> Topic | None:
    """Give the topic a guide belongs to."""
    return find_topic(_key(_topic(document)), index, on=on)


def find_topic(key: str, index: Index, *, on: date) -> Topic | None:
    """Give a topic by its key, if it still has guides."""
    return next((topic for topic in topics(index, on=on) if topic.key == key), None)


def entry(number: int, index: Index, *, on: date) -> Document | None:
    """Give an entry by its number, if it answers today."""
    now = index.snapshot
    place = now.places.get(number)
    document = now.documents[place] if place is not None else None
    return document if document is not None and index.answers(document, on=on) else None


def card(document: Document) -> list[Part]:
    """Give what to know before one leaves the house: who may, what to bring, where and when."""
    return _parts(document, _CARD)


def whole(document: Document) -> list[Part]:
    """Give all parts of a guide; one without parts is its text."""
    return _parts(document, tuple(_NAMES))


def _parts(document: Document, names: Sequence[str]) -> list[Part]:
    fields = document.fields or {}
    found = [Part(_NAMES[name], _lines(name, fields[name])) for name in names if fields.get(name)]
    return found or [Part("", tuple(filter(None, document.text.split("\n"))))]


def _lines(name: str, text: str) -> tuple[str, ...]:
    split = text.replace("；", "\n") if name in _LISTED else text
    lines = [line.strip() for line in split.split("\n") if line.strip()]
    return tuple(lines[:_MOST_ITEMS]) if name in _LISTED else tuple(lines)


def _topic(document: Document) -> str:
    return (document.fields or {}).get("topic") or document.section.split(" / ")[0] or OTHER


def _key(name: str) -> str:
    return hashlib.blake2b(name.encode(), digest_size=6).hexdigest()
