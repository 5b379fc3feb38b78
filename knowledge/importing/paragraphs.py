"""The paragraphs of a document, whatever kind of file holds them."""

import re
from pathlib import Path

from knowledge.errors import BadInput
from knowledge.importing.encodings import decode
from knowledge.importing.files import Family, read_bytes, read_family
from knowledge.importing.markup import main_text
from knowledge.importing.pdf import read_pdf
from knowledge.importing.word import read_docx, tidy

MAX_PAGE = 10 * 1024 * 1024

_LEGACY = (".doc", ".wps", ".rtf", ".ppt", ".dot")
_RULE = re.compile(r"\s*(?:[-*_=]\s*){3,}|\s*\|?\s*:?-{2,}:?\s*(?:\|\s*:?-{2,}:?\s*)*\|?\s*")
_HEADLINE = re.compile(r"^\s{0,3}#{1,6}\s+|\s+#+\s*$|^\s{0,3}>\s?")
_EMPHASIS = re.compile(r"(\*\*|__|`)(.+?)\1")
_LINK = re.compile(r"!?\[([^\]]*)\]\([^)\s]*\)")


def read_paragraphs(path: Path) -> list[str]:
    """Read .txt, .md, .docx, .pdf or .html as paragraphs; cells of a table row are tabbed."""
    suffix = path.suffix.lower()
    if suffix == ".docx":
        found = read_docx(path)
    elif suffix == ".pdf":
        found = read_pdf(path)
    elif suffix in {".html", ".htm"}:
        found = _page(path)
    elif suffix in {".txt", ".md"}:
        found = _plain(path, markdown=suffix == ".md")
    else:
        raise BadInput(_unknown(path))
    kept = [text for paragraph in found if (text := tidy(paragraph))]
    if not kept:
        raise BadInput(f"“{path.name}”里没有读到文字，请打开原文件检查，另存后再导入。")
    return kept


def _plain(path: Path, *, markdown: bool) -> list[str]:
    lines = decode(read_family(path, Family.TEXT), name=path.name).replace("\f", "\n").split("\n")
    return [_unmarked(line) for line in lines if not _RULE.fullmatch(line)] if markdown else lines


def _unmarked(line: str) -> str:
    """A line of Markdown without its marks; a table row becomes cells parted by tabs."""
    plain = _LINK.sub(r"\1", _EMPHASIS.sub(r"\2", _HEADLINE.sub("", line)))
    if plain.strip().startswith("|") and plain.count("|") > 1:
        return "\t".join(cell.strip() for cell in plain.strip().strip("|").split("|"))
    return plain


def _page(path: Path) -> list[str]:
    read_family(path, Family.TEXT)
    data = read_bytes(path, limit=MAX_PAGE)
    return main_text(decode(data, name=path.name))


def _unknown(path: Path) -> str:
    if path.suffix.lower() in _LEGACY:
        return f"“{path.name}”是旧版文档，请用 Word 或 WPS 打开，另存为 .docx 再导入。"
    return f"“{path.name}”的格式读不了，请用 .docx、.pdf、.html、.txt 或 .md。"
