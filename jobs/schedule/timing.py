"""When a notice goes out: what staff wrote, the slots it means, and how to say it."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from itertools import islice
from typing import Any
from zoneinfo import ZoneInfo

from jobs.schedule.day_rules import Weeks
from jobs.schedule.timing_reader import key_name, read_rule
from jobs.schedule.timing_rules import Drawn, Now, Once, OnDays, Rule
from jobs.schedule.wall_time import moment, read_day, say_day, wall
from knowledge.calendar_shapes import CalendarEntry
from knowledge.errors import BadInput


@dataclass(frozen=True)
class Timing:
    """A rule, and the last day on which it holds, if any."""

    rule: Rule
    until: date | None = None


def parse_timing(raw: object, *, calendar: Iterable[CalendarEntry]) -> Timing:
    """Read `{"when": …, "until": …}`, or what stands under `when` alone.

    Whatever is wrong is a `BadInput` of one sentence. Nothing, or `pool`, never goes out alone.
    """
    outer = dict(raw) if isinstance(raw, Mapping) else {"when": raw}
    if outer and "when" not in outer:
        outer = {"when": outer}
    when, until = outer.pop("when", None), outer.pop("until", None)
    if outer:
        raise BadInput(f"when 旁边有不认识的“{next(iter(outer))}”")
    if isinstance(when, Mapping) and "until" in when:
        when = dict(when)
        until = when.pop("until") if until is None else until
    timing = Timing(read_rule(when, calendar=calendar), None if until is None else read_day(until))
    _refuse_never(timing)
    return timing


def storable(raw: object) -> dict[str, Any]:
    """Give what was written in the form a notice keeps: `when`, `until`, and nothing but text."""
    plain = _plain(raw)
    return plain if isinstance(plain, dict) and (not plain or "when" in plain) else {"when": plain}


def next_slot(timing: Timing, *, after: datetime, zone: ZoneInfo) -> datetime | None:
    """Give the first slot after a moment, if there is another."""
    return next(_slots(timing, after, zone), None)


def next_slots(
    timing: Timing, *, after: datetime, zone: ZoneInfo, count: int
) -> tuple[datetime, ...]:
    """Give the next few slots after a moment."""
    return tuple(islice(_slots(timing, after, zone), count))


def describe(timing: Timing) -> str:
    """Say it in plain Chinese: 每周一、周三 18:00，到2026年12月31日."""
    until = f"，到{say_day(timing.until)}" if timing.until else ""
    return timing.rule.words() + until


def _slots(timing: Timing, after: datetime, zone: ZoneInfo) -> Iterator[datetime]:
    """Give the slots in order; times that clocks skip all fall on the moment of the change."""
    last = after
    for at in _moments(timing.rule, after, zone):
        if timing.until and wall(at, zone).date() > timing.until:
            return
        if at > last:
            yield at
            last = at


def _moments(rule: Rule, after: datetime, zone: ZoneInfo) -> Iterable[datetime]:
    if isinstance(rule, Now | Drawn):
        return ()
    if isinstance(rule, Once) and rule.at.tzinfo:
        return (rule.at.astimezone(UTC),)
    return (moment(reading, zone) for reading in rule.walls(wall(after, zone)))


def _refuse_never(timing: Timing) -> None:
    """Refuse what ends before it begins, as far as that can be seen without a clock."""
    ends = timing.until
    if ends is None:
        return
    if isinstance(timing.rule, Once) and timing.rule.at.date() > ends:
        raise BadInput(f"发送时间在截止日{say_day(ends)}之后")
    weeks = timing.rule.days if isinstance(timing.rule, OnDays) else None
    if isinstance(weeks, Weeks) and weeks.start and weeks.start > ends:
        raise BadInput(f"开始日在截止日{say_day(ends)}之后")


def _plain(value: object) -> Any:
    if isinstance(value, Mapping):
        return {key_name(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    if isinstance(value, datetime):
        return value.isoformat(timespec="minutes" if not value.second else "seconds")
    return value.isoformat() if isinstance(value, date) else value
