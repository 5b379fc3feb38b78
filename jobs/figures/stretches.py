"""Any stretch of days as a township counts them, and the one before to compare with."""

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Self
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case

from jobs.figures.periods import YEARS
from jobs.records.local_days import begins
from knowledge.errors import BadInput

LONGEST = 1_100  # days: three years
_DAY = timedelta(days=1)


class Unit(StrEnum):
    """What a stretch is: a whole week, month, quarter or year, or days of one's own choice."""

    WEEK = "week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    DAYS = "days"


@dataclass(frozen=True, slots=True)
class Stretch:
    """From one day to another, both counted."""

    first: date
    last: date
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if self.first > self.last:
            raise BadInput("开始的日子要在结束的日子以前，请对调一下。")
        if self.first.year not in YEARS or self.last.year not in YEARS:
            raise BadInput(f"年份应在 {YEARS[0]} 到 {YEARS[-1]} 之间。")
        if self.length > LONGEST:
            raise BadInput("一次最多统计三年，请把时间选短一些。")

    @property
    def length(self) -> int:
        """How many days it has."""
        return (self.last - self.first).days + 1

    @property
    def days(self) -> list[date]:
        """Its days."""
        return [self.first + _DAY * number for number in range(self.length)]

    @property
    def year(self) -> int:
        """The year it begins in."""
        return self.first.year

    @property
    def month(self) -> int | None:
        """A stretch is no month of its own."""
        return None

    @property
    def months(self) -> tuple[int, ...]:
        """It is not cut into months: all of it is one part."""
        return (0,)

    def holds(self, moment: SQLColumnExpression[Any]) -> ColumnElement[bool]:
        """Say in SQL whether a moment lies in it."""
        first, end = begins(self.first, self.zone), begins(self.last + _DAY, self.zone)
        return and_(moment >= first, moment < end)

    def month_of(self, moment: SQLColumnExpression[Any]) -> ColumnElement[int]:
        """Say in SQL that every moment lies in its one part."""
        return case((moment < begins(self.last, self.zone), 0), else_=0)


@dataclass(frozen=True, slots=True)
class Compared:
    """A stretch and the one before it, of as many days where the first is not over yet."""

    unit: Unit
    now: Stretch
    before: Stretch
    begun: date  # the whole unit, also the days of it that are still to come
    ends: date

    @property
    def going_on(self) -> bool:
        """Whether days of it are still to come."""
        return self.now.last < self.ends

    @classmethod
    def of(cls, unit: Unit, on: date, *, today: date, zone: ZoneInfo) -> Self:
        """Give the week, month, quarter or year that holds a day, as far as it has come."""
        first, last = _whole(unit, min(on, today))
        shown = Stretch(first, min(last, today), zone)
        earlier, until = _whole(unit, first - _DAY)
        end = until if shown.last == last else min(until, earlier + (shown.last - first))
        return cls(unit, shown, Stretch(earlier, end, zone), first, last)

    @classmethod
    def between(cls, first: date, last: date, *, zone: ZoneInfo) -> Self:
        """Give days of one's own choice, and as many before them."""
        shown = Stretch(first, last, zone)
        before = Stretch(first - _DAY * shown.length, first - _DAY, zone)
        return cls(Unit.DAYS, shown, before, first, last)


def _whole(unit: Unit, on: date) -> tuple[date, date]:
    """Give the first and the last day of the unit that holds a day; weeks begin on Monday."""
    if unit is Unit.WEEK:
        first = on - _DAY * on.weekday()
        return first, first + _DAY * 6
    months = {Unit.MONTH: 1, Unit.QUARTER: 3, Unit.YEAR: 12}[unit]
    start = (on.month - 1) // months * months
    after = on.year * 12 + start + months
    return date(on.year, start + 1, 1), date(after // 12, after % 12 + 1, 1) - _DAY
