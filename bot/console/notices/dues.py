"""Notices on their days: those that went out, and those that will or would."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, or_, select
from sqlmodel import Session, col

from bot.console.notices.sight import Sight, in_sight
from jobs.figures.figure_names import RUN_STATES
from jobs.schedule.runs import OUTWARD, Run, RunState
from jobs.schedule.schedules import Schedule
from jobs.schedule.timing import next_slots, parse_timing
from jobs.schedule.town_times import TownTimes
from jobs.writing.notices import Notice, NoticeState
from knowledge.errors import BadInput
from knowledge.starter_notices import Category

MOST = 200  # slots of one notice
_DAY, _MOMENT = timedelta(days=1), timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Due:
    """One notice at one time; `said` is how it stands, `colour` the badge's.

    What is not `firm` is a draft, of which nobody knows whether it will go.
    """

    notice: int
    title: str
    at: datetime
    said: str
    colour: str
    firm: bool = True


@dataclass(frozen=True, slots=True)
class Span:
    """From one moment up to another."""

    begin: datetime
    end: datetime


def days_span(first: date, last: date, zone: ZoneInfo) -> Span:
    """Give the span from the beginning of one day to the end of another, where the town is."""
    after = last + timedelta(days=1)
    begin, end = (
        datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
        for day in (first, after)
    )
    return Span(begin, end)


def dues(
    session: Session, span: Span, sight: Sight, *, times: TownTimes, now: datetime
) -> list[Due]:
    """Give what went out and what is to go out in a span, as one person sees it, in order."""
    found = [*_sent(session, span, sight), *_coming(session, span, sight, times=times, now=now)]
    return sorted(found, key=lambda due: (due.at, due.notice))


def _sent(session: Session, span: Span, sight: Sight) -> Iterator[Due]:
    columns = (col(Run.notice_id), col(Run.title), col(Run.send_at), col(Run.state))
    rows = session.execute(
        select(*columns)
        .join(Notice, col(Notice.id) == col(Run.notice_id))
        .where(col(Run.send_at) >= span.begin, col(Run.send_at) < span.end)
        .where(col(Run.kind).in_(OUTWARD), in_sight(session, sight))
    )
    for number, title, at, state in rows:
        one = RunState(state)
        yield Due(number or 0, title, at, RUN_STATES[one], _COLOURS[one])


def _coming(
    session: Session, span: Span, sight: Sight, *, times: TownTimes, now: datetime
) -> Iterator[Due]:
    """Give what is planned, and what would be if its review passes."""
    if span.end <= now:
        return
    rows = session.execute(
        select(Notice, Schedule)
        .outerjoin(Schedule, col(Schedule.notice_id) == col(Notice.id))
        .where(_may_come(span))
    )
    for notice, schedule in rows:
        if sight.sees(notice):
            said, colour = _stand(notice, schedule)
            for slot in _slots(notice, schedule, span, times=times, now=now):
                firm = notice.state != NoticeState.DRAFT
                yield Due(notice.id or 0, notice.title, slot, said, colour, firm)


def _may_come(span: Span) -> ColumnElement[bool]:
    state = col(Notice.state)
    planned = and_(state == NoticeState.APPROVED, col(Schedule.next_slot) < span.end)
    return or_(planned, state.in_((NoticeState.DRAFT, NoticeState.REVIEW)))


def _stand(notice: Notice, schedule: Schedule | None) -> tuple[str, str]:
    state = NoticeState(notice.state)
    if state is NoticeState.APPROVED and schedule and schedule.paused:
        return "已暂停", "grey"
    return _SAID[state]


def _slots(
    notice: Notice, schedule: Schedule | None, span: Span, *, times: TownTimes, now: datetime
) -> Iterator[datetime]:
    """Give when it goes out, after the quiet hours if it has to wait for their end."""
    try:
        timing = parse_timing(notice.timing, calendar=times.calendar)
    except BadInput:  # its own page says what is wrong with it
        return
    first = schedule.next_slot if schedule and notice.state == NoticeState.APPROVED else None
    since = max(first - _MOMENT if first else now, span.begin - _DAY)
    last = (span.end - _MOMENT).astimezone(times.zone).date()
    within = replace(timing, until=min(timing.until or last, last))
    found = next_slots(within, after=since, zone=times.zone, count=MOST)
    if first and since < first < span.end:
        found = (first, *(slot for slot in found if slot != first))
    for slot in found:
        at = slot if notice.category == Category.EMERGENCY else times.quiet.moved(slot)
        if span.begin <= at < span.end:
            yield at


_COLOURS = {
    RunState.DUE: "blue",
    RunState.FANNED: "green",
    RunState.MISSED: "red",
    RunState.CANCELLED: "grey",
}
_SAID = {
    NoticeState.APPROVED: ("将发出", "blue"),
    NoticeState.REVIEW: ("审核中", "yellow"),
    NoticeState.DRAFT: ("草稿", "grey"),
}
