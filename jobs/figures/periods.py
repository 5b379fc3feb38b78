"""Months and years as a township counts them, on its own calendar and clock."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from typing import Protocol
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, SQLColumnExpression, and_, case

from knowledge.errors import BadInput

YEARS = range(2000, 2100)


class Span(Protocol):
    """What figures need of the time they are for: its days, and the parts it is cut into."""

    @property
    def year(self) -> int:
        """The year it is in, or begins in."""

    @property
    def month(self) -> int | None:
        """The month it is, if it is one."""

    @property
    def months(self) -> tuple[int, ...]:
        """Its parts."""

    @property
    def first(self) -> date:
        """Its first day."""

    @property
    def last(self) -> date:
        """Its last day."""

    def holds(self, moment: SQLColumnExpression[datetime]) -> ColumnElement[bool]:
        """Say in SQL whether a moment lies in it."""

    def month_of(self, moment: SQLColumnExpression[datetime]) -> ColumnElement[int]:
        """Say in SQL in which part of it a moment lies."""


@dataclass(frozen=True, slots=True)
class Period:
    """A year, or one of its months, between two moments."""

    year: int
    month: int | None
    zone: ZoneInfo

    def __post_init__(self) -> None:
        if self.year not in YEARS:
            raise BadInput(f"年份应在 {YEARS[0]} 到 {YEARS[-1]} 之间。")
        if self.month not in (None, *range(1, 13)):
            raise BadInput("月份应在 1 到 12 之间。")

    @property
    def months(self) -> tuple[int, ...]:
        """The months in it."""
        return tuple(range(1, 13)) if self.month is None else (self.month,)

    @property
    def first(self) -> date:
        """Its first day."""
        return date(self.year, self.months[0], 1)

    @property
    def last(self) -> date:
        """Its last day."""
        return _month_after(self.year, self.months[-1]) - timedelta(days=1)

    def holds(self, moment: SQLColumnExpression[datetime]) -> ColumnElement[bool]:
        """Say in SQL whether a moment lies in it."""
        bounds = self._bounds()
        return and_(moment >= bounds[0], moment < bounds[-1])

    def month_of(self, moment: SQLColumnExpression[datetime]) -> ColumnElement[int]:
        """Say in SQL in which month a moment in it lies, where the township is."""
        ends = zip(self.months, self._bounds()[1:], strict=True)
        return case(*((moment < end, month) for month, end in ends), else_=self.months[-1])

    def _bounds(self) -> list[datetime]:
        days = [date(self.year, self.months[0], 1)]
        days += [_month_after(self.year, month) for month in self.months]
        return [
            datetime(day.year, day.month, day.day, tzinfo=self.zone).astimezone(UTC) for day in days
        ]


def _month_after(year: int, month: int) -> date:
    return date(year + month // 12, month % 12 + 1, 1)


def spans(found: set[date]) -> list[tuple[date, date]]:
    """Put days together that follow each other."""
    days = sorted(found)
    breaks = [
        place for place, (one, other) in enumerate(pairwise(days), 1) if other - one > timedelta(1)
    ]
    starts, ends = [0, *breaks], [*breaks, len(days)]
    return [(days[start], days[end - 1]) for start, end in zip(starts, ends, strict=True) if days]
