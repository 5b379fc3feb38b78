"""Times as people type them in a chat: 今晚8点, 明天 9:00, 12月5日 8点半, 周五 18:00."""

import re
from collections.abc import Callable
from datetime import date, datetime, time, timedelta

from knowledge.errors import BadInput

HINT = "没看懂这个时间。可以写“明天 9:00”“12月5日 8点半”或者“2026-12-05 18:00”。"
PAST = "这个时间已经过去了，请另写一个。"

_DAYS = {"今天": 0, "今日": 0, "今晚": 0, "明天": 1, "明日": 1, "明晚": 1, "后天": 2}
_EVENING = ("今晚", "明晚", "晚上", "下午", "傍晚", "中午")
_NOON = 12
_WEEKDAYS = "一二三四五六日"
_CLOCK = re.compile(r"(\d{1,2})\s*(?:[:：]\s*(\d{2})|[点时]\s*(?:(\d{1,2})分?|(半))?)$")
_FULL = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})[日号]?")
_SHORT = re.compile(r"(\d{1,2})\s*[-/.月]\s*(\d{1,2})[日号]?")
_WEEKDAY = re.compile(r"(下?)(?:周|星期|礼拜)([一二三四五六日天])")


def read_time(written: str, *, now: datetime) -> datetime:
    """Read a moment of the wall clock to come, where `now` is what the clock there reads."""
    said = written.strip()
    clock = _CLOCK.search(said)
    if clock is None:
        raise BadInput(HINT)
    at = _time(clock, evening=any(word in said for word in _EVENING))
    before = said[: clock.start()]
    day = _day(before, now.date())
    moment = datetime.combine(day or now.date(), at)
    if day is None and moment <= now.replace(tzinfo=None):
        moment += timedelta(days=1)
    if moment <= now.replace(tzinfo=None):
        raise BadInput(PAST)
    return moment


def _time(clock: re.Match[str], *, evening: bool) -> time:
    hour, minute = int(clock[1]), int(clock[2] or clock[3] or 0)
    minute = 30 if clock[4] else minute
    if evening and hour < _NOON:
        hour += _NOON
    try:
        return time(hour, minute)
    except ValueError as error:
        raise BadInput(HINT) from error


def _day(before: str, today: date) -> date | None:
    """Give the day that stands before the time; nothing where none does."""
    for word, days in _DAYS.items():
        if word in before:
            return today + timedelta(days=days)
    for pattern, made in _DATES:
        if found := pattern.search(before):
            return made(found, today)
    if re.search(r"[^\s，,的早上中午下午傍晚晚上]", before):
        raise BadInput(HINT)
    return None


def _dated(year: int, month: str, day: str) -> date:
    try:
        return date(year, int(month), int(day))
    except ValueError as error:
        raise BadInput(HINT) from error


def _full(found: re.Match[str], _today: date) -> date:
    return _dated(int(found[1]), found[2], found[3])


def _short(found: re.Match[str], today: date) -> date:
    this_year = _dated(today.year, found[1], found[2])
    return this_year if this_year >= today else _dated(today.year + 1, found[1], found[2])


def _weekday(found: re.Match[str], today: date) -> date:
    wanted = _WEEKDAYS.index(found[2].replace("天", "日"))
    if found[1]:
        return today + timedelta(days=7 - today.weekday() + wanted)
    return today + timedelta(days=(wanted - today.weekday()) % 7)


_DATES: tuple[tuple[re.Pattern[str], Callable[[re.Match[str], date], date]], ...] = (
    (_FULL, _full),
    (_SHORT, _short),
    (_WEEKDAY, _weekday),
)
