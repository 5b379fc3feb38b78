"""What staff say of a day of the town's own, spelled one way and within bounds."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from jobs.schedule.wall_time import read_day, say_day
from knowledge.calendar import rule_days
from knowledge.errors import BadInput
from knowledge.town_days import DayKind

MAX_NAME, MAX_RULE, MAX_TOPIC = 40, 24, 16
MOST_TOPICS, MOST_YEARS, LONGEST = 10, 20, 366
_TRIED_YEARS = range(2024, 2033)  # leap years and years of every shape
_PARTS = re.compile(r"[、，,；;\s]+")
_UNTIL = re.compile(r"\s*(?:到|至|~|—+)\s*")


@dataclass(frozen=True, slots=True)
class DayFacts:
    """A day as staff describe it: each year by a `rule`, or on the `dates` of some years."""

    name: str
    kind: DayKind
    rule: str = ""
    dates: Mapping[str, list[str]] = field(default_factory=dict)
    topics: tuple[str, ...] = ()


def tidy(facts: DayFacts) -> DayFacts:
    """Spell facts one way, or raise `BadInput` for the first that cannot be."""
    name = " ".join(facts.name.split())
    if not 2 <= len(name) <= MAX_NAME:
        raise BadInput(f"名称要写 2 到 {MAX_NAME} 个字。")
    if _fault(name) is None:
        raise BadInput("名称不能就是日期，请写这一天叫什么，例如 平安建设宣传日。")
    rule = re.sub(r"\s", "", facts.rule).removeprefix("每年")
    if not rule and not facts.dates:
        raise BadInput("请写每年是哪一天，或者写出具体日期。")
    if rule and (fault := _fault(rule)):
        raise BadInput(fault)
    return replace(facts, name=name, rule=rule)


def split_topics(written: str) -> tuple[str, ...]:
    """Part topic words written after another, each once."""
    topics = tuple(dict.fromkeys(filter(None, _PARTS.split(written))))
    if len(topics) > MOST_TOPICS:
        raise BadInput(f"主题词有 {len(topics)} 个，最多 {MOST_TOPICS} 个。")
    if odd := next((one for one in topics if not 2 <= len(one) <= MAX_TOPIC), ""):
        raise BadInput(f"主题词“{odd[:8]}”要写 2 到 {MAX_TOPIC} 个字。")
    return topics


def read_dates(written: str) -> dict[str, list[str]]:
    """Read dates, one line for each year: 2027-05-01 or 2027-05-01 到 2027-05-07."""
    found: dict[str, list[str]] = {}
    for line in filter(None, map(str.strip, written.splitlines())):
        ends = [read_day(part) for part in _UNTIL.split(line)]
        first, last = ends[0], ends[-1]
        if len(ends) > 2 or not 0 <= (last - first).days < LONGEST:
            raise BadInput(f"“{line[:30]}”的起止不对，例如 2027-05-01 到 2027-05-07。")
        if str(first.year) in found:
            raise BadInput(f"{first.year}年写了两行，一年只能写一段日期。")
        found[str(first.year)] = [first.isoformat(), last.isoformat()]
    if len(found) > MOST_YEARS:
        raise BadInput(f"日期最多写 {MOST_YEARS} 年。")
    return dict(sorted(found.items()))


def write_dates(dates: Mapping[str, Sequence[str]]) -> str:
    """Write dates so that they read back as they are."""
    return "\n".join(" 到 ".join(dict.fromkeys(ends)) for _year, ends in sorted(dates.items()))


def say_dates(dates: Mapping[str, Sequence[str]]) -> str:
    """Say dates as people read them."""
    return "、".join(
        "到".join(say_day(date.fromisoformat(end)) for end in dict.fromkeys(ends))
        for _year, ends in sorted(dates.items())
    )


def _fault(rule: str) -> str | None:
    """Say why a rule names no day in any year; nothing if it names one."""
    fault = f"每年都没有“{rule}”这一天。"
    for year in _TRIED_YEARS:
        try:
            if len(rule) <= MAX_RULE and rule_days(rule, year):
                return None
        except BadInput as error:
            fault = f"{error}。"
    return fault
