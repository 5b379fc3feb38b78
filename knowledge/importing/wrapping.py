"""Lines broken by the width of a page, joined back into the paragraphs they were."""

import re
import unicodedata
from collections.abc import Sequence

_ENDS = tuple("。！？；：!?;:…")
_CLOSING = tuple("，、。；：！？）)》〉】」”’")
_BEGINS = re.compile(
    r"第[零〇一二三四五六七八九十百千\d\s]+(?:[编章节]|条(?=[\s\u3000【]))"
    r"|[一二三四五六七八九十]{1,3}、|[（(][一二三四五六七八九十\d]{1,3}[）)]"
    r"|\d{1,2}[.．、](?!\d)|[①-⑳]|附件|【"
)
_HALF = 0.5


def unwrap(lines: Sequence[str]) -> list[str]:
    """Join what the margin broke; a line ends its paragraph by a stop, or by stopping short."""
    full = _full_width(lines)
    paragraphs: list[str] = []
    last = ""
    for line in lines:
        if paragraphs and _goes_on(last, line, full):
            paragraphs[-1] += _gap(last, line) + line
        else:
            paragraphs.append(line)
        last = line
    return paragraphs


def _goes_on(last: str, line: str, full: int) -> bool:
    if line.startswith(_CLOSING) or last.endswith(("，", "、", ",")):
        return True
    if last.endswith(_ENDS) or _BEGINS.match(line):
        return False
    return _width(last) >= full * _HALF


def _full_width(lines: Sequence[str]) -> int:
    """How wide the text runs: the width that nine lines in ten do not pass."""
    widths = sorted(map(_width, lines))
    return widths[len(widths) * 9 // 10] if widths else 0


def _width(line: str) -> int:
    return sum(2 if unicodedata.east_asian_width(sign) in "WFA" else 1 for sign in line)


def _gap(last: str, line: str) -> str:
    """Only words in Latin letters need a space between them."""
    return " " if re.search(r"[A-Za-z,]$", last) and re.match(r"[A-Za-z]", line) else ""
