"""What the fields of the form for a timing hold when a notice is opened."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from bot.console.notices.timings import KEPT, LAST, NATURAL, NOW, POOL, WEEK, read_timing
from bot.console.visit import Visit
from jobs.schedule.day_rules import Dates, Weeks
from jobs.schedule.timing import Timing, parse_timing
from jobs.schedule.timing_rules import Drawn, Now, Once, OnDays
from knowledge.calendar_shapes import CalendarEntry
from knowledge.errors import BadInput

Fields = dict[str, Any]

_WORDS = (
    *("when", "once_day", "from_day", "until", "weeks", "month_day", "nth", "nth_day"),
    *("year_month", "year_day", "lunar_month", "lunar_day", "occasion", "before", "weekdays_only"),
)
_LISTS = ("at", "week_day")
_NTH = re.compile(r"每月(?:第(?P<nth>\d)|最后一)个(?P<day>星期.)")
_MONTHLY = re.compile(r"每月(?:(?P<day>\d+)日|最后一天)")
_YEARLY = re.compile(r"(?P<month>\d+)月(?P<day>\d+)日")
_LUNAR = re.compile(r"农历(?P<month>.+?)月(?P<day>.+)")


@dataclass(frozen=True)
class Given:
    """Fields as the form would send them."""

    fields: Mapping[str, Any]

    def word(self, name: str) -> str:
        """Give what stands under a name."""
        return str(self.fields.get(name) or "")

    def words(self, name: str) -> list[str]:
        """Give all that stands under a name."""
        return [str(one) for one in self.fields.get(name, ())]


def posted(visit: Visit) -> Fields:
    """Give the fields as they were just typed."""
    return {name: visit.word(name) for name in _WORDS} | {
        name: visit.words(name) for name in _LISTS
    }


def filled(raw: Mapping[str, Any], calendar: Sequence[CalendarEntry]) -> Fields:
    """Give the fields that say a timing; one that they cannot say is to be kept as it is."""
    if not raw:
        return {"when": ""}
    try:
        timing = parse_timing(raw, calendar=calendar)
        fields = _fields(timing)
        if timing.until:
            fields["until"] = timing.until.isoformat()
        same = parse_timing(read_timing(Given(fields)), calendar=calendar) == timing
    except BadInput:
        same = False
    return fields if same else {"when": KEPT}


def _fields(timing: Timing) -> Fields:
    match timing.rule:
        case Now():
            return {"when": NOW}
        case Drawn():
            return {"when": POOL}
        case Once(at):
            return {"when": "once", "once_day": f"{at:%Y-%m-%d}", "at": [f"{at:%H:%M}"]}
        case OnDays(days, at):
            times = [f"{time:%H:%M}" for time in at]
            if isinstance(days, Weeks):
                return {"at": times} | _weeks(days)
            if isinstance(days, Dates):
                return {"at": times} | _dates(days)
    return {"when": ""}


def _weeks(days: Weeks) -> Fields:
    start = {"from_day": days.start.isoformat()} if days.start else {}
    if days.every == 1 and len(days.weekdays) == len(WEEK):
        return {"when": "daily"} | start
    chosen = [WEEK[number] for number in days.weekdays]
    return {"when": "weekly", "weeks": str(days.every), "week_day": chosen} | start


def _dates(days: Dates) -> Fields:
    more: Fields = {"before": str(days.before) if days.before else ""}
    more["weekdays_only"] = "yes" if days.weekdays_only else ""
    if days.entry or days.name in NATURAL:
        return {"when": "occasion", "occasion": days.name} | more
    if found := _NTH.fullmatch(days.name):
        return {"when": "nth", "nth": found["nth"] or LAST, "nth_day": found["day"]} | more
    if found := _MONTHLY.fullmatch(days.name):
        return {"when": "monthly", "month_day": found["day"] or LAST} | more
    if found := _YEARLY.fullmatch(days.name):
        return {"when": "yearly", "year_month": found["month"], "year_day": found["day"]} | more
    if found := _LUNAR.fullmatch(days.name):
        return {"when": "lunar", "lunar_month": found["month"], "lunar_day": found["day"]} | more
    return {"when": ""}
