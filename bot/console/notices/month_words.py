"""Months as browsers send them (2026-12), and as people read them."""

import re
from zoneinfo import ZoneInfo

from jobs.figures.periods import Period
from knowledge.errors import BadInput

_MONTH = re.compile(r"(\d{4})(?:-|年)(\d{1,2})月?")


def month_typed(written: str, zone: ZoneInfo) -> Period:
    """Read a month, or raise `BadInput`."""
    found = _MONTH.fullmatch(written)
    if found is None:
        raise BadInput(f"“{written[:20]}”不是月份，请写成 2026-12 这样。")
    return Period(int(found[1]), int(found[2]), zone)


def month_said(period: Period) -> str:
    """Write a month as people read it."""
    return f"{period.year}年{period.first.month}月"


def month_written(period: Period, *, later: int = 0) -> str:
    """Write a month, or one before or after it, as browsers do."""
    months = period.year * 12 + period.first.month - 1 + later
    return f"{months // 12}-{months % 12 + 1:02}"
