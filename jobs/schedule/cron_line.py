"""A cron line, read as cron reads it and matched against the clock on the wall."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from itertools import product

from apscheduler.triggers.cron import CronTrigger

from jobs.schedule.day_rules import say_weekdays
from knowledge.errors import BadInput

FIELDS = 5
SUNDAY = 7  # or 0
MOST_TIMES = 4  # more are not read out one by one

_NAMES = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
_PART = re.compile(r"(?:\*|(?P<first>\w+)(?:-(?P<last>\w+))?)(?:/(?P<step>[1-9]\d*))?")
_MINUTE = timedelta(minutes=1)
_SOME_LEAP_YEAR = datetime(2028, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Cron:
    """Minute, hour, day, month and weekday; 0 and 7 are Sunday.

    Where both day and weekday are given, either is enough, as in every cron.
    """

    line: str

    def walls(self, since: datetime) -> Iterator[datetime]:
        """Give what the clock on the wall reads each time, from one reading on."""
        # The trigger reckons in UTC, where no clock is ever changed: only the fields count.
        at = since.replace(tzinfo=UTC)
        while found := _earliest(self.line, at):
            yield found.replace(tzinfo=None)
            at = found + _MINUTE

    def words(self) -> str:
        """Say it in plain Chinese, or show the line where that would be a riddle."""
        minute, hour, day, month, weekday = self.line.split()
        times = _times(minute, hour)
        on = _days(day, month, weekday)
        return f"{on} {times}" if times and on else f"按自定的时间表（{self.line}）"


def read_cron(written: str) -> Cron:
    """Read a cron line; one that never comes is refused."""
    line = " ".join(written.lower().split())
    try:
        found = _earliest(line, _SOME_LEAP_YEAR)
    except ValueError as error:
        raise BadInput(
            f"看不懂时间表“{written}”，五段依次是分、时、日、月、星期，例如 0 18 * * 1"
        ) from error
    if found is None:
        raise BadInput(f"时间表“{written}”里的日子永远不会到")
    return Cron(line)


def _earliest(line: str, at: datetime) -> datetime | None:
    found = [trigger.get_next_fire_time(None, at) for trigger in _triggers(line)]
    return min((one for one in found if one), default=None)


@lru_cache(maxsize=512)
def _triggers(line: str) -> tuple[CronTrigger, ...]:
    fields = line.split()
    if len(fields) != FIELDS:
        raise ValueError("a cron line has five fields")
    minute, hour, day, month, weekday = fields
    # APScheduler counts weekdays from Monday, cron from Sunday: names leave no doubt.
    named = "*" if weekday == "*" else ",".join(_NAMES[one] for one in _weekdays(weekday))
    days = ((day, named),) if "*" in (day[0], weekday[0]) else ((day, "*"), ("*", named))
    return tuple(
        CronTrigger.from_crontab(f"{minute} {hour} {one} {month} {other}", timezone=UTC)
        for one, other in days
    )


def _weekdays(field: str) -> list[int]:
    """Give the weekdays of a field, 0 for Sunday."""
    numbers = _numbers(field, 6)
    if numbers[-1] > SUNDAY:
        raise ValueError(f"no such weekday: {field}")
    return sorted({number % SUNDAY for number in numbers})


def _part(part: str, highest: int) -> range:
    found = _PART.fullmatch(part)
    if found is None:
        raise ValueError(f"not a part of a cron field: {part}")
    first = _number(found["first"] or "0")
    alone = found["first"] and not found["last"] and not found["step"]
    last = first if alone else _number(found["last"]) if found["last"] else highest
    if not first <= last <= 59:
        raise ValueError(f"not in order: {part}")
    return range(first, last + 1, int(found["step"] or 1))


def _number(written: str) -> int:
    return _NAMES.index(written) if written in _NAMES else int(written)


def _numbers(field: str, highest: int) -> list[int]:
    return sorted({number for part in field.split(",") for number in _part(part, highest)})


def _times(minute: str, hour: str) -> str:
    if "*" in (minute[0], hour[0]):
        return ""
    times = list(product(_numbers(hour, 23), _numbers(minute, 59)))
    return "、".join(f"{h:02}:{m:02}" for h, m in times) if len(times) <= MOST_TIMES else ""


def _days(day: str, month: str, weekday: str) -> str:
    """Say on which days, or nothing where it takes more than a few words."""
    if day == month == "*":
        return f"每{say_weekdays((one - 1) % 7 for one in _weekdays(weekday))}"
    if weekday != "*" or not day.replace(",", "").isdigit():
        return ""
    months = "每月" if month == "*" else ""
    if month != "*" and month.replace(",", "").isdigit():
        months = "每年" + "、".join(f"{one}月" for one in month.split(","))
    return months and months + "、".join(f"{one}日" for one in day.split(","))
