"""Long messages in parts, each of them HTML that Telegram takes, whatever comes in."""

import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import count, takewhile

MOST_CHARACTERS, MOST_CAPTION = 4_096, 1_024
MOST_TAGS = 100

_TOKEN = re.compile(r"</?[a-zA-Z][^<>]*>|&(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});|.", re.S)
_PLAIN = r"b|strong|i|em|u|ins|s|strike|del|code|pre|blockquote|tg-spoiler"
_OPENING = re.compile(
    rf"<(?:{_PLAIN}|a href=\"[^\"]+\"|blockquote expandable|code class=\"language-[\w+-]+\""
    r"|span class=\"tg-spoiler\"|tg-emoji emoji-id=\"\d+\")>"
)
_CLOSING = re.compile(rf"</({_PLAIN}|a|span|tg-emoji)>")
_BARE = re.compile(r"&(?!(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});)")
_UNSENDABLE = re.compile(r"[\0-\x08\x0b-\x1f\ud800-\udfff]")  # no text for any platform
_SENTENCE = "。！？；…!?;\n"


@dataclass(frozen=True, slots=True)
class _Tag:
    """One opening tag; the number tells two neighbours of a kind apart."""

    number: int
    name: str
    written: str


@dataclass(frozen=True, slots=True)
class _Cell:
    """One character that is seen, as it is written, and the tags around it."""

    written: str
    seen: str
    tags: tuple[_Tag, ...]

    @property
    def size(self) -> int:
        """How much Telegram counts it for: it counts in UTF-16."""
        return 2 if ord(self.seen) > 0xFFFF else 1


def split(text: str, *, most: int = MOST_CHARACTERS) -> list[str]:
    """Cut HTML at paragraph ends into parts of valid HTML; nothing if there is nothing to see."""
    cells = _trimmed(list(_cells(text)))
    found = []
    while cells:
        end = _fitting(cells, most)
        if end < len(cells):
            end = _cut(cells, end)
        found.append(_written(_trimmed(cells[:end])))
        cells = _trimmed(cells[end:])
    return found


def plain(text: str) -> str:
    """Give what is seen of HTML, without its tags."""
    return "".join(cell.seen for cell in _cells(text))


def _cells(text: str) -> Iterator[_Cell]:
    """Give every character with the tags around it; a tag Telegram does not know is text."""
    numbers = count()
    open_tags: list[_Tag] = []
    for token in _TOKEN.findall(text):
        closing = _CLOSING.fullmatch(token)
        if closing:
            _close(open_tags, closing[1])
        elif _OPENING.fullmatch(token):
            name = re.split(r"[ >]", token[1:], maxsplit=1)[0]
            open_tags.append(_Tag(next(numbers), name, _BARE.sub("&amp;", token)))
        elif len(token) > 1 and token.startswith("&"):
            yield _Cell(token, html.unescape(token)[:1] or " ", _once(open_tags))
        else:
            for letter in _UNSENDABLE.sub("\ufffd", token):
                yield _Cell(html.escape(letter, quote=False), letter, _once(open_tags))


def _close(open_tags: list[_Tag], name: str) -> None:
    """Close the newest tag of a name and all within it; one that was never opened is left out."""
    if any(tag.name == name for tag in open_tags):
        while open_tags.pop().name != name:
            pass


def _once(tags: Sequence[_Tag]) -> tuple[_Tag, ...]:
    """Leave out tags within their like, which Telegram refuses."""
    return tuple({tag.name: tag for tag in reversed(tags)}.values())[::-1]


def _fitting(cells: Sequence[_Cell], most: int) -> int:
    """Count the cells that fit into one message."""
    size, seen = 0, set[int]()
    for number, cell in enumerate(cells):
        size += cell.size
        seen.update(tag.number for tag in cell.tags)
        if size > most or len(seen) > MOST_TAGS:
            return number
    return len(cells)


def _cut(cells: Sequence[_Cell], end: int) -> int:
    """Find the last paragraph's end before `end`; else a line's, a sentence's, or `end` itself."""
    seen = "".join(cell.seen for cell in cells[: end + 1])
    for mark in ("\n\n", "\n"):
        found = seen.rfind(mark, 0, end + len(mark) - 1)
        if found > 0:
            return found
    sentence = max(seen.rfind(mark, 0, end) for mark in _SENTENCE)
    return sentence + 1 if sentence > 0 else end


def _trimmed(cells: list[_Cell]) -> list[_Cell]:
    begin = sum(1 for _ in takewhile(lambda cell: cell.seen.isspace(), cells))
    end = len(cells) - sum(1 for _ in takewhile(lambda cell: cell.seen.isspace(), reversed(cells)))
    return cells[begin:end]


def _written(cells: Sequence[_Cell]) -> str:
    """Write cells down, with every tag closed at the end."""
    pieces: list[str] = []
    before: tuple[_Tag, ...] = ()
    for cell in cells:
        if cell.tags != before:
            pieces += _between(before, cell.tags)
            before = cell.tags
        pieces.append(cell.written)
    return "".join([*pieces, *_between(before, ())])


def _between(before: Sequence[_Tag], after: Sequence[_Tag]) -> Iterator[str]:
    """Close and open what differs."""
    same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(before, after)))  # noqa: B905
    yield from (f"</{tag.name}>" for tag in reversed(before[same:]))
    yield from (tag.written for tag in after[same:])
