"""Tables of rows under a header: .xlsx, .csv and .jsonl, every value a plain string."""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

from knowledge.drafts import Rejected
from knowledge.errors import BadInput
from knowledge.importing.encodings import decode
from knowledge.importing.files import Family, read_family
from knowledge.importing.workbooks import read_cells

Row = tuple[int, dict[str, str]]

_DELIMITERS = (",", "\t", ";")
_SHOWN = 200


@dataclass(frozen=True)
class Table:
    """A table as read: its headers, its filled rows by line, and the lines that broke."""

    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    rejected: tuple[Rejected, ...] = ()


def read_rows(path: Path) -> list[Row]:
    """Read every row as line number and header to value; one broken line refuses the file."""
    table = read_table(path)
    if table.rejected:
        first = table.rejected[0]
        raise BadInput(f"“{path.name}”第{first.line}行{first.reason}，请改正后再导入。")
    return list(table.rows)


def read_table(path: Path) -> Table:
    """Read a table and keep what is sound; broken lines are handed back with their reasons."""
    suffix = path.suffix.lower()
    if suffix == ".jsonl":
        return _json_lines(decode(read_family(path, Family.TEXT), name=path.name))
    if suffix in {".xlsx", ".xlsm"}:
        return _under_header(enumerate(read_cells(path), 1), path)
    if suffix == ".csv":
        text = decode(read_family(path, Family.TEXT), name=path.name)
        return _under_header(_csv_lines(text, path), path)
    if suffix in {".xls", ".et"}:
        raise BadInput(f"“{path.name}”是旧版表格，请用 Excel 或 WPS 打开，另存为 .xlsx 再导入。")
    raise BadInput(f"“{path.name}”不是表格，请用 .xlsx、.csv 或 .jsonl。")


def _under_header(lines: Iterable[tuple[int, list[str]]], path: Path) -> Table:
    """The header is the first line with two cells filled; a lone title above it is passed over."""
    filled = [(line, cells) for line, cells in lines if any(cells)]
    at = next((at for at, (_, cells) in enumerate(filled) if sum(map(bool, cells)) > 1), 0)
    if not filled:
        raise BadInput(f"“{path.name}”里没有内容，请填好表头和内容后再导入。")
    headers = [_header(cell) for cell in filled[at][1]]
    named = [header for header in headers if header]
    twice = next((header for header in named if named.count(header) > 1), None)
    if twice:
        raise BadInput(f"“{path.name}”有两列都叫“{twice}”，请删去或改名后再导入。")
    rows, rejected = list[Row](), list[Rejected]()
    for line, cells in filled[at + 1 :]:
        if any(cells[len(headers) :]):
            reason = "的格子比表头多，请检查逗号或引号"
            rejected.append(Rejected(line, reason, " | ".join(cells)[:_SHOWN]))
            continue
        values = [*cells, *[""] * len(headers)]
        rows.append((line, {key: values[at] for at, key in enumerate(headers) if key}))
    return Table(tuple(named), tuple(rows), tuple(rejected))


def _header(cell: str) -> str:
    return re.sub(r"\s+", "", cell).strip("*＊")


def _csv_lines(text: str, path: Path) -> Iterator[tuple[int, list[str]]]:
    first = text.lstrip("\n").partition("\n")[0]
    delimiter = max(_DELIMITERS, key=first.count)
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)
    line = 1
    try:
        for cells in reader:
            yield line, [cell.strip() for cell in cells]
            line = reader.line_num + 1
    except csv.Error as error:
        raise BadInput(
            f"“{path.name}”第{line}行起读不下去（引号没有成对，或一格太长），请改正后再导入。"
        ) from error


def _json_lines(text: str) -> Table:
    rows, rejected = list[Row](), list[Rejected]()
    for line, written in enumerate(text.split("\n"), 1):
        if not written.strip():
            continue
        try:
            found = json.loads(written)
        except (ValueError, RecursionError):
            rejected.append(Rejected(line, "不是完整的JSON，请检查引号和括号", written[:_SHOWN]))
            continue
        if isinstance(found, dict):
            rows.append((line, {key.strip(): _value(value) for key, value in found.items()}))
        else:
            rejected.append(Rejected(line, "不是一个JSON对象（应以“{”开头）", written[:_SHOWN]))
    return Table(tuple({key: None for _, row in rows for key in row}), tuple(rows), tuple(rejected))


def _value(value: object) -> str:
    """A list becomes lines, and a citation of law and article the way it is written."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, list):
        return "\n".join(map(_value, value))
    if isinstance(value, dict) and "law" in value:
        return f"《{_value(value['law'])}》{_value(value.get('article'))}"
    return str(value).strip() if not isinstance(value, dict) else json.dumps(value)
