"""Stopping: a notice is cancelled for good, or held and let go on."""

from datetime import datetime

from sqlalchemy import ColumnElement, update
from sqlmodel import Session, col, select

from jobs.delivery.claims import CANCELLED
from jobs.delivery.deliveries import Delivery, State
from jobs.schedule import schedules
from jobs.schedule.runs import Run, RunKind, RunState
from jobs.schedule.schedules import Schedule
from jobs.schedule.town_times import TownTimes
from jobs.writing.notices import Notice, NoticeState, change, subject
from knowledge.audit import note
from knowledge.errors import NotAllowed
from knowledge.review import signed_name

_HELD = (State.PENDING, State.SENDING)  # nobody in the group can have it yet
_UNDONE = (*_HELD, State.AWAITING)


def cancel(session: Session, notice: Notice, *, by: str, now: datetime) -> Notice:
    """Let nothing further of a notice go out; what was sent stays, what is on its way arrives."""
    if notice.state == NoticeState.CANCELLED:
        raise NotAllowed("这条通知已经取消。")
    notice = change(session, notice, now=now, state=NoticeState.CANCELLED)
    schedules.stop(session, notice)
    skipped = _stop_deliveries(session, notice, now=now)
    detail = {"skipped": skipped}
    note(session, "cancel", subject(notice), by=signed_name(by), at=now, detail=detail)
    return notice


def pause(session: Session, notice: Notice, *, by: str, now: datetime) -> Notice:
    """Hold a notice: no slot of it fires, and groups that wait for it wait on."""
    notice = change(session, notice, now=now)
    held = session.connection().execute(
        update(Delivery)
        .where(deliveries_of(notice), *_waiting(), col(Delivery.due_at).is_not(None))
        .values(due_at=None)
    )
    if held.rowcount:  # it is being sent, even if no slot of it is to come
        own = col(Schedule.notice_id) == notice.id
        session.connection().execute(update(Schedule).where(own).values(paused=True))
    else:
        schedules.pause(session, notice)
    detail = {"held": held.rowcount}
    note(session, "pause", subject(notice), by=signed_name(by), at=now, detail=detail)
    return notice


def resume(session: Session, notice: Notice, *, by: str, now: datetime, times: TownTimes) -> Notice:
    """Let a held notice go on: groups that wait get it now, slots that passed are left out."""
    if notice.state == NoticeState.CANCELLED:
        raise NotAllowed("这条通知已经取消，不能再继续。")
    notice = change(session, notice, now=now)
    schedules.resume(session, notice, now=now, times=times)
    freed = session.connection().execute(
        update(Delivery)
        .where(deliveries_of(notice), *_waiting(), col(Delivery.due_at).is_(None))
        .values(due_at=now)
    )
    detail = {"freed": freed.rowcount}
    note(session, "resume", subject(notice), by=signed_name(by), at=now, detail=detail)
    return notice


def deliveries_of(notice: Notice) -> ColumnElement[bool]:
    """Say which deliveries are those of a notice; letters about it are not."""
    runs = select(col(Run.id)).where(
        col(Run.notice_id) == notice.id, col(Run.kind) != RunKind.LETTER
    )
    return col(Delivery.run_id).in_(runs)


def _stop_deliveries(session: Session, notice: Notice, *, now: datetime) -> int:
    """Skip what nobody has yet, try nothing again, and count what was skipped."""
    own, idle, connection = deliveries_of(notice), col(Delivery.flight), session.connection()
    state, due = col(Delivery.state), col(Delivery.due_at)
    undone = state.in_(_UNDONE) | due.is_not(None) | idle.is_not(None)
    runs = select(col(Delivery.run_id)).where(own, undone)
    connection.execute(
        update(Run)
        .where(col(Run.id).in_(runs), col(Run.state) == RunState.FANNED)
        .values(state=RunState.CANCELLED, reason=f"{CANCELLED}。")
    )
    skipped = connection.execute(
        update(Delivery)
        .where(own, state.in_(_UNDONE), idle.is_(None))
        .values(state=State.SKIPPED, error=CANCELLED, due_at=None, ended_at=now)
    )
    tried = state.in_((State.UNKNOWN, State.FAILED))
    connection.execute(update(Delivery).where(own, tried, idle.is_(None)).values(due_at=None))
    return skipped.rowcount


def _waiting() -> tuple[ColumnElement[bool], ...]:
    return col(Delivery.state).in_(_HELD), col(Delivery.flight).is_(None)
