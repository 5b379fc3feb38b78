"""Which header of a table stands for which column, whatever people call it."""

import re
from collections.abc import Mapping, Sequence

Columns = Mapping[str, tuple[str, ...]]

_REMARK = re.compile(r"[（(].*?[）)]|\s")


def find_columns(headers: Sequence[str], columns: Columns) -> dict[str, str]:
    """Name the header of each column that is there; the first of two that mean the same counts."""
    known = {name: column for column, names in columns.items() for name in (column, *names)}
    found: dict[str, str] = {}
    for header in headers:
        plain = _REMARK.sub("", header).lower()
        if plain in known:
            found.setdefault(known[plain], header)
    return found
