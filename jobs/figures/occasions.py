"""The publicity calendar in a period: which of its days fell in it, and what was sent for them."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from jobs.figures.figure_values import Occasion
from jobs.figures.periods import Span, spans
from knowledge.calendar import days
from knowledge.calendar_shapes import CalendarEntry


@dataclass(frozen=True, slots=True)
class Sent:
    """How often one notice went out in one month; `day` is the calendar's, where it was for one."""

    month: int
    notice: int
    category: str
    emergency: bool
    day: str
    times: int


def day_named(timing: Mapping[str, Any]) -> str:
    """Give the day of the calendar that a timing names, or nothing."""
    when = timing.get("when", timing)
    return str(when.get("day", "")).strip() if isinstance(when, Mapping) else ""


def occasions(
    sent: Sequence[Sent], calendar: Iterable[CalendarEntry], period: Span
) -> list[Occasion]:
    """List what the calendar holds in a period, by first day, also where nothing was sent."""
    found = list(_occasions(sent, calendar, period))
    return sorted(found, key=lambda one: one.spans[0] if one.spans else (date.max, date.max))


def _occasions(
    sent: Sequence[Sent], calendar: Iterable[CalendarEntry], period: Span
) -> Iterator[Occasion]:
    for entry in calendar:
        own = [one for one in sent if one.day in (entry.name, entry.id)]
        fallen = {
            day
            for year in range(period.first.year - 1, period.last.year + 1)
            for day in days(entry, year)
            if period.first <= day <= period.last
        }
        if own or fallen:
            notices = len({one.notice for one in own})
            times = sum(one.times for one in own)
            yield Occasion(entry.name, tuple(spans(fallen)), notices, times)
