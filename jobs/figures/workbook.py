"""Excel workbooks to read and to print: one table to a sheet, on A4, with headings that stay."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

A4 = 9
NARROW, WIDE = 10, 60
PLAIN_TEXT = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}

Cell = str | int


@dataclass(frozen=True, slots=True)
class Sheet:
    """One table: its name, its heading, its columns and rows, and remarks below it."""

    name: str
    title: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Cell]]
    remarks: Sequence[str] = ()


def workbook(sheets: Iterable[Sheet]) -> bytes:
    """Make a workbook; what looks like a formula stays the text it is."""
    target = BytesIO()
    with Workbook(target, {"in_memory": True} | PLAIN_TEXT) as book:
        styles = _Styles.of(book)
        for sheet in sheets:
            _write(book.add_worksheet(sheet.name), sheet, styles)
    return target.getvalue()


@dataclass(frozen=True, slots=True)
class _Styles:
    title: Format
    head: Format
    text: Format
    number: Format
    remark: Format

    @classmethod
    def of(cls, book: Workbook) -> "_Styles":
        framed = {"border": 1, "valign": "vcenter", "text_wrap": True}
        return cls(
            title=book.add_format({"bold": True, "font_size": 14}),
            head=book.add_format(
                {**framed, "bold": True, "bg_color": "#E6EFEE", "align": "center"}
            ),
            text=book.add_format(framed),
            number=book.add_format({**framed, "num_format": "#,##0", "align": "right"}),
            remark=book.add_format({"font_color": "#555555"}),
        )


def _write(page: Worksheet, sheet: Sheet, styles: _Styles) -> None:
    page.write_string(0, 0, sheet.title, styles.title)
    for column, head in enumerate(sheet.heads):
        page.write_string(1, column, head, styles.head)
    for number, row in enumerate(sheet.rows, start=2):
        for column, cell in enumerate(row):
            if isinstance(cell, int):
                page.write_number(number, column, cell, styles.number)
            else:
                page.write_string(number, column, cell, styles.text)
    below = len(sheet.rows) + 3
    for number, remark in enumerate(sheet.remarks):
        page.write_string(below + number, 0, remark, styles.remark)
    _lay_out(page, sheet)


def _lay_out(page: Worksheet, sheet: Sheet) -> None:
    for column, head in enumerate(sheet.heads):
        shown = max((_width(row[column]) for row in sheet.rows), default=0)
        page.set_column(column, column, min(WIDE, max(NARROW, _width(head), shown) + 2))
    page.freeze_panes(2, 1)
    page.repeat_rows(0, 1)
    page.set_paper(A4)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_footer("&C第 &P 页，共 &N 页")


def _width(cell: Cell) -> int:
    """How many Latin letters wide it is; a Chinese character takes two."""
    return sum(2 if letter > "\u2e7f" else 1 for letter in str(cell))
