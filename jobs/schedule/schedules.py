"""Schedules: when an approved notice goes out, once or again and again."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Column, ColumnElement, delete, update
from sqlmodel import Field, Session, SQLModel, col, select

from jobs.schedule.day_rules import Dates
from jobs.schedule.occurrences import Slot, Verdict, add_run
from jobs.schedule.runs import Run, RunState
from jobs.schedule.timing import Timing, describe, next_slot, parse_timing
from jobs.schedule.timing_rules import Drawn, Now, Once, OnDays
from jobs.schedule.town_times import TownTimes
from jobs.writing.notices import Notice
from knowledge.errors import BadInput, NotAllowed, NotFound

WITHDRAWN = "通知在发送前有改动，这一次没有发送。"
CANCELLED = "通知已取消。"
PAUSED = "暂停期间到了时间，没有发送。"


class Schedule(SQLModel, table=True):
    """The timing of one approved notice; `next_slot` is nothing when there is no further slot.

    `fault` says why it has none if its timing can't be reckoned any more: a day that was taken
    out of the calendar, say.
    """

    id: int | None = Field(default=None, primary_key=True)
    notice_id: int = Field(foreign_key="notice.id", unique=True)
    timing: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    next_slot: datetime | None = Field(default=None, index=True)
    paused: bool = False
    fault: str = ""
    made_at: datetime


def plan(session: Session, notice: Notice, *, now: datetime, times: TownTimes) -> Schedule:
    """Make or renew the schedule of a notice that has just been approved.

    A time that has passed by less than the notice's grace still counts; one long gone is refused,
    for the notice would never go out.
    """
    row = _found(session, notice) or Schedule(notice_id=_id(notice), made_at=now)
    timing = parse_timing(notice.timing, calendar=times.calendar)
    row.timing, row.paused, row.fault = notice.timing, False, ""
    row.next_slot = _first(session, row, timing, notice, now=now, times=times)
    session.add(row)
    session.flush()
    return row


def withdraw(session: Session, notice: Notice) -> None:
    """Take a notice that is being changed out of the clock; its next review plans it anew."""
    row = _found(session, notice)
    _end(session, row)
    if row is not None:
        session.execute(
            delete(Run).where(col(Run.schedule_id) == row.id, col(Run.state) == RunState.DUE)
        )
    _stop_waiting(session, col(Run.notice_id) == notice.id, WITHDRAWN)


def stop(session: Session, notice: Notice, *, reason: str = CANCELLED) -> None:
    """Take a cancelled notice out of the clock, with what still waits to be handed out."""
    row = _found(session, notice)
    _end(session, row)
    mine = col(Run.notice_id) == notice.id
    _stop_waiting(session, mine if row is None else mine | (col(Run.schedule_id) == row.id), reason)


def pause(session: Session, notice: Notice) -> Schedule:
    """Keep a notice from going out until it is resumed."""
    row = _known(session, notice)
    if row.paused:
        raise NotAllowed("这条通知已经暂停了。")
    if row.next_slot is None and not _waits(session, row):
        raise NotAllowed("这条通知后面没有要发的了，不用暂停。")
    _switch(session, row, paused=True)
    return row


def resume(session: Session, notice: Notice, *, now: datetime, times: TownTimes) -> Schedule:
    """Let a notice go on from now; what came due while it was paused is not sent."""
    row = _known(session, notice)
    if not row.paused and not row.fault:
        raise NotAllowed("这条通知没有暂停。")
    timing = parse_timing(row.timing, calendar=times.calendar)
    if row.paused:
        _switch(session, row, paused=False)
    _stop_waiting(session, (col(Run.schedule_id) == row.id) & (col(Run.send_at) <= now), PAUSED)
    if row.next_slot and row.next_slot <= now:
        slot, skipped = (
            Slot(_id(row), row.next_slot),
            Verdict(RunState.CANCELLED, row.next_slot, PAUSED),
        )
        add_run(session, notice, skipped, lead=notice, slot=slot, now=now)
    row.next_slot, row.fault = next_slot(timing, after=now, zone=times.zone), ""
    session.add(row)
    session.flush()
    return row


def _first(
    session: Session,
    row: Schedule,
    timing: Timing,
    notice: Notice,
    *,
    now: datetime,
    times: TownTimes,
) -> datetime | None:
    if isinstance(timing.rule, Now):
        return now
    if isinstance(timing.rule, Drawn):
        if not notice.pool:
            raise BadInput("通知没有写什么时候发（when）。")
        return None
    grace = timedelta(minutes=notice.grace_minutes if _is_rare(timing) else 0)
    slot = next_slot(timing, after=now - grace, zone=times.zone)
    while slot and slot <= now and _has_run(session, row, slot):
        slot = next_slot(timing, after=slot, zone=times.zone)
    if slot is None:
        raise NotAllowed(f"通知定的时间（{describe(timing)}）已经过去，请退回修改。")
    return slot


def _is_rare(timing: Timing) -> bool:
    """Say whether who comes a little late would have to wait for another year, or for ever."""
    rule = timing.rule
    return isinstance(rule, Once) or (isinstance(rule, OnDays) and isinstance(rule.days, Dates))


def _has_run(session: Session, row: Schedule, slot: datetime) -> bool:
    found = select(Run.id).where(col(Run.schedule_id) == row.id, col(Run.slot) == slot)
    return row.id is not None and session.exec(found).first() is not None


def _waits(session: Session, row: Schedule) -> bool:
    found = select(Run.id).where(col(Run.schedule_id) == row.id, col(Run.state) == RunState.DUE)
    return session.exec(found).first() is not None


def _end(session: Session, row: Schedule | None) -> None:
    if row is not None:
        session.execute(
            update(Schedule).where(col(Schedule.id) == row.id).values(next_slot=None, fault="")
        )


def _stop_waiting(session: Session, which: ColumnElement[bool], reason: str) -> None:
    session.execute(
        update(Run)
        .where(which, col(Run.state) == RunState.DUE)
        .values(state=RunState.CANCELLED, reason=reason)
    )


def _switch(session: Session, row: Schedule, *, paused: bool) -> None:
    switched = session.connection().execute(
        update(Schedule)
        .where(col(Schedule.id) == row.id, col(Schedule.paused).is_(not paused))
        .values(paused=paused)
    )
    if not switched.rowcount:
        raise NotAllowed("刚才已经有人操作过了，请刷新后再看。")
    session.refresh(row)


def _found(session: Session, notice: Notice) -> Schedule | None:
    return session.exec(select(Schedule).where(Schedule.notice_id == notice.id)).one_or_none()


def _known(session: Session, notice: Notice) -> Schedule:
    row = _found(session, notice)
    if row is None:
        raise NotFound(f"“{notice.title}”还没有通过审核，没有排上时间。")
    return row


def _id(row: Notice | Schedule) -> int:
    assert row.id is not None, "it was read from its table"  # noqa: S101
    return row.id
