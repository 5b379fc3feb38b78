"""The text of a .docx in reading order: paragraphs, tables, and chunks of embedded HTML."""

import posixpath
import re
from collections.abc import Iterator
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from xml.etree.ElementTree import Element

from defusedxml import ElementTree

from knowledge.errors import BadInput
from knowledge.importing.containers import Container, read_container
from knowledge.importing.encodings import decode
from knowledge.importing.markup import CELL, blocks_of

HOME = "word/document.xml"

_RELATIONS = "word/_rels/document.xml.rels"
_RELATION_ID = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"
_BLANKS = " \u3000\xa0\u2002\u2003\u2009\ufeff"  # not the tab: it parts cells
_SPACES = {"tab": " ", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}
# Deleted words, and the second copy Word keeps of every text box for older programs.
_SKIPPED = {"del", "moveFrom", "Fallback", "instrText", "delText", "pPr", "rPr", "tblPr"}


def read_docx(path: Path) -> list[str]:
    """Read a .docx as paragraphs; a table row is one, its cells parted by tabs."""
    container = read_container(path, home=HOME)
    body = ElementTree.fromstring(container.members[HOME])
    return [text for block in _blocks(body, container) if (text := tidy(block))]


def tidy(text: str) -> str:
    """Strip a paragraph and each of its lines, and drop lines with nothing on them."""
    lines = (line.strip(_BLANKS) for line in text.replace("\u200b", "").split("\n"))
    return "\n".join(line for line in lines if line.strip())


def _blocks(parent: Element, container: Container) -> Iterator[str]:
    """Walk down to paragraphs, table rows and chunks, through whatever wraps them."""
    for child in parent:
        kind = _kind(child)
        if kind == "p":
            yield from _words(child).split("\n")
            yield from _boxes(child, container)
        elif kind == "tr":
            yield from _row(child, container)
        elif kind == "altChunk":
            yield from _chunk(child, container)
        elif kind not in _SKIPPED:
            yield from _blocks(child, container)


def _words(element: Element) -> str:
    """The words of one paragraph; text boxes hang in it but stand for themselves."""
    kind = _kind(element)
    if kind in _SKIPPED or kind == "txbxContent":
        return ""
    if kind == "t":
        return (element.text or "").replace("\n", " ")
    return _SPACES.get(kind, "") + "".join(map(_words, element))


def _boxes(element: Element, container: Container) -> Iterator[str]:
    for child in element:
        kind = _kind(child)
        if kind == "txbxContent":
            yield from _blocks(child, container)
        elif kind not in _SKIPPED:
            yield from _boxes(child, container)


def _row(row: Element, container: Container) -> Iterator[str]:
    """A row of several cells is one line of tabs; a single cell is only a frame around text."""
    cells = [tidy("\n".join(_blocks(cell, container))) for cell in _cells(row)]
    if len(cells) == 1:
        yield from cells[0].split("\n")
    else:
        yield CELL.join(cell.replace(CELL, " ") for cell in cells)


def _cells(row: Element) -> Iterator[Element]:
    for child in row:
        if _kind(child) == "tc":
            yield child
        elif _kind(child) not in _SKIPPED:
            yield from _cells(child)


def _chunk(element: Element, container: Container) -> Iterator[str]:
    """Official texts from law databases sit in such a chunk: a web page in MIME."""
    name = _targets(container).get(element.get(_RELATION_ID, ""), "")
    data = container.members.get(name)
    if data is None:
        raise BadInput(f"“{container.name}”缺少正文部分，请重新下载，或用 Word 打开后另存再导入。")
    if name.lower().endswith(".txt"):
        yield from decode(data, name=container.name).split("\n")
    else:
        yield from blocks_of(_web_page(data, container))


def _targets(container: Container) -> dict[str, str]:
    relations = container.members.get(_RELATIONS)
    if relations is None:
        return {}
    return {
        relation.get("Id", ""): posixpath.normpath(
            posixpath.join("/word", relation.get("Target", ""))
        ).lstrip("/")
        for relation in ElementTree.fromstring(relations)
    }


def _web_page(data: bytes, container: Container) -> str:
    """The HTML of a chunk, taken out of its MIME wrapping if it has one."""
    if not re.match(rb"\s*(?:MIME-Version|Content-Type|From)\s*:", data, re.IGNORECASE):
        return decode(data, name=container.name)
    for part in message_from_bytes(data.lstrip(), policy=default).walk():
        if part.get_content_type() in {"text/html", "text/plain"}:
            content = part.get_payload(decode=True)
            if isinstance(content, bytes):
                return decode(content, name=container.name)
    raise BadInput(f"“{container.name}”的正文读不出来，请用 Word 打开后另存为 .docx 再导入。")


def _kind(element: Element) -> str:
    return str(element.tag).rpartition("}")[2]
