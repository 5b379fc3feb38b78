"""Changing the town's calendar: the notices that wait for its days move along, none is lost."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from typing import Any

from sqlmodel import Session, col, select

from jobs.figures.occasions import day_named
from jobs.schedule.day_facts import DayFacts, tidy
from jobs.schedule.reckoning import renew
from jobs.schedule.schedules import Schedule
from jobs.schedule.town_times import TownTimes
from jobs.schedule.wall_time import wall
from jobs.writing.notices import Notice
from knowledge.audit import note
from knowledge.calendar import days
from knowledge.calendar_shapes import CalendarEntry
from knowledge.errors import BadInput, NotAllowed, NotFound
from knowledge.town_days import (
    HiddenDay,
    TownDay,
    built_in_days,
    entry_of,
    hidden_days,
    town_calendar,
    town_days,
)

OUTRUN = "这一天刚刚被别人改过。下面左边是现在保存的，右边是您写的，看好了再保存一次。"
MOST = 200
_YEARS_AHEAD = 12
_NAMED = 3  # notices that a refusal names


@dataclass(frozen=True, slots=True)
class Act:
    """Who changes the calendar, when, and what the town says about its time."""

    by: str
    now: datetime
    times: TownTimes


def add_day(session: Session, facts: DayFacts, act: Act) -> TownDay:
    """Add a day of the town's own."""
    fit = tidy(facts)
    _refuse_twin(session, fit.name)
    if len(town_days(session)) >= MOST:
        raise BadInput(f"本镇的日子最多 {MOST} 个，请先移除不用的。")
    day = TownDay(by=act.by, at=act.now, **_values(fit))
    session.add(day)
    session.flush()
    _settle(session, "add", f"day:{day.id}", act, {"name": day.name})
    return day


def change_day(
    session: Session, day_id: int, facts: DayFacts, act: Act, *, version: int
) -> tuple[TownDay, int]:
    """Change a day that still is as its `version` was seen; count the notices that move."""
    fit, day = tidy(facts), get_day(session, day_id, hold=True)
    if day.version != version:
        raise NotAllowed(OUTRUN)
    waiting = planned(session, day.name)
    if fit.name != day.name:
        _refuse_twin(session, fit.name)
        _refuse_planned(day.name, waiting, "名称先不能改；日期可以改，通知会跟着走")
    before = _shown(day)
    for name, value in _values(fit).items():
        setattr(day, name, value)
    if waiting and not _comes(entry_of(day), wall(act.now, act.times.zone).date()):
        _refuse_planned(day.name, waiting, "照现在写的日期，这一天今后不会再有，没有保存")
    after = _shown(day)
    if before == after:
        return day, 0
    day.version, day.by, day.at = day.version + 1, act.by, act.now
    session.flush()
    changed = {name: [before[name], after[name]] for name in after if before[name] != after[name]}
    return day, _settle(session, "change", f"day:{day_id}", act, {"name": day.name} | changed)


def remove_day(session: Session, day_id: int, act: Act) -> str:
    """Remove a day of the town's own that no notice waits for; give its name."""
    day = get_day(session, day_id, hold=True)
    _refuse_planned(day.name, planned(session, day.name), "请先改它们的时间或取消，再移除")
    session.delete(day)
    session.flush()
    _settle(session, "remove", f"day:{day_id}", act, {"name": day.name})
    return day.name


def hide_day(session: Session, entry_id: str, act: Act) -> CalendarEntry:
    """Use a day of the starter's no more; twice changes nothing."""
    entry = _built_in(entry_id)
    if entry_id not in hidden_days(session):
        waiting = planned(session, entry.name, entry.id)
        _refuse_planned(entry.name, waiting, "请先改它们的时间或取消，再隐藏")
        session.add(HiddenDay(entry=entry_id, by=act.by, at=act.now))
        session.flush()
        _settle(session, "hide", f"day:{entry_id}", act, {"name": entry.name})
    return entry


def show_day(session: Session, entry_id: str, act: Act) -> CalendarEntry:
    """Use a day of the starter's again; twice changes nothing."""
    entry, row = _built_in(entry_id), session.get(HiddenDay, entry_id)
    if row is not None:
        if any(day.name == entry.name for day in town_days(session)):
            raise NotAllowed(f"本镇已经另写了“{entry.name}”，请先移除它，再恢复原来的。")
        session.delete(row)
        session.flush()
        _settle(session, "show", f"day:{entry_id}", act, {"name": entry.name})
    return entry


def get_day(session: Session, day_id: int, *, hold: bool = False) -> TownDay:
    """Give a day of the town's own, or raise `NotFound`; with `hold` nobody else changes it."""
    day = session.get(TownDay, day_id, with_for_update=hold or None, populate_existing=hold)
    if day is None:
        raise NotFound("没有这一天，可能刚刚被移除了。")
    return day


def planned(session: Session, *names: str) -> list[str]:
    """Give the titles of the notices that still wait for a day, by its name."""
    waiting = waiting_by_day(session)
    return [title for name in names for title in waiting.get(name, ())]


def waiting_by_day(session: Session) -> Mapping[str, list[str]]:
    """Give the titles of all notices that still wait for a day of the calendar, by its name."""
    found: dict[str, list[str]] = {}
    waiting = (
        select(Notice.title, Schedule.timing)
        .join(Schedule, col(Schedule.notice_id) == col(Notice.id))
        .where(col(Schedule.next_slot).is_not(None))
        .order_by(col(Schedule.next_slot))
    )
    for title, timing in session.exec(waiting):
        found.setdefault(day_named(timing), []).append(title)
    return found


def _settle(session: Session, action: str, subject: str, act: Act, detail: dict[str, Any]) -> int:
    """Note a change, and reckon what waits for the calendar by the one that holds now."""
    note(session, action, subject, by=act.by, at=act.now, detail=detail)
    times = replace(act.times, calendar=town_calendar(session))
    return renew(session, now=act.now, times=times)


def _values(facts: DayFacts) -> dict[str, Any]:
    return asdict(facts) | {"topics": [*facts.topics]}


def _shown(day: TownDay) -> dict[str, Any]:
    return {name: getattr(day, name) for name in ("name", "kind", "rule", "dates", "topics")}


def _built_in(entry_id: str) -> CalendarEntry:
    found = next((entry for entry in built_in_days() if entry.id == entry_id), None)
    if found is None:
        raise NotFound("内置日历里没有这一天。")
    return found


def _comes(entry: CalendarEntry, today: date) -> bool:
    years = range(today.year, today.year + _YEARS_AHEAD)
    return any(day >= today for year in years for day in days(entry, year))


def _refuse_twin(session: Session, name: str) -> None:
    if any(name in (entry.name, entry.id) for entry in town_calendar(session)):
        raise BadInput(f"日历里已经有“{name}”了。")


def _refuse_planned(name: str, titles: list[str], advice: str) -> None:
    if titles:
        named = "、".join(f"“{title}”" for title in titles[:_NAMED])
        more = "等" if len(titles) > _NAMED else ""
        raise NotAllowed(f"还有 {len(titles)} 条通知等着在“{name}”发（{named}{more}），{advice}。")
