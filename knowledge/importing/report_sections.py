"""From the paragraphs of a report to its smallest sections, no sentence cut or lost."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from knowledge.numerals import to_int

OPENING = "前言"

_HAN = "[零〇一二三四五六七八九十]{1,3}"
_MARKS = (
    re.compile(rf"(?P<number>{_HAN})\s*、(?!{_HAN}、)"),
    re.compile(rf"[（(](?P<number>{_HAN})[）)]"),
    re.compile(r"(?P<number>\d{1,2})\s*(?:\.(?!\d)|[．、])"),
    re.compile(r"[（(](?P<number>\d{1,2})[）)]"),
    re.compile(rf"(?P<number>{_HAN})是(?!否|非)"),
)
_ONE_IS = 4
_APPENDIX = re.compile(r"(?:附件|附表|附录|名词解释)\s*\d*\s*[:：]?$")
_SENTENCE = re.compile(r"[^。！？]*(?:[。！？]+[”’」』）)]*|$)")
_LIST = re.compile(r"(.*?[：:]\s*)((?:一是|1\s*(?:\.(?!\d)|[．、])|[（(][1一][）)]).*)", re.DOTALL)
_CONTENTS = re.compile(r"[.．…·]{2,}\s*\d{1,3}$")
_LONGEST_HEADING = 60
_STOPS = "。！？；：:;!?，,、 \u3000"


@dataclass(slots=True)
class Section:
    """One section: its headings, where it begins (perhaps inside a paragraph), its text."""

    path: tuple[str, ...]
    line: int
    paragraphs: list[str] = field(default_factory=list)
    inline: bool = False

    @property
    def name(self) -> str:
        """The headings from the widest to the narrowest."""
        return " / ".join(self.path) or OPENING

    @property
    def text(self) -> str:
        """What the section says, paragraph by paragraph."""
        return "\n".join(self.paragraphs)


@dataclass(frozen=True, slots=True)
class _Mark:
    """A numbered beginning: its level, its number and the heading it opens."""

    level: int
    number: int
    heading: str


class _Outline:
    """The headings we are under, and the numbers that may come next."""

    def __init__(self) -> None:
        self.open: list[_Mark] = []

    def follows(self, mark: _Mark) -> bool:
        """Whether a mark continues or begins a count, as a heading does and a mention does not."""
        at_level = [one.number for one in self.open if one.level == mark.level]
        return mark.number == (at_level[-1] + 1 if at_level else 1)

    def enter(self, mark: _Mark) -> tuple[str, ...]:
        """Go under a heading and tell the path to it."""
        self.open = [one for one in self.open if one.level < mark.level] + [mark]
        return tuple(one.heading for one in self.open)


def first_heading(paragraphs: Sequence[str]) -> int:
    """Where the numbered sections begin, or the end if there are none."""
    marks = ((at, _mark(text.strip())) for at, text in enumerate(paragraphs))
    return next((at for at, mark in marks if mark and mark.number == 1), len(paragraphs))


def sections_of(paragraphs: Iterable[str]) -> list[Section]:
    """Cut a report at its numbered headings, also those inside a paragraph."""
    outline, sections = _Outline(), [Section((), 1)]
    for line, paragraph in enumerate(paragraphs, 1):
        text = paragraph.strip()
        if _CONTENTS.search(text) and _mark(text):
            continue
        if sections[-1].inline and not _mark(text):
            sections.append(_parent(sections))
        for piece, mark, path in _pieces(text, outline):
            if mark:
                sections.append(Section(path, line, inline=not text.startswith(piece)))
            if not mark or not _only_heading(piece, mark):
                sections[-1].paragraphs.append(piece)
    return _filled(list({id(section): section for section in sections}.values()))


def _parent(sections: Sequence[Section]) -> Section:
    """What follows a list inside a paragraph belongs again to the section around the list."""
    path = sections[-1].path[:-1]
    found = (section for section in reversed(sections) if section.path == path)
    return next(found, Section(path, sections[-1].line))


def _pieces(text: str, outline: _Outline) -> Iterator[tuple[str, _Mark | None, tuple[str, ...]]]:
    """The runs of a paragraph, each with the mark that begins it if any, and the path there."""
    run, mark = "", None
    path: tuple[str, ...] = ()
    for at, sentence in enumerate(_sentences(text)):
        found = _mark(sentence)
        if found and _opens(found, outline, first=at == 0):
            if run:
                yield run, mark, path
            run, mark, path = sentence, found, outline.enter(found)
        else:
            run += sentence
    if run:
        yield run, mark, path


def _opens(mark: _Mark, outline: _Outline, *, first: bool) -> bool:
    """Chapters only begin paragraphs; what begins one may count out of turn, but for 三是."""
    if mark.level == 0 or outline.follows(mark):
        return first or mark.level > 0
    return first and mark.level < _ONE_IS


def _mark(text: str) -> _Mark | None:
    if _APPENDIX.match(text):
        return _Mark(0, 0, _heading(text))
    for level, pattern in enumerate(_MARKS):
        found = pattern.match(text)
        if found:
            try:
                number = to_int(found["number"])
            except ValueError:
                return None
            return _Mark(level, number, _heading(text))
    return None


def _heading(text: str) -> str:
    """The first sentence without its stop; a long one only as far as its clauses allow."""
    sentence = (_SENTENCE.match(text) or [text])[0].split("\n")[0]
    heading = re.sub(r"\s+", "", sentence).rstrip(_STOPS)
    if len(heading) <= _LONGEST_HEADING:
        return heading
    cut = max(heading.rfind(stop, 0, _LONGEST_HEADING) for stop in "，,；;：:、")
    return heading[: cut if cut > 0 else _LONGEST_HEADING] + "…"


def _only_heading(piece: str, mark: _Mark) -> bool:
    """A heading on a line of its own; a sentence that ends in a stop is also text."""
    plain = re.sub(r"\s+", "", piece)
    return not plain.endswith(tuple("。！？；;")) and plain.rstrip(_STOPS) == mark.heading


def _sentences(text: str) -> list[str]:
    """Whole sentences; 如下：1.… counts as two where 2.… later begins a sentence of its own."""
    found = [sentence for sentence in _SENTENCE.findall(text) if sentence]
    parted = list[str]()
    for at, sentence in enumerate(found):
        begun = _LIST.match(sentence)
        first = _mark(begun[2]) if begun else None
        second = first and _Mark(first.level, 2, "")
        if begun and second and any(_same(_mark(later), second) for later in found[at + 1 :]):
            parted += [begun[1], begun[2]]
        else:
            parted.append(sentence)
    return parted


def _same(mark: _Mark | None, other: _Mark) -> bool:
    return mark is not None and (mark.level, mark.number) == (other.level, other.number)


def _filled(sections: Sequence[Section]) -> list[Section]:
    """Drop headings that only lead further or come again; others speak for themselves."""
    kept = list[Section]()
    for at, section in enumerate(sections):
        if section.text.rstrip(_STOPS) in ("", *section.path[-1:]):
            deeper = sections[at + 1].path if at + 1 < len(sections) else ()
            again = any(later.path == section.path for later in sections[at + 1 :])
            if not section.path or again or deeper[: len(section.path)] == section.path:
                continue
        section.paragraphs = section.paragraphs or [section.path[-1]]
        kept.append(section)
    return kept
