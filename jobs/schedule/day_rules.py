"""Rules that say on which days something happens, without a time of the day."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import count, takewhile
from typing import Protocol

from jobs.schedule.wall_time import say_day
from knowledge.calendar import NAMED, days, rule_days
from knowledge.calendar_shapes import CalendarEntry
from knowledge.errors import BadInput

WEEKDAYS = "一二三四五六日"
HORIZON = 40  # years; the 29th of February comes within, also around 2100

_WORKDAYS = tuple(range(5))
_LONG = re.compile(r"[月周]$|到")


class DayRule(Protocol):
    """A rule: its days in order, and how to say it."""

    def days(self, since: date) -> Iterator[date]:
        """Give its days from one on."""
        ...

    def words(self) -> str:
        """Say it in plain Chinese."""
        ...


@dataclass(frozen=True)
class Weeks:
    """Some weekdays of every n-th week, counted from the week of `start`."""

    every: int
    weekdays: tuple[int, ...]
    start: date | None = None

    def days(self, since: date) -> Iterator[date]:
        """Give its days from one on."""
        start = self.start or since
        monday = start - timedelta(days=start.weekday())
        for day in _onward(max(since, start)):
            if (day - monday).days // 7 % self.every == 0 and day.weekday() in self.weekdays:
                yield day

    def words(self) -> str:
        """Say it in plain Chinese."""
        named = say_weekdays(self.weekdays)
        often = f"每{self.every}周的{named}" if self.every > 1 else f"每{named}"
        return f"{often}（{say_day(self.start)}起）" if self.start else often


@dataclass(frozen=True)
class Dates:
    """Days of the publicity calendar, or of rules written as it writes them.

    With `before` it is so many days before the first of them. The days that the organisers
    have named stand before the rule (`days` of the calendar sees to it).
    """

    name: str
    rules: tuple[str, ...]
    entry: CalendarEntry | None = None
    weekdays_only: bool = False
    before: int = 0

    def days(self, since: date) -> Iterator[date]:
        """Give its days from one on."""
        for year in range(since.year, since.year + HORIZON):
            near = (day for begun in (-1, 0, 1) for day in self._begun_in(year + begun))
            yield from sorted({day for day in near if day.year == year and day >= since})

    def words(self) -> str:
        """Say it in plain Chinese."""
        long = bool(_LONG.search(self.rules[0]))
        yearly = not self.name.startswith("每") and self.rules[0] != NAMED
        said = f"每年{self.name}" if yearly else self.name
        if self.entry:
            moving = "，日期以当年公布的为准" if self.entry.moves else ""
            said += f"（{self.entry.when}{moving}）"
        if self.before:
            said += f"{'开始' if long else ''}前{self.before}天"
        elif long:
            return said + ("的周一到周五" if self.weekdays_only else "的每一天")
        return said + ("（只在周一到周五）" if self.weekdays_only else "")

    def _begun_in(self, year: int) -> list[date]:
        found = self._named_in(year)
        if self.before:
            found = [day - timedelta(days=self.before) for day in _firsts(found)]
        return [day for day in found if not self.weekdays_only or day.weekday() in _WORKDAYS]

    def _named_in(self, year: int) -> list[date]:
        found: list[date] = []
        for rule in self.rules:
            try:
                found += days(self.entry, year) if self.entry else rule_days(rule, year)
            except BadInput:  # it was understood when it was read; this year has no such day
                continue
        return found


def say_weekdays(weekdays: Iterable[int]) -> str:
    """Name some weekdays: 周一、周三, 周一到周五, or 天 for all seven."""
    chosen = tuple(sorted(weekdays))
    if len(chosen) == len(WEEKDAYS):
        return "天"
    if chosen == _WORKDAYS:
        return "周一到周五"
    return "、".join(f"周{WEEKDAYS[weekday]}" for weekday in chosen)


def _onward(first: date) -> Iterator[date]:
    last = first.year + HORIZON
    return takewhile(
        lambda day: day.year <= last, (first + timedelta(days=passed) for passed in count())
    )


def _firsts(found: Iterable[date]) -> list[date]:
    """Leave the first day of each row of days."""
    known = set(found)
    return sorted(day for day in known if day - timedelta(days=1) not in known)
