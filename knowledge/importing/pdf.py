"""The text layer of a PDF, its wrapped lines joined back into paragraphs."""

import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pypdfium2

from knowledge.errors import BadInput
from knowledge.importing.files import Family, read_family
from knowledge.importing.wrapping import unwrap

MAX_PAGES = 2000
MAX_CHARACTERS = 20_000_000

_PAGE_NUMBER = re.compile(
    r"[-—–－·\s]*(?:第\s*)?\d{1,4}(?:\s*页)?(?:\s*[/／,，]?\s*共?\s*\d{1,4}\s*页?)?[-—–－·\s]*"
)
_FEW = 8


def read_pdf(path: Path) -> list[str]:
    """Read a PDF as paragraphs, without page numbers and running heads; refuse scans."""
    data = read_family(path, Family.PDF)
    try:
        pages = list(_pages(data, path))
    except pypdfium2.PdfiumError as error:
        raise BadInput(_unreadable(path, str(error))) from error
    if sum(map(len, (line for page in pages for line in page))) < _FEW * len(pages):
        raise BadInput(
            f"“{path.name}”是扫描件或图片，里面没有可读的文字，请改用 Word 版或网页版导入。"
        )
    running = _running_heads(pages)
    lines = [line for page in pages for line in _without_margins(page, running)]
    return unwrap(lines)


def _pages(data: bytes, path: Path) -> Iterator[list[str]]:
    document, read = pypdfium2.PdfDocument(data), 0
    try:
        if len(document) > MAX_PAGES:
            raise BadInput(f"“{path.name}”超过{MAX_PAGES}页，请拆成几个小文件再导入。")
        for number in range(len(document)):
            text = _page_text(document, number)
            read += len(text)
            if read > MAX_CHARACTERS:
                raise BadInput(f"“{path.name}”的文字太多，请拆成几个小文件再导入。")
            yield [line.strip() for line in text.splitlines() if line.strip()]
    finally:
        document.close()


def _page_text(document: pypdfium2.PdfDocument, number: int) -> str:
    page = document[number]
    try:
        words = page.get_textpage()
        try:
            return re.sub("[\ufffe\uffff\0\x02]", "", str(words.get_text_bounded()))
        finally:
            words.close()
    finally:
        page.close()


def _running_heads(pages: list[list[str]]) -> set[str]:
    """Lines that open or close more than half of at least three pages."""
    edges = Counter(line for page in pages for line in {*page[:1], *page[-1:]})
    return {line for line, count in edges.items() if count > 2 and count > len(pages) // 2}


def _without_margins(page: list[str], running: set[str]) -> list[str]:
    kept = list(page)
    for end in (0, -1):
        while kept and (kept[end] in running or _PAGE_NUMBER.fullmatch(kept[end])):
            del kept[end]
    return kept


def _unreadable(path: Path, reason: str) -> str:
    if "assword" in reason:
        return f"“{path.name}”设有打开密码，请去掉密码后再导入。"
    return f"“{path.name}”已损坏或没有下载完整，请重新下载，或改用 Word 版导入。"
