"""How the files of service guides and the town's own file must look; all else is refused."""

import re
from datetime import date
from typing import Annotated, Self

from pydantic import AfterValidator, BeforeValidator, Field, StringConstraints, model_validator

from knowledge.starter_shapes import Cited, Number, Slug, Strict, Words

DETAILS = {"地址": "地址", "时间": "办公时间", "电话": "电话"}
BLANK = re.compile(r"\{(\w+?)(地址|时间|电话)?\}")


def _one_line(text: str) -> str:
    if "\n" in text:
        raise ValueError("应当写在一行里")
    return text


def _as_written(value: object) -> object:
    """Take nothing as empty; YAML makes other numbers of 9:00 and 0712345, so those are refused."""
    if value is None:
        return ""
    if not isinstance(value, str):
        raise ValueError('请写在引号里，例如 "0900-1234567"')
    return value


Line = Annotated[str, StringConstraints(min_length=2, max_length=110), AfterValidator(_one_line)]
Office = Annotated[str, StringConstraints(pattern=r"^[\u4e00-\u9fff]{2,12}$")]
Value = Annotated[str, StringConstraints(pattern=r"^[^{}\n]{0,80}$"), BeforeValidator(_as_written)]


class GuideEntry(Strict):
    """One service: who may ask for it, what to bring, the steps, and how it is asked after."""

    id: Slug
    title: Words
    phrases: Annotated[tuple[Words, ...], Field(min_length=3, max_length=6)]
    negatives: tuple[Words, ...] = ()
    who: Line
    bring: Annotated[tuple[Line, ...], Field(min_length=1, max_length=8)]
    steps: Annotated[tuple[Line, ...], Field(min_length=2, max_length=6)]
    where: Line
    time_limit: Line
    cost: Line
    caution: Annotated[tuple[Line, ...], Field(max_length=4)] = ()
    result: Line
    citations: Annotated[tuple[Cited, ...], Field(min_length=1, max_length=5)]
    hotline: Number
    local: Annotated[tuple[Office, ...], Field(min_length=1)]
    checked_on: date
    note: str = ""

    @model_validator(mode="after")
    def _every_blank_is_of_an_office_named(self) -> Self:
        lines = (self.where, *self.steps, *self.bring, *self.caution)
        used = {found[1] for line in lines for found in BLANK.finditer(line)}
        if used != set(self.local):
            raise ValueError("local 要正好写出花括号里用到的单位")
        return self


class GuideFile(Strict):
    """The services of one topic."""

    topic: Words
    entries: Annotated[tuple[GuideEntry, ...], Field(min_length=1)]


class OfficeFile(Strict):
    """Every office whose address, hours and number a town fills in, and what it is for."""

    offices: Annotated[dict[Office, Words], Field(min_length=1)]


class Details(Strict):
    """Where an office is, when it is open and how to ring it."""

    地址: Value = ""
    时间: Value = ""
    电话: Value = ""

    def known(self) -> dict[str, str]:
        """Give what was filled in, by the name of the detail."""
        return {name: text for name in DETAILS if (text := getattr(self, name).strip())}
