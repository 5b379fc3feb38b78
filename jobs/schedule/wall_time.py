"""The clock on the township's wall, and the moments it stands for."""

import re
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from knowledge.errors import BadInput

_TIME = re.compile(
    r"(?P<hour>\d{1,2})(?:[:：](?P<minute>\d{2})|点(?:(?P<half>半)|(?P<past>\d{1,2})分)?)"
)
_DAY = re.compile(r"(\d{4})(?:年|[-/.])(\d{1,2})(?:月|[-/.])(\d{1,2})日?")
_SECOND = timedelta(seconds=1)


def moment(reading: datetime, zone: ZoneInfo) -> datetime:
    """Give the moment at which the wall clock reads this; every reading has exactly one.

    What it reads twice, when clocks go back, is the first time; what it never reads, when they
    go forward, is the moment of the change.
    """
    first, second = (
        reading.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)
    )  # in this order, but where clocks go forward
    return first if first <= second else _change(second, first, zone)


def wall(at: datetime, zone: ZoneInfo) -> datetime:
    """Give what the wall clock reads at a moment, without a zone."""
    return at.astimezone(zone).replace(tzinfo=None, fold=0)


def read_time(written: object) -> time:
    """Read a time of the day: 18:00, 18点 or 18点半."""
    found = _TIME.fullmatch(written.strip()) if isinstance(written, str) else None
    if found is None:
        raise BadInput(f'看不懂时间“{written}”，应写成 "18:00"，两边要有引号')
    minute = 30 if found["half"] else int(found["minute"] or found["past"] or 0)
    try:
        return time(int(found["hour"]), minute)
    except ValueError as error:
        raise BadInput(f"一天里没有“{written}”这个时间") from error


def read_day(written: object) -> date:
    """Read a day: 2026-12-31 or 2026年12月31日."""
    if isinstance(written, date) and not isinstance(written, datetime):
        return written
    found = _DAY.fullmatch(written.strip()) if isinstance(written, str) else None
    if found is None:
        raise BadInput(f"看不懂日期“{written}”，应写成 2026-12-31")
    try:
        return date(*map(int, found.groups()))
    except ValueError as error:
        raise BadInput(f"没有“{written}”这一天") from error


def say_day(day: date) -> str:
    """Write a day as people read it."""
    return f"{day.year}年{day.month}月{day.day}日"


def say(at: datetime, zone: ZoneInfo) -> str:
    """Write a moment as the township's people read it."""
    reading = wall(at, zone)
    return f"{say_day(reading)} {reading:%H:%M}"


def _change(before: datetime, after: datetime, zone: ZoneInfo) -> datetime:
    """Find the moment between two at which clocks go forward."""
    offset = before.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + _SECOND * ((after - before) // _SECOND // 2)
        if middle.astimezone(zone).utcoffset() == offset:
            before = middle
        else:
            after = middle
    return after
