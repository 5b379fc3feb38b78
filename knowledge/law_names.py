"""What people call laws, what the laws are called, and which of them no longer hold."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from knowledge.numerals import parse_article
from knowledge.starter_files import Replaced

_PREFIX = "中华人民共和国"
_NOT_A_LAW_AFTER = "律院官人盲"
_DIGITS = r"[0-9一二三四五六七八九十百千零〇两]+"
_ARTICLE = re.compile(rf"第?\s*{_DIGITS}\s*条(?:之[一二三四五六七八九十0-9]+)?|第\s*{_DIGITS}")
_UNKNOWN_LAW = re.compile(
    r"《([^》]{2,40})》|([\u4e00-\u9fff]{2,20}?(?:法典|条例|办法|法))(?=第?\s*[0-9一二三四五六七八九十百])"
)


@dataclass(frozen=True, slots=True)
class Reference:
    """A law as someone named it, and an article of it if one was named (0: none)."""

    typed: str
    law: str
    number: int = 0
    sub: int = 0
    rest: str = ""


def short_name(title: str) -> str:
    """Leave 中华人民共和国 out, as people do."""
    return title.strip("《》 ").removeprefix(_PREFIX)


class LawNames:
    """Recognises laws by full, short and popular name."""

    def __init__(self, aliases: Mapping[str, str], replaced: Iterable[Replaced] = ()) -> None:
        self._aliases = {name: short_name(title) for name, title in aliases.items()}
        self._replaced = {name: law for law in replaced for name in (law.name, *law.aliases)}
        self._loaded: Mapping[str, int] = {}
        self._sorted: list[str] = []

    def find(self, text: str, laws: Mapping[str, int]) -> Reference | None:
        """Find the law a text names, among `laws` (short names) and the known other names.

        A name in 《》, or one followed by an article number, counts even if nobody knows it.
        """
        found = _ARTICLE.search(text)
        before = text[: found.start()] if found else text
        name = self._named(before, laws) or self._named(text, laws)
        if name is None:
            return _unknown(text, found)
        at = text.find(name)
        tail = text[at + len(name) :].lstrip("》 ")
        number = found or re.match(rf"{_DIGITS}(?=\D*$)", tail)
        article = parse_article(_as_article(number[0])) if number else (0, 0)
        rest = text.replace(number[0], " ", 1) if number else text
        return Reference(name, self._official(name), *article, rest.replace(name, " ", 1))

    def replaced(self, typed: str) -> Replaced | None:
        """Say what replaced a law, if it no longer holds."""
        return self._replaced.get(short_name(typed))

    def knows(self, typed: str) -> bool:
        """Say whether a name is one we have heard of, loaded or not."""
        return typed in self._aliases or short_name(typed) in self._aliases.values()

    def nearest(self, typed: str, laws: Mapping[str, int], *, count: int = 3) -> list[str]:
        """Give the names of loaded laws that are spelt most like this one."""
        close = process.extract(
            short_name(typed), list(laws), scorer=fuzz.ratio, limit=count, score_cutoff=45
        )
        return [name for name, _score, _place in close]

    def _official(self, name: str) -> str:
        return self._aliases.get(name, short_name(name))

    def _named(self, text: str, laws: Mapping[str, int]) -> str | None:
        if laws is not self._loaded:
            self._loaded = laws
            self._sorted = sorted({*laws, *self._aliases, *self._replaced}, key=len, reverse=True)
        for name in self._sorted:
            at = text.find(name)
            if at >= 0 and text[at + len(name) : at + len(name) + 1] not in tuple(_NOT_A_LAW_AFTER):
                return name
        return None


def _unknown(text: str, number: re.Match[str] | None) -> Reference | None:
    found = _UNKNOWN_LAW.search(text)
    if not found:
        return None
    name = found[1] or found[2]
    article = parse_article(_as_article(number[0])) if number else (0, 0)
    rest = text.replace(found[0], " ", 1)
    return Reference(
        name, short_name(name), *article, rest.replace(number[0], " ", 1) if number else rest
    )


def _as_article(text: str) -> str:
    text = re.sub(r"\s", "", text)
    text = text if text.startswith("第") else "第" + text
    return text if "条" in text else text + "条"
