"""A month of notices: what went out and will go out on each day, beside the days of publicity."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from itertools import takewhile

from sqlmodel import Session

from bot.console.notices.dues import Due, days_span, dues
from bot.console.notices.sight import Sight
from jobs.figures.periods import Period
from jobs.schedule.town_times import TownTimes
from knowledge.calendar import days
from knowledge.calendar_shapes import CalendarEntry

LONG = 3  # days; what lasts longer is told above the month, not on each of its days
_DAY, _WEEK = timedelta(days=1), timedelta(weeks=1)


@dataclass(slots=True)
class Day:
    """One day of the page; those outside the month fill its first and last week."""

    date: date
    inside: bool
    occasions: list[CalendarEntry] = field(default_factory=list)
    dues: list[Due] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Season:
    """A day of publicity that lasts for weeks."""

    entry: CalendarEntry
    first: date
    last: date


@dataclass(frozen=True, slots=True)
class Month:
    """A month's weeks, from Monday, and what of the calendar lasts for long in it."""

    period: Period
    weeks: list[list[Day]]
    seasons: list[Season]

    @property
    def days(self) -> list[Day]:
        """The days of the month itself."""
        return [day for week in self.weeks for day in week if day.inside]


def month_of(
    session: Session, period: Period, sight: Sight, *, times: TownTimes, now: datetime
) -> Month:
    """Gather a month as one person sees it."""
    weeks = [[_day(monday + _DAY * n, period) for n in range(7)] for monday in _mondays(period)]
    page = {day.date: day for week in weeks for day in week if day.inside}
    seasons = [*_occasions(page, period, times.calendar)]
    span = days_span(period.first, period.last, times.zone)
    for due in dues(session, span, sight, times=times, now=now):
        day = page.get(due.at.astimezone(times.zone).date())
        if day is not None:
            day.dues.append(due)
    return Month(period, weeks, seasons)


def _mondays(period: Period) -> Iterator[date]:
    first = period.first - _DAY * period.first.weekday()
    return takewhile(lambda day: day <= period.last, (first + _WEEK * n for n in range(6)))


def _day(day: date, period: Period) -> Day:
    return Day(day, period.first <= day <= period.last)


def _occasions(
    page: dict[date, Day], period: Period, calendar: Iterable[CalendarEntry]
) -> Iterator[Season]:
    """Put short days of publicity where they fall, and give those that last."""
    for entry in calendar:
        for year in (period.year - 1, period.year):
            fallen = days(entry, year)
            if len(fallen) > LONG and fallen[0] <= period.last and fallen[-1] >= period.first:
                yield Season(entry, fallen[0], fallen[-1])
            for day in fallen if len(fallen) <= LONG else ():
                if day in page:
                    page[day].occasions.append(entry)
