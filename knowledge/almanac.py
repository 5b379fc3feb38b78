"""Days of the Chinese calendar: lunar dates, New Year's Eve and the solar terms."""

import re
from datetime import date, timedelta

from borax.calendars.lunardate import LunarDate, TermUtils

from knowledge.errors import BadInput

FIRST, LAST = 1901, 2100  # the years the tables hold
TERMS = (
    "小寒", "大寒", "立春", "雨水", "惊蛰", "春分",
    "清明", "谷雨", "立夏", "小满", "芒种", "夏至",
    "小暑", "大暑", "立秋", "处暑", "白露", "秋分",
    "寒露", "霜降", "立冬", "小雪", "大雪", "冬至",
)  # fmt: skip
EVE = "除夕"

_MONTHS = ("正", "二", "三", "四", "五", "六", "七", "八", "九", "十", "十一", "十二")
_OTHER_MONTHS = {"一": 1, "冬": 11, "腊": 12}
_DIGITS = "一二三四五六七八九十"
_LUNAR = re.compile(r"^农历(正|冬|腊|十[一二]?|[一二三四五六七八九])月(初|十|廿|二|三)(.)?$")


def is_almanac(rule: str) -> bool:
    """Say whether a rule names a lunar date, New Year's Eve or a solar term."""
    return rule == EVE or rule in TERMS or bool(_LUNAR.match(rule))


def almanac_days(rule: str, year: int) -> list[date]:
    """Give the days of a year on which such a rule falls: mostly one, now and then none or two."""
    if not FIRST <= year <= LAST:
        raise BadInput(f"只能推算{FIRST}年到{LAST}年的农历和节气")
    if rule in TERMS:
        return [TermUtils.day_start_from_term(year, rule)]
    if rule == EVE:
        return [LunarDate(year, 1, 1).to_solar_date() - timedelta(days=1)]
    month, day = _lunar(rule)
    found = [_solar(lunar_year, month, day) for lunar_year in (year - 1, year)]
    return [one for one in found if one and one.year == year]


def _solar(year: int, month: int, day: int) -> date | None:
    try:
        found: date = LunarDate(year, month, day).to_solar_date()
    except ValueError:  # a month of 29 days has no 30th
        return None
    return found


def _lunar(rule: str) -> tuple[int, int]:
    found = _LUNAR.match(rule)
    if not found:
        raise BadInput(f"“{rule}”不是农历日期，应当写成 农历九月初九")
    name = found[1]
    month = _OTHER_MONTHS.get(name) or _MONTHS.index(name) + 1
    tens, unit = found[2], found[3] or ""
    if tens in "二三":
        day = {"二十": 20, "三十": 30}.get(tens + unit, 0)
    else:
        day = {"初": 0, "十": 10, "廿": 20}[tens] + (_DIGITS.find(unit) + 1 if unit else 0)
    if not 1 <= day <= 30:
        raise BadInput(f"“{rule}”里的日子不对")
    return month, day
