"""From the plain paragraphs of a law to its articles, by their numbers and their order."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from knowledge.numerals import NUMBER, article_name, to_int

ARTICLE = re.compile(
    rf"第\s*(?P<number>{NUMBER})\s*条(?:\s*之\s*(?P<sub>[一二三四五六七八九十]{{1,3}}))?"
    r"(?P<gap>[\s　]+|(?=【)|$)?"
)
HEADING = re.compile(
    rf"第\s*(?P<number>{NUMBER})\s*(?P<rank>分编|编|章|节)(?:[\s　]+(?P<name>.*)|$)"
)
UNNUMBERED = re.compile(r"(?:附\s*则|总\s*则|序\s*言)$")

_RANKS = ("编", "分编", "章", "节")
_LIST_ITEM = re.compile(rf"[（(]?{NUMBER}[）)、．.]|附件|附表|附：")
_MENTION = re.compile(r"第.{1,6}[款项条]|规定|所称|所列|所述|[的、，,和至或及与中以]")
_SPACED_MENTION = re.compile(r"第.{1,6}[款项]|规定的")
_GLUED = re.compile(rf"(?<=[。；])\s*(?=第\s*{NUMBER}\s*[条章节编](?:[\s　]|【))")
_CLOSED = tuple("。；：！？”…;:!?）)")


@dataclass(slots=True)
class Article:
    """One article of a law: its number, its chapter path and its paragraphs, whole."""

    number: int
    sub: int
    section: str
    line: int
    paragraphs: list[str] = field(default_factory=list)

    @property
    def name(self) -> str:
        """The article's name, such as 第一百二十条之一."""
        return article_name(self.number, self.sub)

    @property
    def text(self) -> str:
        """The article's paragraphs, one a line, without its number."""
        return "\n".join(self.paragraphs)

    def follows(self, number: int, sub: int) -> bool:
        """Whether this article is the next one after the given number."""
        after = {(number + 1, 0), (number, sub + 1)}
        return (self.number, self.sub) in after


class Outline:
    """Where in a law we are: part, subpart, chapter, section."""

    def __init__(self) -> None:
        """Start above every heading."""
        self._titles: dict[int, str] = {}

    def enter(self, heading: str) -> bool:
        """Go under a heading and say so, or stay where we are if the line is none."""
        numbered = HEADING.match(heading)
        if not numbered and not UNNUMBERED.match(heading):
            return False
        rank = _RANKS.index(numbered["rank"]) if numbered else 0
        self._titles = {at: title for at, title in self._titles.items() if at < rank}
        self._titles[rank] = _heading_title(heading, numbered)
        return True

    @property
    def path(self) -> str:
        """The headings we are under, from the widest to the narrowest."""
        return " / ".join(self._titles.values())


def articles_of(paragraphs: Iterable[str]) -> list[Article]:
    """Find the articles of a law; wrapped lines are rejoined and contents lists are skipped."""
    outline, found = Outline(), list[Article]()
    lines = list(_paragraphs(paragraphs))
    numbers = [_number_at(text) for _, text in lines]
    for at, (line, text) in enumerate(lines):
        if _heading(text) and outline.enter(text):
            continue
        article = start_of_article(text, section=outline.path, line=line)
        if article and _is_next(article, found, numbers[at + 1 :]):
            if article.number == 1 and _is_contents(found):
                found.clear()
            found.append(article)
        elif found:
            found[-1].paragraphs.append(text)
    return found


def start_of_article(
    text: str, *, section: str, line: int, certain: bool = False
) -> Article | None:
    """Read the paragraph that opens an article, or nothing if it only mentions one."""
    begun = ARTICLE.match(text)
    if not begun:
        return None
    rest = text[begun.end() :].strip()
    mention = _SPACED_MENTION if begun["gap"] else _MENTION
    if mention.match(rest) and not certain:
        return None
    try:
        number, sub = to_int(begun["number"]), to_int(begun["sub"] or "0")
    except ValueError:
        return None
    return Article(number, sub, section, line, [rest] if rest else [])


def _number_at(text: str) -> tuple[int, int] | None:
    article = start_of_article(text, section="", line=0)
    return (article.number, article.sub) if article else None


def _is_next(
    article: Article, found: list[Article], later: Sequence[tuple[int, int] | None]
) -> bool:
    """Accept the next number, a new first article, or a jump over numbers that never come."""
    if not found or (article.number == 1 and article.sub == 0):
        return True
    last = found[-1]
    if article.follows(last.number, last.sub):
        return True
    jumps = (article.number, article.sub) > (last.number, last.sub)
    return jumps and (last.number + 1, 0) not in later


def _is_contents(found: list[Article]) -> bool:
    return all("。" not in article.text for article in found)


def _heading(text: str) -> bool:
    return len(text) <= 60 and not text.endswith(_CLOSED[:3])


def _heading_title(heading: str, numbered: re.Match[str] | None) -> str:
    if not numbered:
        return re.sub(r"\s", "", heading)
    name = re.sub(r"[\s　]", "", numbered["name"] or "")
    return f"第{numbered['number']}{numbered['rank']} {name}".strip()


def _paragraphs(lines: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Rejoin what a page's width broke, and part what it glued; each with its line."""
    begun, text = 0, ""
    for line, raw in enumerate(lines, 1):
        for piece in _GLUED.split(raw.strip()):
            if text and piece and _continues(text, piece):
                text += piece
                continue
            if text:
                yield begun, text
            begun, text = line, piece
    if text:
        yield begun, text


def _continues(text: str, piece: str) -> bool:
    starts_anew = HEADING.match(piece) or UNNUMBERED.match(piece) or _LIST_ITEM.match(piece)
    stands_alone = HEADING.match(text) or UNNUMBERED.match(text) or text.endswith(_CLOSED)
    if starts_anew or stands_alone:
        return False
    return start_of_article(piece, section="", line=0) is None
