"""Days of the calendar as people see them: what, when, when next, and who waits for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlmodel import Session

from jobs.figures.periods import spans
from jobs.schedule.day_facts import say_dates
from jobs.schedule.town_calendar import waiting_by_day
from jobs.schedule.wall_time import say_day
from knowledge.calendar import days
from knowledge.calendar_shapes import CalendarEntry
from knowledge.errors import BadInput
from knowledge.town_days import KINDS, DayKind, built_in_days, entry_of, hidden_days, town_days

YEARS = 3  # this one and two more: whoever plans looks no further


@dataclass(frozen=True, slots=True)
class Face:
    """One day; `key` addresses it, `next` is empty when it is not to come soon."""

    key: str
    name: str
    when: str
    next: str
    topics: str
    kind: str
    waiting: tuple[str, ...]
    hidden: bool = False


def own_faces(session: Session, today: date) -> Sequence[Face]:
    """Give the town's own days, the next to come first."""
    waiting, found = waiting_by_day(session), []
    for day in town_days(session):
        entry = entry_of(day)
        whens = [f"每年{day.rule}" if day.rule else "", say_dates(day.dates)]
        face = Face(
            key=str(day.id),
            name=day.name,
            when="；".join(filter(None, whens)),
            next=next_words(entry, today),
            topics="、".join(day.topics),
            kind=KINDS[DayKind(day.kind)],
            waiting=tuple(waiting.get(day.name, ())),
        )
        found.append((coming(entry, today), face))
    return _in_order(found)


def built_in_faces(session: Session, today: date) -> Sequence[Face]:
    """Give the days that the starter brings, the next to come first, hidden ones too."""
    waiting, hidden, found = waiting_by_day(session), hidden_days(session), []
    for entry in built_in_days():
        face = Face(
            key=entry.id,
            name=entry.name,
            when=entry.when + ("（日期以当年公布的为准）" if entry.moves else ""),
            next=next_words(entry, today),
            topics="、".join(entry.topics),
            kind=entry.basis,
            waiting=(*waiting.get(entry.name, ()), *waiting.get(entry.id, ())),
            hidden=entry.id in hidden,
        )
        found.append((coming(entry, today), face))
    return _in_order(found)


def coming(entry: CalendarEntry, today: date) -> tuple[date, date] | None:
    """Give the first and the last day of the next time; one that is on now counts."""
    return next(iter(_coming(entry, today)), None)


def next_words(entry: CalendarEntry, today: date) -> str:
    """Say when a day comes next."""
    span = coming(entry, today)
    return _said(span) if span else ""


def outlook_words(entry: CalendarEntry, today: date) -> str:
    """Say when a day comes in the years that anybody plans for."""
    return "；".join(map(_said, _coming(entry, today)))


def _coming(entry: CalendarEntry, today: date) -> list[tuple[date, date]]:
    fallen = set[date]()
    for year in range(today.year - 1, today.year + YEARS):
        try:
            fallen.update(days(entry, year))
        except BadInput:  # the almanac ends, or this year has no such day
            continue
    return [span for span in spans(fallen) if span[1] >= today]


def _said(span: tuple[date, date]) -> str:
    first, last = span
    if first == last:
        return say_day(first)
    end = say_day(last) if last.year != first.year else f"{last.month}月{last.day}日"
    return f"{say_day(first)}到{end}"


def _in_order(found: list[tuple[tuple[date, date] | None, Face]]) -> Sequence[Face]:
    return [face for _span, face in sorted(found, key=lambda one: one[0] or (date.max, date.max))]
