"""The form that says when a notice goes out: read into a timing, and filled in from one."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from typing import Any, Protocol

from jobs.schedule.day_rules import WEEKDAYS
from jobs.schedule.timing import storable
from knowledge.almanac import EVE, TERMS
from knowledge.errors import BadInput

NOW, KEPT, POOL = "now", "kept", "pool"
KINDS: Mapping[str, str] = {
    NOW: "审核通过后马上发",
    "once": "定在某一天发一次",
    "daily": "每天",
    "weekly": "每周",
    "monthly": "每月的几号",
    "nth": "每月的第几个星期几",
    "yearly": "每年的几月几号",
    "lunar": "每年农历的几月几日",
    "occasion": "宣传日子或节气",
    POOL: "不单独发，由同一组的通知轮流带出",
}
REPEATED = frozenset(KINDS) - {NOW, "once", POOL}

WEEK = tuple(f"星期{sign}" for sign in WEEKDAYS)
WORKDAYS = WEEK[:5]
LAST = "last"
MONTH_DAYS = (*((str(number), f"{number}日") for number in range(1, 32)), (LAST, "最后一天"))
PLACES = (*((str(number), f"第{number}个") for number in range(1, 6)), (LAST, "最后一个"))
LUNAR_MONTHS = ("正", *"二三四五六七八九十", "冬", "腊")
LUNAR_DAYS = (
    *(f"初{unit}" for unit in "一二三四五六七八九十"),
    *(f"十{unit}" for unit in "一二三四五六七八九"),
    "二十",
    *(f"廿{unit}" for unit in "一二三四五六七八九"),
    "三十",
)
NATURAL = (*TERMS, EVE)
TIMES = 3  # of one day that the form has room for


class Typed(Protocol):
    """What a form says: one word under a name, or all of them."""

    def word(self, name: str) -> str:
        """Give what was typed under a name."""

    def words(self, name: str) -> list[str]:
        """Give everything that was typed or chosen under a name."""


def read_timing(typed: Typed, *, kept: Mapping[str, Any] | None = None) -> dict[str, Any]:
    """Read what was chosen into what a notice keeps, or raise `BadInput` for what is missing.

    `kept` is the timing of the notice at hand, which may be one that the form cannot say.
    """
    kind = typed.word("when")
    if kind == KEPT and kept:
        return dict(kept)
    if kind not in _READ:
        raise BadInput("还没有选什么时候发。")
    raw: dict[str, Any] = {"when": _READ[kind](typed)}
    if kind in REPEATED and typed.word("until"):
        raw["until"] = typed.word("until")
    return storable(raw)


def _once(typed: Typed) -> str:
    day, times = typed.word("once_day"), typed.words("at")
    if not day:
        raise BadInput("还没有选哪一天发。")
    if len(times) > 1:
        raise BadInput("只发一次的通知只能写一个钟点，请把另外的清空。")
    return f"{day} {_clock(times)[0]}"


def _daily(typed: Typed) -> dict[str, Any]:
    if typed.word("weekdays_only"):
        return _weeks(typed, 1, WORKDAYS)
    return {"every": "day", "at": _at(typed)} | _from(typed)


def _weekly(typed: Typed) -> dict[str, Any]:
    chosen = typed.words("week_day")
    if not chosen:
        raise BadInput("还没有选星期几发。")
    weeks = _whole(typed, "weeks", "每几周发一次，请写 1 到 52 的数字。", usual=1, most=52)
    if weeks > 1 and not typed.word("from_day"):
        raise BadInput("隔周发的通知，请写从哪一天起，好算出是哪几周。")
    return _weeks(typed, weeks, chosen)


def _weeks(typed: Typed, weeks: int, chosen: Sequence[str]) -> dict[str, Any]:
    return {"every": f"{weeks}周", "on": [*chosen], "at": _at(typed)} | _from(typed)


def _monthly(typed: Typed) -> dict[str, Any]:
    day = typed.word("month_day")
    if not day:
        raise BadInput("还没有选每月几号发。")
    return _on(typed, "每月最后一天" if day == LAST else f"每月{day}日")


def _nth(typed: Typed) -> dict[str, Any]:
    place, day = typed.word("nth"), typed.word("nth_day")
    if not place or not day:
        raise BadInput("还没有选第几个星期几。")
    return _on(typed, f"每月{'最后一' if place == LAST else f'第{place}'}个{day}")


def _yearly(typed: Typed) -> dict[str, Any]:
    month, day = typed.word("year_month"), typed.word("year_day")
    if not month or not day:
        raise BadInput("还没有选每年几月几号。")
    try:
        date(2028, int(month), int(day))  # a leap year: 2月29日 is a day, too
    except ValueError as error:
        raise BadInput(f"没有{month}月{day}日这一天。") from error
    return _on(typed, f"{int(month)}月{int(day)}日")


def _lunar(typed: Typed) -> dict[str, Any]:
    month, day = typed.word("lunar_month"), typed.word("lunar_day")
    if not month or not day:
        raise BadInput("还没有选农历几月几日。")
    return _on(typed, f"农历{month}月{day}")


def _occasion(typed: Typed) -> dict[str, Any]:
    if not typed.word("occasion"):
        raise BadInput("还没有选是哪个宣传日子。")
    return _on(typed, typed.word("occasion"))


def _on(typed: Typed, day: str) -> dict[str, Any]:
    before = _whole(typed, "before", "提前几天，请写 0 到 60 的数字。", usual=0, most=60)
    more: dict[str, Any] = {"before": before} if before else {}
    if typed.word("weekdays_only"):
        more["weekdays_only"] = True
    return {"day": day, "at": _at(typed)} | more


def _from(typed: Typed) -> dict[str, str]:
    return {"from": typed.word("from_day")} if typed.word("from_day") else {}


def _at(typed: Typed) -> str | list[str]:
    times = _clock(typed.words("at"))
    return times[0] if len(times) == 1 else times


def _clock(times: Sequence[str]) -> list[str]:
    if not times:
        raise BadInput("还没有写几点发。")
    return sorted(dict.fromkeys(times))


def _whole(typed: Typed, name: str, wanted: str, *, usual: int, most: int) -> int:
    written = typed.word(name) or str(usual)
    number = int(written) if written.isdecimal() and len(written) < 4 else -1
    if not min(usual, 1) <= number <= most:
        raise BadInput(wanted)
    return number


_READ: Mapping[str, Callable[[Typed], Any]] = {
    NOW: lambda _typed: NOW,
    "once": _once,
    "daily": _daily,
    "weekly": _weekly,
    "monthly": _monthly,
    "nth": _nth,
    "yearly": _yearly,
    "lunar": _lunar,
    "occasion": _occasion,
    POOL: lambda _typed: POOL,
}
