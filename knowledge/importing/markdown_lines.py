"""The lines of a Markdown law that carry text, stripped of everything else."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass

_FRONT_MATTER = re.compile(r"\A---\n.*?\n---\n", re.DOTALL)
_STYLE = re.compile(r"<(style|script)\b.*?</\1>", re.DOTALL | re.IGNORECASE)
_ROW = re.compile(r"<tr\b.*?</tr>", re.DOTALL | re.IGNORECASE)
_CELL = re.compile(r"<t[hd]\b[^>]*>(.*?)</t[hd]>", re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[^<>]*>")
_IMAGE = re.compile(r"!\[[^\]]*\]\([^)]*\)")
_BOX = re.compile(r"^:::\s*[a-z]*\s*")
_RULE = re.compile(r"[|\s:-]+")


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text: where it stands, and whether it is a heading or opens in bold."""

    number: int
    text: str
    heading: bool = False
    bold: bool = False


def markdown_lines(source: str) -> Iterator[Line]:
    """Give the lines that carry text, with their numbers in the file; tables become rows."""
    plain = source.replace("\r\n", "\n")
    for pattern in (_FRONT_MATTER, _STYLE):
        plain = pattern.sub(lambda found: "\n" * found[0].count("\n"), plain)
    plain = _ROW.sub(_row, plain)
    for number, raw in enumerate(plain.split("\n"), 1):
        line = _line(number, raw.strip())
        if line.text:
            yield line


def _line(number: int, raw: str) -> Line:
    heading = re.match(r"#{1,6}\s+", raw)
    text = _BOX.sub("", raw[heading.end() :] if heading else raw)
    bold = text.startswith("**")
    text = _IMAGE.sub("", text.replace("**", ""))
    text = html.unescape(_TAG.sub("", text)).strip("* \t　")
    if _RULE.fullmatch(text):
        text = ""
    if text.startswith("|"):
        text = " | ".join(cell.strip() for cell in text.strip("|").split("|"))
    return Line(number, text, heading is not None, bold)


def _row(found: re.Match[str]) -> str:
    """Write a table's row on one line and keep the count of lines as it was."""
    cells = (re.sub(r"\s+", "", _TAG.sub("", cell)) for cell in _CELL.findall(found[0]))
    return " | ".join(cells) + "\n" * found[0].count("\n")
