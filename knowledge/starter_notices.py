"""The starter notices, read strictly: tips ready to be sent on their day or in their weather."""

import re
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Self

from pydantic import AfterValidator, Field, StringConstraints, model_validator

from knowledge.calendar_shapes import CalendarFile
from knowledge.drafts import Citation
from knowledge.errors import BadInput
from knowledge.starter_files import FOLDER
from knowledge.starter_shapes import Cited, Number, Slug, Strict, Words
from knowledge.strict_yaml import read

VARIABLES = {"town", "date"}
_VARIABLE = re.compile(r"\{([^{}]*)\}")


class Category(StrEnum):
    """What kind of notice it is; staff filter by it."""

    SAFETY = "safety"
    LAW = "law"
    FRAUD = "fraud"
    WEATHER = "weather"
    SERVICE = "service"
    POLICY = "policy"
    EMERGENCY = "emergency"


def _one_line(text: str) -> str:
    if "\n" in text:
        raise ValueError("应当写在一行里")
    return text.strip()


def _fixed(text: str) -> str:
    if "{" in text or "}" in text:
        raise ValueError("{town} 和 {date} 只能写在落款里")
    return text.strip()


def _signature(text: str) -> str:
    if set(_VARIABLE.findall(text)) - VARIABLES or re.search(r"[{}]", _VARIABLE.sub("", text)):
        raise ValueError("落款里只能用 {town} 和 {date}")
    return _one_line(text)


_LINE = (AfterValidator(_one_line), AfterValidator(_fixed))
Title = Annotated[str, StringConstraints(min_length=4, max_length=16), *_LINE]
Card = Annotated[str, StringConstraints(min_length=2, max_length=12), *_LINE]
Short = Annotated[str, StringConstraints(min_length=30, max_length=120), *_LINE]
Long = Annotated[str, StringConstraints(min_length=60, max_length=500), AfterValidator(_fixed)]
Signature = Annotated[
    str, StringConstraints(min_length=2, max_length=40), AfterValidator(_signature)
]


class Occasions(Strict):
    """When notices are sent, besides the days of the calendar."""

    seasons: Annotated[tuple[Words, ...], Field(min_length=1)]
    warnings: Annotated[tuple[Words, ...], Field(min_length=1)]
    always: Annotated[tuple[Words, ...], Field(min_length=1)]


class NoticeEntry(Strict):
    """One notice; both texts end with the numbers to call."""

    id: Slug
    title: Title
    card: Card
    category: Category
    topics: Annotated[tuple[Words, ...], Field(min_length=1, max_length=4)]
    when: Words
    short: Short
    long: Long
    hotlines: Annotated[tuple[Number, ...], Field(min_length=1, max_length=3)]
    citations: Annotated[tuple[Cited, ...], Field(max_length=5)] = ()
    checked_on: date
    note: str = ""

    @model_validator(mode="after")
    def _hotline_comes_last(self) -> Self:
        for text in (self.short, self.long.splitlines()[-1]):
            if not all(number in text for number in self.hotlines):
                raise ValueError("短版末尾和长版最后一行要有热线号码")
        return self


class NoticeFile(Strict):
    """Notices of one kind, and how they are signed."""

    signature: Signature
    notices: Annotated[tuple[NoticeEntry, ...], Field(min_length=1)]


@dataclass(frozen=True, slots=True)
class StarterNotice:
    """A notice a town can send as it is, once signed."""

    key: str
    title: str
    card: str
    category: Category
    topics: tuple[str, ...]
    when: str
    short: str
    long: str
    hotlines: tuple[str, ...]
    citations: tuple[Citation, ...]
    checked_on: date
    note: str
    signature: str
    origin: str


def load_occasions(folder: Path = FOLDER) -> frozenset[str]:
    """Name every occasion a notice may belong to: calendar entries, seasons, warnings."""
    calendar = read(folder / "calendar.yaml", CalendarFile)[0]
    named = read(folder / "occasions.yaml", Occasions)[0]
    days = (entry.name for entry in calendar.entries)
    return frozenset((*days, *named.seasons, *named.warnings, *named.always))


def load_notices(folder: Path = FOLDER) -> tuple[StarterNotice, ...]:
    """Read every notice; no key and no title occurs twice, and every occasion is known."""
    occasions = load_occasions(folder)
    notices: list[StarterNotice] = []
    known: set[str] = set()
    for path in sorted(folder.glob("notices-*.yaml")):
        content, lines = read(path, NoticeFile)
        for place, entry in enumerate(content.notices):
            if entry.when not in occasions:
                line = lines["notices", place, "when"]
                raise BadInput(f"{path.name} 第 {line} 行：没有“{entry.when}”这个时机")
            for name in (entry.id, entry.title):
                if name in known:
                    line = lines["notices", place]
                    raise BadInput(f"{path.name} 第 {line} 行：“{name}”已经在前面写过了")
                known.add(name)
            notices.append(_notice(entry, content.signature, path.name))
    if not notices:
        raise BadInput("起步知识库里没有 notices-*.yaml 文件")
    return tuple(notices)


def signed(text: str, notice: StarterNotice, *, town: str, on: date) -> str:
    """Put the town's name and the date under a notice's text."""
    day = f"{on.year}年{on.month}月{on.day}日"
    return f"{text}\n{notice.signature.replace('{town}', town).replace('{date}', day)}"


def _notice(entry: NoticeEntry, signature: str, origin: str) -> StarterNotice:
    return StarterNotice(
        key=entry.id,
        title=entry.title,
        card=entry.card,
        category=entry.category,
        topics=entry.topics,
        when=entry.when,
        short=entry.short,
        long=entry.long,
        hotlines=entry.hotlines,
        citations=tuple(Citation(cited.law, cited.article) for cited in entry.citations),
        checked_on=entry.checked_on,
        note=entry.note,
        signature=signature,
        origin=origin,
    )
