"""Spans of time as people write them after a command: 2h, 30m, 1天, 2小时."""

import re
from datetime import timedelta

from knowledge.errors import BadInput

_UNITS = {
    "m": timedelta(minutes=1),
    "min": timedelta(minutes=1),
    "分": timedelta(minutes=1),
    "分钟": timedelta(minutes=1),
    "h": timedelta(hours=1),
    "小时": timedelta(hours=1),
    "个小时": timedelta(hours=1),
    "d": timedelta(days=1),
    "天": timedelta(days=1),
}
_SPAN = re.compile(r"(\d{1,4})\s*([a-z]+|[\u4e00-\u9fff]+)")


def read_span(written: str, *, most: timedelta) -> timedelta:
    """Read a span, or raise `BadInput` if it is none or too long."""
    found = _SPAN.fullmatch(written.strip().lower())
    unit = _UNITS.get(found[2]) if found else None
    if found is None or unit is None or not int(found[1]):
        raise BadInput(f"看不懂“{written.strip()[:20]}”，请写成 2h（两小时）或 30m（30分钟）。")
    span = int(found[1]) * unit
    if span > most:
        raise BadInput(f"最多 {most.days} 天。")
    return span
