"""How each starter file must look; anything else in it is refused."""

import re
from datetime import date
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints


def _one_line(text: str) -> str:
    if "\n" in text:
        raise ValueError("应当写在一行里")
    return text


def _expression(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"“{text}”不是能用的正则表达式") from error
    return text


def _four_lines(text: str) -> str:
    lines = text.strip().splitlines()
    if len(lines) > 4:
        raise ValueError("最多四行，每行一件要做的事")
    if not lines or not re.search(r"\d{3}", lines[0]):
        raise ValueError("第一行要有电话号码")
    return text.strip()


Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Words = Annotated[str, StringConstraints(min_length=2, max_length=60), AfterValidator(_one_line)]
Answer = Annotated[str, StringConstraints(min_length=60, max_length=250), AfterValidator(_one_line)]
Number = Annotated[str, StringConstraints(pattern=r"^\d{3,5}$")]
LawName = Annotated[str, StringConstraints(pattern=r"^[^《》\s]{2,60}$")]
PastName = Annotated[str, StringConstraints(pattern=r"^\S{2,80}$")]  # may hold 《》 of its own
Article = Annotated[
    str,
    StringConstraints(pattern=r"^第[零一二三四五六七八九十百千]+条(之[一二三四五六七八九十]+)?$"),
]
Expression = Annotated[str, StringConstraints(min_length=2), AfterValidator(_expression)]
DangerText = Annotated[str, AfterValidator(_four_lines)]


class Strict(BaseModel):
    """A shape that refuses what it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Cited(Strict):
    """An article that an answer rests on."""

    law: LawName
    article: Article


class FaqEntry(Strict):
    """One question, the ways people put it, and the answer checked on a day."""

    id: Slug
    question: Words
    phrases: Annotated[tuple[Words, ...], Field(min_length=3, max_length=6)]
    negatives: tuple[Words, ...] = ()
    answer: Answer
    steps: Annotated[tuple[Words, ...], Field(max_length=4)] = ()
    citations: Annotated[tuple[Cited, ...], Field(min_length=1)]
    hotline: Number
    checked_on: date
    note: str = ""


class FaqFile(Strict):
    """The questions of one topic."""

    topic: Words
    entries: Annotated[tuple[FaqEntry, ...], Field(min_length=1)]


class ReplacedEntry(Strict):
    """A law that no longer applies; `basis` says who ended it where no law's text does."""

    name: PastName
    aliases: tuple[LawName, ...] = ()
    replaced_by: tuple[PastName, ...] = ()
    since: date
    basis: str = ""


class LawNamesFile(Strict):
    """Popular names of laws, and laws of the past."""

    aliases: dict[LawName, tuple[LawName, ...]]
    replaced: tuple[ReplacedEntry, ...]
    revised: dict[LawName, date] = {}


class HotlineEntry(Strict):
    """A number to call."""

    number: Number
    name: Words
    purpose: Words
    hours: Words
    checked_on: date


class HotlineFile(Strict):
    """All numbers to call."""

    hotlines: Annotated[tuple[HotlineEntry, ...], Field(min_length=1)]


class DangerEntry(Strict):
    """A present danger: how it sounds, how it only seems to, and what to say."""

    id: Slug
    numbers: Annotated[tuple[Number, ...], Field(min_length=1)]
    text: DangerText
    words: Annotated[tuple[Expression, ...], Field(min_length=1)]
    maybe: tuple[Expression, ...] = ()
    always: tuple[Expression, ...] = ()
    unless: Expression | None = None
    asks: Expression | None = None
    theme: Expression | None = None
    hint: tuple[Number, ...] = ()


class MarkEntries(Strict):
    """Words that say when and why something is told."""

    plea: Expression
    now: Expression
    help: Expression
    lately: Expression
    past: Expression
    supposed: Expression
    asks: Expression
    affairs: Expression
    study: Expression
    habit: Expression
    over: Expression


class DangerWordsFile(Strict):
    """What all dangers share: classes of words, misspellings, harmless sayings and marks."""

    answered: tuple[Words, ...] = ()
    classes: dict[str, Expression]
    typos: dict[Expression, str]
    sounds: dict[str, str]
    keywords: tuple[Words, ...]
    spared: tuple[Words, ...] = ()
    harmless: tuple[Expression, ...]
    marks: MarkEntries


class DangerFile(Strict):
    """All present dangers."""

    dangers: Annotated[tuple[DangerEntry, ...], Field(min_length=1)]
