"""Lists written as an Excel workbook that reads back as it was."""

from collections.abc import Iterable, Sequence
from io import BytesIO

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

Cell = str | int | None

# What people wrote stays text: never a formula, a link or a number that lost its zeros.
_PLAIN = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
_NARROW, _WIDE, _LOOKED_AT = 8, 50, 200


def list_workbook(name: str, heads: Sequence[str], rows: Iterable[Sequence[Cell]]) -> bytes:
    """Write one sheet with its heads in the first line and give the file's bytes."""
    kept, target = [tuple(row) for row in rows], BytesIO()
    with Workbook(target, {"in_memory": True} | _PLAIN) as book:
        sheet = book.add_worksheet(name)
        head = book.add_format({"bold": True, "bg_color": "#E6EFEE", "border": 1})
        # Excel turns what staff type into a column that is no text: -1001234567890 to -1.001E+12.
        text = book.add_format({"text_wrap": True, "valign": "top", "num_format": "@"})
        number = book.add_format({"valign": "top"})
        for column, title in enumerate(heads):
            counted = any(isinstance(row[column], int) for row in kept[:_LOOKED_AT])
            width = _width(title, (row[column] for row in kept[:_LOOKED_AT]))
            sheet.set_column(column, column, width, number if counted else text)
            sheet.write_string(0, column, title, head)
        for line, row in enumerate(kept, 1):
            for column, cell in enumerate(row):
                _write(sheet, line, column, cell)
        sheet.freeze_panes(1, 1)
        sheet.autofilter(0, 0, len(kept), len(heads) - 1)
    return target.getvalue()


def _write(sheet: Worksheet, line: int, column: int, cell: Cell) -> None:
    if isinstance(cell, int):
        sheet.write_number(line, column, cell)
    elif cell:
        sheet.write_string(line, column, cell)


def _width(title: str, cells: Iterable[Cell]) -> int:
    """How wide a column is shown; a Chinese character is as wide as two Latin letters."""
    lines = (line for cell in (title, *cells) for line in str(cell or "").split("\n"))
    widest = max(sum(2 if sign > "\u2e7f" else 1 for sign in line) for line in lines)
    return min(_WIDE, max(_NARROW, widest + 2))
