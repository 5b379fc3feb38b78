"""Which day it was where the township is, said in SQL."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, SQLColumnExpression, case, func, literal
from sqlmodel import Session

_DAY = timedelta(days=1)


def begins(day: date, zone: ZoneInfo) -> datetime:
    """Give the moment at which a day begins."""
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def local_day(
    session: Session,
    moment: SQLColumnExpression[Any],
    *,
    first: date,
    last: date,
    zone: ZoneInfo,
) -> ColumnElement[Any]:
    """Say in SQL on which day a moment between two days lies; `day_read` reads what comes."""
    if session.get_bind().dialect.name == "postgresql":
        return func.date(func.timezone(zone.key, moment))
    parts = [(moment < end, said) for end, said in _parts(moment, first, last, zone)]
    return case(*parts[:-1], else_=parts[-1][1]) if parts[1:] else parts[0][1]


def day_read(found: date | str) -> date:
    """Read a day as either database gives it."""
    return found if isinstance(found, date) else date.fromisoformat(found)


def _parts(
    moment: SQLColumnExpression[Any], first: date, last: date, zone: ZoneInfo
) -> Iterator[tuple[datetime, ColumnElement[Any]]]:
    """Cut the days where the clocks change: SQLite knows no zones, only what to add."""
    days = [first + _DAY * number for number in range((last - first).days + 1)]
    for shift, group in groupby(days, key=lambda day: _shift(day, zone)):
        for run in [list(group)] if shift is not None else [[day] for day in group]:
            end = begins(run[-1] + _DAY, zone)
            if shift is None:  # a day within which the clocks change
                yield end, literal(run[0].isoformat())
            else:
                yield end, func.date(moment, f"{shift:+d} seconds")


def _shift(day: date, zone: ZoneInfo) -> int | None:
    """Give the seconds between UTC and the clocks of a day, if they stay the same."""
    ends = (begins(day, zone), begins(day + _DAY, zone))
    shifts = {at.astimezone(zone).utcoffset() or timedelta() for at in ends}
    return int(shifts.pop().total_seconds()) if len(shifts) == 1 else None
