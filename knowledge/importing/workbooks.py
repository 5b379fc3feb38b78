"""The cells of an .xlsx, after a look at how many there are and how much they hold."""

import re
from collections.abc import Iterable
from datetime import date, datetime, time, timedelta
from pathlib import Path
from xml.sax.xmlreader import AttributesImpl

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from knowledge.errors import BadInput
from knowledge.importing.containers import Container, read_container
from knowledge.importing.xml_check import DepthGuard, check_xml

HOME = "xl/workbook.xml"
MAX_AREA = 5_000_000
MAX_TEXT = 100_000_000

Value = int | float | str | bool | time | date | datetime | timedelta

_STRINGS = "xl/sharedStrings.xml"
_PLACE = re.compile(r"([A-Za-z]{1,3})(\d{1,7})")


def read_cells(path: Path) -> list[list[str]]:
    """Read the first visible sheet that holds anything, from its first row, as plain strings."""
    container = read_container(path, home=HOME)
    _check_extent(container)
    try:
        book = CalamineWorkbook.from_filelike(container.repacked())
        for name in _sheets(book):
            rows = book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            if any(cell not in ("", None) for row in rows for cell in row):
                return [[_text(cell) for cell in row] for row in rows]
    except (CalamineError, OSError, ValueError) as error:
        raise BadInput(
            f"“{path.name}”里的表格读不出来，请用 Excel 或 WPS 打开后另存为 .xlsx 再导入。"
        ) from error
    raise BadInput(f"“{path.name}”里没有内容，请填好表头和内容后再导入。")


def _sheets(book: CalamineWorkbook) -> list[str]:
    sheets = [sheet for sheet in book.sheets_metadata if sheet.typ == SheetTypeEnum.WorkSheet]
    return [sheet.name for sheet in sheets if sheet.visible == SheetVisibleEnum.Visible]


def _check_extent(container: Container) -> None:
    """One cell in the last corner would make the reader lay out the whole sheet."""
    strings = _Strings()
    if _STRINGS in container.members:
        check_xml(container.members[_STRINGS], file=container.name, handler=strings)
    for name, content in container.members.items():
        if name.lower().endswith(".xml"):  # a sheet may be called anything
            extent = _Extent(strings.lengths)
            check_xml(content, file=container.name, handler=extent)
            if extent.area > MAX_AREA or extent.text > MAX_TEXT:
                raise BadInput(
                    f"“{container.name}”的表格大得不正常，请把有用的行列复制到新表格再导入。"
                )


class _Strings(DepthGuard):
    """How long each shared string is, since one may be repeated in every cell."""

    def __init__(self) -> None:
        super().__init__()
        self.lengths: list[int] = []

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        """Begin a string."""
        super().startElement(name, attrs)
        if name.rpartition(":")[2] == "si":
            self.lengths.append(0)

    def characters(self, content: str) -> None:
        """Count a string's characters."""
        if self.lengths:
            self.lengths[-1] += len(content)


class _Extent(DepthGuard):
    """How far the filled cells of a sheet reach, and how much text they come to."""

    def __init__(self, lengths: list[int]) -> None:
        super().__init__()
        self._lengths, self._shared, self._place = lengths, False, ""
        self._value: list[str] | None = None
        self._right = self._low = self.text = 0

    @property
    def area(self) -> int:
        """Rows times columns, counted from the first of each."""
        return self._right * self._low

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802
        """Note where a cell stands, and that it holds something."""
        super().startElement(name, attrs)
        kind = name.rpartition(":")[2]
        if kind == "c":
            self._place, self._shared = attrs.get("r", ""), attrs.get("t") == "s"
        elif kind in {"v", "is", "f"}:
            self._reach()
            self._value = [] if kind == "v" and self._shared else None

    def characters(self, content: str) -> None:
        """Gather the number of a shared string."""
        if self._value is not None:
            self._value.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802
        """Add what a shared string comes to."""
        super().endElement(name)
        if self._value is not None:
            number = "".join(self._value).strip()
            if number.isdecimal() and int(number[:9]) < len(self._lengths):
                self.text += self._lengths[int(number[:9])]
            self._value = None

    def _reach(self) -> None:
        found = _PLACE.fullmatch(self._place)
        if found:
            self._right = max(self._right, _column(found[1].upper()))
            self._low = max(self._low, int(found[2]))


def _column(letters: Iterable[str]) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - ord("A") + 1
    return number


def _text(value: Value) -> str:
    """A cell as staff see it: 12348 without .0, days in ISO."""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, datetime):
        midnight = value.time() == time()
        return value.date().isoformat() if midnight else value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value).replace("\r\n", "\n").replace("\r", "\n").strip()
