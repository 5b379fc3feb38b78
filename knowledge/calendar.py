"""The publicity calendar: on which days of a year each entry falls."""

import re
from calendar import monthrange
from collections.abc import Callable, Iterable
from datetime import date, timedelta
from pathlib import Path

from knowledge.almanac import almanac_days, is_almanac
from knowledge.calendar_shapes import CalendarEntry, CalendarFile
from knowledge.errors import BadInput
from knowledge.strict_yaml import read

FILE = Path(__file__).parent / "starter" / "calendar.yaml"
NAMED = "指定日期"  # the rule of an entry that falls on the dates it names, and on no other

_WEEKDAYS = "一二三四五六日"
_ORDER = "一二三四五"
_UNTIL = "到"  # not 至, which two solar terms hold


def load_calendar(path: Path = FILE) -> tuple[CalendarEntry, ...]:
    """Read the calendar; every rule in it is tried, and no name stands twice."""
    content, lines = read(path, CalendarFile)
    known: set[str] = set()
    for number, entry in enumerate(content.entries):
        place = f"{path.name} 第 {lines['entries', number]} 行"
        if entry.id in known or entry.name in known:
            raise BadInput(f"{place}：“{entry.name}”已经在前面写过了")
        known |= {entry.id, entry.name}
        try:
            days(entry, entry.checked_on.year)
        except BadInput as error:
            raise BadInput(f"{place}：{error}") from error
    return content.entries


def days(entry: CalendarEntry, year: int) -> list[date]:
    """Give the days of an entry that begins in a year; one that moves may have its own."""
    if year in entry.dates:
        first, last = entry.dates[year]
        return _span(first, last)
    return [] if entry.when == NAMED else rule_days(entry.when, year)


def on(day: date, entries: Iterable[CalendarEntry]) -> list[CalendarEntry]:
    """Give the entries that fall on a day, those of a single day before weeks and months."""
    found = [
        (len(fallen), entry)
        for entry in entries
        for year in (day.year, day.year - 1)
        if day in (fallen := days(entry, year))
    ]
    return [entry for _length, entry in sorted(found, key=lambda pair: pair[0])]


def rule_days(rule: str, year: int) -> list[date]:
    """Give the days of a year that a rule names; raises `BadInput` when it can't."""
    if _UNTIL in rule:
        return _season(*rule.split(_UNTIL, 1), year=year)
    if is_almanac(rule):
        return almanac_days(rule, year)
    for pattern, give in _RULES:
        if found := pattern.match(rule):
            return _given(rule, give, year, found)
    raise BadInput(
        f"看不懂“{rule}”，可以写 3月12日、5月第3个星期日、9月第3周、农历九月初九、秋分等"
    )


def _given(
    rule: str, give: Callable[[int, re.Match[str]], list[date]], year: int, found: re.Match[str]
) -> list[date]:
    try:
        return give(year, found)
    except ValueError as error:
        raise BadInput(f"{year}年没有“{rule}”这一天") from error


def _season(begin: str, end: str, *, year: int) -> list[date]:
    """From one day to another, which may lie in the next year."""
    first = rule_days(begin, year)
    last = [day for later in (year, year + 1) for day in rule_days(end, later)]
    ends = [day for day in last if first and day >= first[0]]
    return _span(first[0], ends[0]) if ends else []


def _one_day(year: int, found: re.Match[str]) -> list[date]:
    return [date(year, int(found["month"]), int(found["day"]))]


def _last_day(year: int, found: re.Match[str]) -> list[date]:
    return _month(year, int(found["month"]))[-1:]


def _nth_weekday(year: int, found: re.Match[str]) -> list[date]:
    month, weekday = int(found["month"]), _WEEKDAYS.index(found["weekday"])
    all_ = [day for day in _month(year, month) if day.weekday() == weekday]
    place = -1 if found["nth"] == "最后一" else _number(found["nth"]) - 1
    return all_[place : place + 1 or None]


def _week_of(year: int, found: re.Match[str]) -> list[date]:
    return _week(date(year, int(found["month"]), int(found["day"])))


def _nth_week(year: int, found: re.Match[str]) -> list[date]:
    """The week that holds the 1st is the first, Monday to Sunday, as the organisers count."""
    first = date(year, int(found["month"]), 1)
    return _week(first + timedelta(weeks=_number(found["nth"]) - 1))


def _whole_month(year: int, found: re.Match[str]) -> list[date]:
    return _month(year, int(found["month"]))


def _week(day: date) -> list[date]:
    monday = day - timedelta(days=day.weekday())
    return _span(monday, monday + timedelta(days=6))


def _month(year: int, month: int) -> list[date]:
    first = date(year, month, 1)
    return _span(first, first.replace(day=monthrange(year, month)[1]))


def _span(first: date, last: date) -> list[date]:
    return [first + timedelta(days=passed) for passed in range((last - first).days + 1)]


def _number(written: str) -> int:
    return int(written) if written.isdigit() else _ORDER.index(written) + 1


_DAY = r"星期(?P<weekday>[一二三四五六日])$"
_MONTH = r"^(?P<month>1[0-2]|[1-9])月"
_RULES: tuple[tuple[re.Pattern[str], Callable[[int, re.Match[str]], list[date]]], ...] = (
    (re.compile(_MONTH + r"(?P<day>\d{1,2})日$"), _one_day),
    (re.compile(_MONTH + "最后一天$"), _last_day),
    (re.compile(_MONTH + rf"第(?P<nth>[1-5一二三四五])个{_DAY}"), _nth_weekday),
    (re.compile(_MONTH + rf"(?P<nth>最后一)个{_DAY}"), _nth_weekday),
    (re.compile(_MONTH + r"(?P<day>\d{1,2})日所在周$"), _week_of),
    (re.compile(_MONTH + r"第(?P<nth>[1-5一二三四五])周$"), _nth_week),
    (re.compile(_MONTH + "$"), _whole_month),
)
