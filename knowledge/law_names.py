"""What people call laws, what the laws are called, and which of them no longer hold."""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from rapidfuzz import fuzz, process

from knowledge.numerals import LIMIT, parse_article

PREFIX = "中华人民共和国"
_DIGITS = r"[0-9一二三四五六七八九十百千零〇两]+"
_SUB = rf"\s*条(?:之{_DIGITS})?"
_SIGNED = re.compile(
    rf"第\s*{_DIGITS}(?:{_SUB}|(?!\s*[0-9一二三四五六七八九十百千万亿零编分章节款项条]))"
)
_DIRECT = re.compile(
    rf"[》的 ]*({_DIGITS}(?:{_SUB}|(?=\s*(?:[的是讲说写规，,。？?]|怎么|什么|内容|$))))"
)
_QUOTED = re.compile(r"《([^》]*)》")
# What makes another text of a law's name: 法律, 法院, 土地管理法实施办法, 民法典继承编的解释.
_ANOTHER = re.compile(
    r"[律院官人盲典]|[^，,。？?！第0-9》]{0,10}?(?:解释|实施条例|实施办法|实施细则|修正案|若干规定)"
)
_SPELLING = re.compile(rf"{PREFIX}|[《》〈〉<>“”、\s()]")
_UNKNOWN_LAW = re.compile(
    r"《([^》]{2,40})》|([\u4e00-\u9fff]{2,20}?(?:法典|条例|办法|法))(?=第?\s*[0-9一二三四五六七八九十百])"
)


@dataclass(frozen=True, slots=True)
class Replaced:
    """A law that no longer applies, and the laws to read instead (none: it just ended)."""

    name: str
    aliases: tuple[str, ...]
    replaced_by: tuple[str, ...]
    since: date


@dataclass(frozen=True, slots=True)
class Reference:
    """A law as someone named it, and an article of it if one was named (0: none)."""

    typed: str
    law: str
    number: int = 0
    sub: int = 0
    rest: str = ""


def folded(title: str) -> str:
    """Spell a title without quotes, brackets and 中华人民共和国, so that two spellings meet."""
    return _SPELLING.sub("", unicodedata.normalize("NFKC", title))


def short_name(title: str) -> str:
    """Leave 中华人民共和国 out, as people do."""
    return title.strip("《》 ").removeprefix(PREFIX)


def titled(law: str) -> str:
    """Put a law's short name in 《》, and what it quotes in 〈〉."""
    return f"《{short_name(law).replace('《', '〈').replace('》', '〉')}》"


class LawNames:
    """Recognises laws by full, short and popular name."""

    def __init__(
        self,
        aliases: Mapping[str, str],
        replaced: Iterable[Replaced] = (),
        revised: Mapping[str, date] | None = None,
    ) -> None:
        self._aliases = {name: short_name(title) for name, title in aliases.items()}
        self._past = tuple(replaced)
        self._replaced = {
            name: law
            for law in self._past
            for name in (law.name, short_name(law.name), *law.aliases)
        }
        self._known_revised = dict(revised or {})
        self._ended = {folded(name): law for name, law in self._replaced.items()}
        self._revised = {folded(name): since for name, since in self._known_revised.items()}
        self._loaded: Mapping[str, int] = {}
        self._by_start: dict[str, list[str]] = {}

    def also(self, aliases: Mapping[str, str]) -> "LawNames":
        """Give the same names and some more."""
        return LawNames(self._aliases | dict(aliases), self._past, self._known_revised)

    def find(self, text: str, laws: Mapping[str, int]) -> Reference | None:
        """Find the law a text names, among `laws` (short names) and the known other names.

        A name in 《》, or one followed by an article number, counts even if nobody knows it.
        """
        signed = _SIGNED.search(text)
        before = text[: signed.start()] if signed else text
        name = self._named(before, laws) or self._named(text, laws)
        if name is None:
            return _unknown(text)
        return _reference(name, self.official(name), text, text.find(name) + len(name))

    def replaced(self, typed: str) -> Replaced | None:
        """Say what replaced a law, if it no longer holds."""
        return self._replaced.get(short_name(typed))

    def ended(self, law: str, *, on: date) -> Replaced | None:
        """Say what ended a law by a day, if anything did, however its name is spelt."""
        found = self._ended.get(folded(law))
        return found if found and found.since <= on else None

    def successors(self, law: Replaced, *, on: date) -> tuple[str, ...]:
        """Give the laws to read today instead of one that ended, past any that ended since."""
        found: list[str] = []
        for name in law.replaced_by:
            later = self.ended(name, on=on)
            found += self.successors(later, on=on) if later else (name,)
        return tuple(dict.fromkeys(found))

    def revised(self, law: str) -> date | None:
        """Say since when the newest text of a law holds, if it was rewritten under its name."""
        return self._revised.get(folded(law))

    def end_of(self, law: str, began: date | None) -> date | None:
        """Give the first day on which a text that began to hold on a day does so no longer."""
        ended, revised = self._ended.get(folded(law)), self.revised(law)
        days = [ended.since] if ended and (began is None or began < ended.since) else []
        days += [revised] if revised and began and began < revised else []
        return min(days, default=None)

    def official(self, name: str) -> str:
        """Give the short name of the law that goes by a name."""
        return self._aliases.get(name) or self._aliases.get(short_name(name)) or short_name(name)

    def knows(self, typed: str) -> bool:
        """Say whether a name is one we have heard of, loaded or not."""
        return typed in self._aliases or short_name(typed) in self._aliases.values()

    def nearest(self, typed: str, laws: Mapping[str, int], *, count: int = 3) -> list[str]:
        """Give the names of loaded laws that are spelt most like this one."""
        close = process.extract(
            short_name(typed), list(laws), scorer=fuzz.ratio, limit=count, score_cutoff=45
        )
        return [name for name, _score, _place in close]

    def _named(self, text: str, laws: Mapping[str, int]) -> str | None:
        if laws is not self._loaded:
            self._loaded = laws
            self._by_start = {}
            for name in {*laws, *self._aliases, *self._replaced}:
                self._by_start.setdefault(name[:2], []).append(name)
        starts = {text[at : at + 2] for at in range(len(text) - 1)}
        possible = [name for start in starts for name in self._by_start.get(start, ())]
        possible.sort(key=lambda name: (-len(name), name))
        return next((name for name in possible if _is_named(name, text)), None)


def _is_named(name: str, text: str) -> bool:
    """Whether a law stands in a text under this name, not as part of another text's name."""
    at = text.find(name)
    if at < 0 or _ANOTHER.match(text, at + len(name)):
        return False
    quoted = (found for found in _QUOTED.finditer(text) if found.start() < at < found.end())
    return all(short_name(re.sub(r"[（(].*", "", q[1])) == short_name(name) for q in quoted)


def _unknown(text: str) -> Reference | None:
    found = _UNKNOWN_LAW.search(text)
    if not found:
        return None
    name = found[1] or found[2]
    return _reference(name, short_name(name), text, found.end(1 if found[1] else 2))


def _reference(name: str, law: str, text: str, end: int) -> Reference:
    """Read the article that follows a name, or that stands elsewhere with its 第."""
    direct, signed = _DIRECT.match(text, end), _SIGNED.search(text)
    written = direct[1] if direct else signed[0] if signed else ""
    rest = text.replace(written, " ", 1) if written else text
    return Reference(name, law, *_article(written), rest.replace(name, " ", 1))


def _article(written: str) -> tuple[int, int]:
    """Read an article's number; what is no number, or one no law reaches, counts as none."""
    try:
        number, sub = parse_article(_as_article(written))
    except ValueError:
        return 0, 0
    return (number, sub) if max(number, sub) < LIMIT else (0, 0)


def _as_article(text: str) -> str:
    text = re.sub(r"\s", "", text)
    text = text if text.startswith("第") else "第" + text
    return text if "条" in text else text + "条"
