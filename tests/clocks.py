"""A township's time for tests: its zone, its quiet hours and its calendar."""

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from hypothesis import strategies as some

from jobs.schedule.quiet import parse_quiet
from jobs.schedule.timing import Timing, parse_timing
from jobs.schedule.town_times import TownTimes
from knowledge.calendar import load_calendar

CHINA = ZoneInfo("Asia/Shanghai")
NEW_YORK = ZoneInfo("America/New_York")
CALENDAR = load_calendar()
WORKDAYS_OF_JUNE = {"day": "6月", "at": "18:00", "weekdays_only": True}
FORTNIGHT = {"every": "2周", "on": ["星期一"], "at": "18:00", "from": "2026-12-07"}
MOMENTS = some.datetimes(
    datetime.fromisoformat("2024-01-01"),
    datetime.fromisoformat("2029-01-01"),
    timezones=some.just(UTC),
)


def times(quiet: str = "22:00-07:00", *, zone: ZoneInfo = CHINA) -> TownTimes:
    """What a township says about its time."""
    return TownTimes(zone, parse_quiet(quiet, zone=zone), CALENDAR)


def at(written: str, zone: ZoneInfo = CHINA) -> datetime:
    """A moment as people write it: 2026-12-04 09:00."""
    return datetime.fromisoformat(written).replace(tzinfo=zone)


def shown(moment: datetime, zone: ZoneInfo = CHINA) -> str:
    """How people write a moment."""
    return moment.astimezone(zone).strftime("%Y-%m-%d %H:%M")


def timing(raw: object) -> Timing:
    """A timing as a notice file says it."""
    return parse_timing(raw, calendar=CALENDAR)
