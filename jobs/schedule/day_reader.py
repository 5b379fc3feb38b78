"""Reads the days that staff write under `when`, and the times of these days."""

import re
from collections.abc import Iterable, Mapping
from datetime import time
from difflib import get_close_matches
from typing import Any

from jobs.schedule.day_rules import WEEKDAYS, Dates, Weeks
from jobs.schedule.timing_rules import OnDays
from jobs.schedule.wall_time import read_day, read_time
from knowledge.calendar import rule_days
from knowledge.calendar_shapes import CalendarEntry
from knowledge.errors import BadInput

MOST_WEEKS = 52
MOST_BEFORE = 60

_EVERY_DAY = frozenset(("day", "1 day", "天", "每天", "日", "每日"))
_EVERY = re.compile(r"每?(?P<number>\d+|[一二两])? *个?(?:weeks?|周|星期)")
_NUMBERS = {"": 1, "一": 1, "二": 2, "两": 2}
_WEEKDAY = re.compile(r"(?:星期|周|礼拜)([一二三四五六日天])")
_ENGLISH = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_TRIED_YEARS = range(2024, 2033)  # leap years and years of every shape


def on_weeks(parts: Mapping[str, Any]) -> OnDays:
    """Read `{every: 2周, on: [星期一], at: "18:00", from: 2026-12-07}`."""
    _refuse_unknown(parts, ("every", "on", "at", "from"))
    every, start = parts["every"], parts.get("from")
    first = None if start is None else read_day(start)
    if str(every).strip() in _EVERY_DAY:
        return OnDays(Weeks(1, tuple(range(7)), first), _times(parts))
    weeks = _weeks(every)
    if weeks > 1 and first is None:
        raise BadInput("隔周发的通知要写 from，说明从哪一天所在的那周算起")
    return OnDays(Weeks(weeks, _weekdays(parts.get("on")), first), _times(parts))


def on_dates(parts: Mapping[str, Any], calendar: Iterable[CalendarEntry]) -> OnDays:
    """Read `{day: 国家宪法日, at: "09:00", weekdays_only: true, before: 3}`."""
    _refuse_unknown(parts, ("day", "at", "weekdays_only", "before"))
    only, before = parts.get("weekdays_only", False), parts.get("before", 0)
    if not isinstance(only, bool):
        raise BadInput("weekdays_only 应写 true 或 false")
    if type(before) is not int or not 0 <= before <= MOST_BEFORE:
        raise BadInput(f"before 表示提前几天，应是 1 到 {MOST_BEFORE} 的整数")
    dates = _dates(str(parts["day"]).strip(), tuple(calendar), only=only, before=before)
    return OnDays(dates, _times(parts))


def _weeks(written: object) -> int:
    found = _EVERY.fullmatch(
        f"{written}周" if type(written) is int else str(written).strip().lower()
    )
    if found is None:
        raise BadInput(f"看不懂 every 里的“{written}”，应写成 2周")
    figure = found["number"] or ""
    number = int(figure) if figure.isdigit() else _NUMBERS[figure]
    if not 1 <= number <= MOST_WEEKS:
        raise BadInput(f"every 应在 1周 到 {MOST_WEEKS}周 之间")
    return number


def _weekdays(written: object) -> tuple[int, ...]:
    names = written if isinstance(written, list | tuple) else [written] if written else []
    if not names:
        raise BadInput("every 后面要写 on，说明星期几，例如 on: [星期一]")
    return tuple(sorted({_weekday(str(name).strip()) for name in names}))


def _weekday(name: str) -> int:
    if found := _WEEKDAY.fullmatch(name):
        return WEEKDAYS.index(found[1].replace("天", "日"))
    if name.lower() in _ENGLISH:
        return _ENGLISH.index(name.lower())
    raise BadInput(f"看不懂星期“{name}”，应写成 星期一")


def _dates(name: str, calendar: tuple[CalendarEntry, ...], *, only: bool, before: int) -> Dates:
    for entry in calendar:
        if name in (entry.name, entry.id):
            return Dates(entry.name, (entry.when,), entry, only, before)
    rule = name.removeprefix("每年")
    rules: tuple[str, ...] = (rule,)
    if rule.startswith("每月"):
        rules = tuple(f"{month}月{rule.removeprefix('每月')}" for month in range(1, 13))
    if not any(map(_is_rule, rules)):
        raise BadInput(_not_a_day(name, [entry.name for entry in calendar]))
    return Dates(rule, rules, None, only, before)


def _is_rule(rule: str) -> bool:
    for year in _TRIED_YEARS:
        try:
            if rule_days(rule, year):
                return True
        except BadInput:
            continue
    return False


def _not_a_day(name: str, names: list[str]) -> str:
    if re.match(r"\d{4}", name):
        return f'“{name}”写明了年份，请直接写 when: "2026-12-04 09:00"'
    near = [known for known in names if name in known] or get_close_matches(name, names, n=1)
    if near:
        return f"宣传日历里没有“{name}”，是不是“{near[0]}”？"
    return (
        f"宣传日历里没有“{name}”，也可以写 12月4日、9月第3个星期六、"
        "农历九月初九、秋分、6月、每月第2个星期三"
    )


def _times(parts: Mapping[str, Any]) -> tuple[time, ...]:
    written = parts.get("at")
    if written is None or written == []:
        raise BadInput('没有写几点发，例如 at: "18:00"')
    times = written if isinstance(written, list | tuple) else [written]
    return tuple(sorted({read_time(_unread(one)) for one in times}))


def _unread(written: object) -> object:
    """Undo what YAML makes of an unquoted 18:00: the number of its minutes."""
    if isinstance(written, int) and 60 <= written < 24 * 60:
        return f"{written // 60}:{written % 60:02}"
    return written


def _refuse_unknown(parts: Mapping[str, Any], known: Iterable[str]) -> None:
    for name in parts:
        if name not in known:
            raise BadInput(f"when 里有不认识的“{name}”，这里可以写 {'、'.join(known)}")
