"""Reads what staff write under `when`."""

import re
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from jobs.schedule.cron_line import FIELDS, read_cron
from jobs.schedule.day_reader import on_dates, on_weeks
from jobs.schedule.timing_rules import Drawn, Now, Once, Rule
from jobs.schedule.wall_time import read_day, read_time
from knowledge.calendar_shapes import CalendarEntry
from knowledge.errors import BadInput

FORMS = 'now、"2026-12-01 18:00"、时间表 "0 18 * * 1" 或 {day: 国家宪法日, at: "09:00"}'

_AT_ONCE = frozenset(("now", "马上", "立即", "立刻"))
_POOL = "pool"
_MOMENT = re.compile(r"(?P<day>\d{4}\D\d{1,2}\D\d{1,2}日?)[ T]*(?P<time>\d{1,2}[:：点].*)")
_ZONED = re.compile(r".*\d(?:Z|[+-]\d{2}:?\d{2})")


def read_rule(written: object, *, calendar: Iterable[CalendarEntry]) -> Rule:
    """Read one `when`, or say in a sentence what is wrong with it."""
    if written in (None, "", _POOL):
        return Drawn()
    if isinstance(written, datetime):
        return Once(written)
    if isinstance(written, Mapping):
        return _of_parts({key_name(key): part for key, part in written.items()}, tuple(calendar))
    if isinstance(written, str):
        return _of_words(written.strip())
    raise BadInput(f"看不懂“{written}”，when 可以写 {FORMS}")


def key_name(key: object) -> str:
    """Name a key as it was written: to YAML an unquoted `on` is the word for yes."""
    return "on" if key is True else str(key)


def _of_parts(parts: dict[str, Any], calendar: tuple[CalendarEntry, ...]) -> Rule:
    if "every" in parts:
        return on_weeks(parts)
    if "day" in parts:
        return on_dates(parts, calendar)
    raise BadInput("when 里要写 day（哪一天）或 every（每几周）")


def _of_words(written: str) -> Rule:
    if written.lower() in _AT_ONCE:
        return Now()
    if len(written.split()) == FIELDS:
        return read_cron(written)
    return Once(_moment(written))


def _moment(written: str) -> datetime:
    if found := _MOMENT.fullmatch(written):
        if _ZONED.fullmatch(found["time"]):
            return _with_zone(written)
        day, time = read_day(found["day"]), found["time"]
        return datetime.combine(day, read_time(time.removesuffix(":00") if len(time) > 5 else time))
    if re.match(r"\d{4}\D\d", written):
        raise BadInput(f"“{written}”没有写几点几分，例如 2026-12-01 18:00")
    raise BadInput(f"看不懂“{written}”，when 可以写 {FORMS}")


def _with_zone(written: str) -> datetime:
    try:
        return datetime.fromisoformat(written)
    except ValueError as error:
        raise BadInput(f"看不懂时间“{written}”，例如 2026-12-01T18:00+08:00") from error
