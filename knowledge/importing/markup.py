"""HTML to paragraphs: the whole text of a fragment, or the main text of a page."""

import re
from html.parser import HTMLParser

from trafilatura import extract

CELL = "\t"

_HIDDEN = {"script", "style", "template", "noscript", "svg", "select", "textarea", "iframe"}
_FRAME = {"nav", "footer", "aside", "button"}
_BREAKS = {
    *("address", "article", "blockquote", "br", "center", "dd", "div", "dl", "dt", "fieldset"),
    *("form", "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "option"),
    *("p", "section", "ul"),
}
_DECLARATION = re.compile(r"<!--|<!(?:\[CDATA\[)?|<\?")
_LONG_CELL = 2000
_TELLING = 12
_DEEPEST = 100


def blocks_of(html: str) -> list[str]:
    """Every visible block of a fragment; a table row is one, its cells parted by tabs."""
    return _read(html, hidden=_HIDDEN).blocks()


def main_text(html: str) -> list[str]:
    """The headline and main text of a page, without the menus around them."""
    page = _read(html, hidden=_HIDDEN | _FRAME)
    blocks = page.blocks()
    kept = _found(html)
    lines, text = {_bare(line) for line in kept.splitlines()}, _bare(kept)
    main = [at for at, block in enumerate(blocks) if _belongs(block, lines, text)]
    if main:  # all between the first and the last: tables get lost in the finding
        blocks = blocks[main[0] : main[-1] + 1]
    headline = page.headline
    return blocks if not headline or headline in blocks else [headline, *blocks]


def _found(html: str) -> str:
    try:
        return extract(html, include_comments=False, include_tables=True, favor_recall=True) or ""
    except (ValueError, TypeError, AttributeError, RecursionError):
        return ""  # its parsers stumble over some pages; then the whole page has to serve


def _belongs(block: str, lines: set[str], text: str) -> bool:
    """Whether every line and cell of a block was found; a short one must be a line of its own."""
    pieces = [piece for piece in map(_bare, re.split(r"[\t\n]", block)) if piece]
    return all(
        piece in lines or (len(piece) >= _TELLING and piece in text) for piece in pieces
    ) or (_bare(block) in lines)


def _bare(text: str) -> str:
    return re.sub(r"[\s|]", "", re.sub(r"^- ", "", text))


def _read(html: str, *, hidden: set[str]) -> "_Reader":
    reader = _Reader(hidden)
    reader.feed(_closed(html))
    reader.close()
    return reader


def _closed(html: str) -> str:
    """The page without comments, or tags never closed: the parser takes hours over many."""
    kept, at = list[str](), 0
    last = {end: html.rfind(end) for end in ("-->", ">")}
    for begun in _DECLARATION.finditer(html):
        if begun.start() < at:
            continue
        end = "-->" if begun[0] == "<!--" else ">"
        kept.append(html[at : begun.start()])
        closed = begun.end() <= last[end]
        at = html.index(end, begun.end()) + len(end) if closed else begun.end()
    whole, closing, rest = "".join([*kept, html[at:]]).rpartition(">")
    return whole + closing + rest.partition("<")[0]


class _Reader(HTMLParser):
    """Gathers text into blocks, and the blocks of a table cell into that cell."""

    def __init__(self, hidden: set[str]) -> None:
        super().__init__(convert_charrefs=True)
        self.titles: dict[str, str] = {}
        self._hidden, self._inside, self._pre = hidden, 0, 0
        self._text: list[str] = []
        self._frames: list[list[str]] = [[]]
        self._rows: list[list[list[str]]] = []
        self._marks: list[str] = []

    def blocks(self) -> list[str]:
        """What was read, in order."""
        self._close_down_to("nothing")
        self._flush()
        return self._frames[0]

    @property
    def headline(self) -> str:
        """What the page calls itself: its own tag for it, its first heading, or its title."""
        found = (self.titles.get(name, "") for name in ("meta", "h1", "title"))
        return next(filter(None, found), "")

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Open a block, a row or a cell."""
        self._inside += tag in self._hidden
        if tag == "meta":
            self._meta({name: value or "" for name, value in attrs})
        elif tag in {"table", "tr", "td", "th"}:
            self._open("td" if tag == "th" else tag)
        elif tag in _BREAKS or tag in {"title", "pre"}:
            self._flush()
            self._pre += tag == "pre"
        if tag == "title":
            self._marks.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close a block, a row or a cell."""
        if tag in self._hidden:
            self._inside = max(self._inside - 1, 0)
        elif tag == "title":
            self._end_title()
        elif tag in {"table", "tr", "td", "th"}:
            self._end("td" if tag == "th" else tag)
        elif tag in _BREAKS or tag == "pre":
            block = self._flush()
            self._pre = max(self._pre - (tag == "pre"), 0)
            if tag == "h1":
                self.titles.setdefault("h1", block)

    def handle_data(self, data: str) -> None:
        """Take in text unless it stands in something hidden."""
        if self._inside:
            return
        lines = data.split("\n") if self._pre else [data]
        self._text.append(lines[0])
        for line in lines[1:]:
            self._flush()
            self._text.append(line)

    def _meta(self, attrs: dict[str, str]) -> None:
        if attrs.get("name", "").lower() == "articletitle":
            self.titles["meta"] = attrs.get("content", "").strip()

    def _end_title(self) -> None:
        if self._marks and self._marks[-1] == "title":
            self._marks.pop()
            whole = re.sub(r"\s+", " ", "".join(self._text)).strip()
            self.titles.setdefault("title", re.split(r"[_|]| - |--", whole)[0].strip())
            self._text.clear()

    def _flush(self) -> str:
        block = re.sub(r"[^\S\u3000]+", " ", "".join(self._text)).strip()
        self._text.clear()
        if block:
            self._frames[-1].append(block)
        return block

    def _open(self, mark: str) -> None:
        self._flush()
        if len(self._marks) > _DEEPEST:
            return
        if mark == "tr":
            self._close_down_to("table")
            self._rows.append([])
        elif mark == "td":
            self._close_down_to("tr", "table")
            if not self._marks or self._marks[-1] != "tr":
                return
            self._frames.append([])
        self._marks.append(mark)

    def _end(self, mark: str) -> None:
        here = self._marks[_last(self._marks, "table") :] if mark != "table" else self._marks
        if mark in here:
            self._close_down_to(mark)
            self._close()

    def _close_down_to(self, *marks: str) -> None:
        while self._marks and self._marks[-1] not in marks:
            self._close()

    def _close(self) -> None:
        self._flush()
        mark = self._marks.pop()
        if mark == "td":
            cell = self._frames.pop()
            self._rows[-1].append(cell)
        elif mark == "tr":
            self._frames[-1].extend(_row(self._rows.pop()))


def _row(cells: list[list[str]]) -> list[str]:
    """A row of data is one line; a row that only arranges the page is the text of its cells."""
    filled = [cell for cell in cells if cell]
    arranges = any(CELL in block or len(block) > _LONG_CELL for cell in cells for block in cell)
    if len(cells) < 2 or len(filled) < 1 or arranges:
        return [block for cell in filled for block in cell]
    return [CELL.join("\n".join(cell) for cell in cells)]


def _last(marks: list[str], mark: str) -> int:
    return max((at for at, found in enumerate(marks) if found == mark), default=0)
