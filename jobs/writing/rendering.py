"""Rendering: the words of a notice as one group reads them, within its channel's limits."""

import re
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import NamedTuple, Protocol

from jobs.places.groups import Channel
from jobs.writing.flavours import Flavour, flavour_of

VARIABLES = ("town", "grid", "date")
REMEMBERED = 2_048

_VARIABLE = re.compile(r"\{(town|grid|date)\}")
_SENTENCE = re.compile(r"[^。！？；!?;\n]*(?:[。！？；!?;]+[”’」』）)]*|\n+|$)")
_MORE_BY_LINK = "…（全文见 {link} ）"  # the blank keeps the bracket out of the address
_MORE = "…（内容未完，请问网格员）"


class Wording(Protocol):
    """What a notice, its facts and each of its runs have in common."""

    @property
    def title(self) -> str:
        """What it is about."""

    @property
    def text(self) -> str:
        """What it says."""

    @property
    def short(self) -> str:
        """The same in brief, or nothing."""

    @property
    def link(self) -> str:
        """Where more is to be read, or nothing."""

    @property
    def mention_all(self) -> bool:
        """Whether everybody in the group is called."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A message ready for its channel: `text` is all of it, with title, link and signature.

    In Telegram it is HTML, in WeCom markdown (plain where everybody is called), else plain.
    `warnings` say where it differs from what was written; `cut`, that its end is missing.
    """

    title: str
    text: str
    warnings: tuple[str, ...] = ()
    cut: bool = False


class _Words(NamedTuple):
    title: str
    text: str
    short: str
    link: str


def render(
    wording: Wording, *, channel: Channel, town: str, grid: str, day: date, picture: bool = False
) -> Rendered:
    """Write a notice for a group of this grid on a day; a group without grid is the town's.

    Where the text is too long, its short form is sent; where that is too long or missing, the
    text up to the end of a sentence. Both are said in a warning.
    """
    words = _Words(wording.title, wording.text, wording.short, wording.link)
    named = any("{grid}" in part for part in words)
    flavour = flavour_of(channel, picture=picture, mention_all=wording.mention_all)
    return _render(words, flavour, town, (grid or town) if named else "", day)


def chinese_day(day: date) -> str:
    """Write a day as people here read it."""
    return f"{day.year}年{day.month}月{day.day}日"


@lru_cache(maxsize=REMEMBERED)  # most groups of a run read the very same words
def _render(words: _Words, flavour: Flavour, town: str, grid: str, day: date) -> Rendered:
    values = {"town": town, "grid": grid, "date": chinese_day(day)}
    title, text, short, link = (_filled(part.strip(), values) for part in words)
    sign = (town, values["date"])
    limit = f"{flavour.name}最多 {flavour.limit} {flavour.unit}"
    whole, brief = _body(text, link, sign), _body(short, link, sign)
    if flavour.fits(title, whole):
        return Rendered(title, flavour.write(title, whole))
    if short and flavour.fits(title, brief):
        warning = f"{limit}，正文放不下，发的是短文。"
        return Rendered(title, flavour.write(title, brief), (warning,))
    part, kept = _cut(text, link, sign, title=title, flavour=flavour)
    warning = f"{limit}，正文放不下，只发了前 {kept} 个字。"
    return Rendered(title, flavour.write(title, part), (warning,), cut=True)


def _filled(text: str, values: dict[str, str]) -> str:
    return _VARIABLE.sub(lambda found: values[found[1]], text)


def _body(text: str, link: str, sign: tuple[str, str]) -> str:
    more = f"\n{link}" if link and link not in text else ""
    return f"{text}{more}{_signature(text, sign)}"


def _signature(text: str, sign: tuple[str, str]) -> str:
    """Sign, unless the text ends with the town (or an office of it) and the day already."""
    end = "".join("".join(text.splitlines()[-2:]).split())
    town, day = map(re.escape, sign)
    signed = re.search(rf"(?:{town}\w{{0,8}}{day}|{day}{town}\w{{0,8}})$", end)
    return "" if signed else "\n" + " ".join(sign)


def _cut(
    text: str, link: str, sign: tuple[str, str], *, title: str, flavour: Flavour
) -> tuple[str, int]:
    """Keep as many whole sentences as fit, and how many characters of the text that is."""
    more = _MORE_BY_LINK.format(link=link) if link else _MORE
    ending = f"{more}\n{' '.join(sign)}"
    kept = ""
    for sentence in _SENTENCE.findall(text):
        if not flavour.fits(title, (kept + sentence).rstrip() + ending):
            break
        kept += sentence
    kept = kept.rstrip()
    return kept + ending, len(kept)
