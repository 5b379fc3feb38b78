"""How notices stand, in a word for lists and as a condition for finding them."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlmodel import Session, col

from jobs.delivery.deliveries import Delivery, State
from jobs.schedule.runs import OUTWARD, Run, RunState
from jobs.schedule.schedules import Schedule
from jobs.writing.notices import Notice, NoticeState, Step

LATELY = timedelta(days=3)

_STATE, _NEXT = col(Notice.state), col(Schedule.next_slot)
_APPROVED = _STATE == NoticeState.APPROVED
_HELD = or_(col(Schedule.paused), col(Schedule.fault) != "")
_AFTERWARDS = and_(col(Notice.emergency_reason) != "", col(Notice.reviewed_at).is_(None))


@dataclass(frozen=True, slots=True)
class Stand:
    """One way in which a notice may stand; the query joins its schedule, where it has one."""

    name: str
    condition: ColumnElement[bool]


@dataclass(frozen=True, slots=True)
class Traces:
    """What some notices left behind: when each went out last, which are sent now or came back."""

    last: Mapping[int, datetime]
    sending: frozenset[int]
    returned: frozenset[int]


STANDS: Mapping[str, Stand] = {
    "draft": Stand("草稿", _STATE == NoticeState.DRAFT),
    "review": Stand("等待审核", or_(_STATE == NoticeState.REVIEW, _AFTERWARDS)),
    "coming": Stand("将发出", and_(_APPROVED, _NEXT.is_not(None), ~_HELD)),
    "stopped": Stand("已停下", and_(_APPROVED, _HELD)),
    "done": Stand("已发完", and_(_APPROVED, _NEXT.is_(None), ~_HELD)),
    "failed": Stand("有群没发成", _APPROVED),
    "cancelled": Stand("已取消", _STATE == NoticeState.CANCELLED),
}


def failed_lately(session: Session, *, now: datetime) -> ColumnElement[bool]:
    """Say which notices some groups did not get in the last days."""
    runs = session.execute(
        select(col(Run.id), col(Run.notice_id)).where(
            col(Run.send_at) > now - LATELY,
            col(Run.kind).in_(OUTWARD),
            col(Run.state) == RunState.FANNED,
        )
    )
    notice_of = {run: notice for run, notice in runs}  # noqa: C416  (rows are not pairs to mypy)
    failed = select(col(Delivery.run_id)).where(
        col(Delivery.run_id).in_(notice_of), col(Delivery.state) == State.FAILED
    )
    found = {notice_of[run] for run in session.scalars(failed.distinct())}
    return and_(_APPROVED, col(Notice.id).in_(found))


def traces_of(session: Session, notices: Sequence[int]) -> Traces:
    """Look at some notices at once."""
    return Traces(_last(session, notices), _sending(session, notices), _returned(session, notices))


def stand_words(
    notice: Notice, schedule: Schedule | None, traces: Traces, *, step: str
) -> tuple[str, str]:
    """Say how a notice stands, and in which colour."""
    said, colour = _words(notice, schedule, traces, step=step)
    if notice.emergency_reason:
        after = f"，等待{step}" if step else ""
        return f"紧急，{said}{after}", "red" if step else colour
    return said, colour


def _words(
    notice: Notice, schedule: Schedule | None, traces: Traces, *, step: str
) -> tuple[str, str]:
    number = notice.id or 0
    match NoticeState(notice.state):
        case NoticeState.DRAFT:
            return ("退回修改", "yellow") if number in traces.returned else ("草稿", "grey")
        case NoticeState.REVIEW:
            return f"等待{step}", "yellow"
        case NoticeState.CANCELLED:
            return "已取消", "grey"
    if schedule and schedule.fault:
        return "时间有问题", "red"
    if schedule and schedule.paused:
        return "已暂停", "yellow"
    if number in traces.sending:
        return "正在发送", "blue"
    if schedule and schedule.next_slot:
        return "将发出", "blue"
    return ("已发完", "green") if number in traces.last else ("已通过", "green")


def _last(session: Session, notices: Sequence[int]) -> dict[int, datetime]:
    """Say when each went out last."""
    rows = session.execute(
        select(col(Run.notice_id), func.max(col(Run.send_at)))
        .where(col(Run.notice_id).in_(notices), col(Run.state) == RunState.FANNED)
        .where(col(Run.kind).in_(OUTWARD))
        .group_by(col(Run.notice_id))
    )
    return {number: at for number, at in rows if number is not None}


def _sending(session: Session, notices: Sequence[int]) -> frozenset[int]:
    """Name those that are being sent."""
    rows = session.scalars(
        select(col(Run.notice_id))
        .join(Delivery, col(Delivery.run_id) == col(Run.id))
        .where(col(Run.notice_id).in_(notices), col(Delivery.due_at).is_not(None))
        .where(col(Run.kind).in_(OUTWARD), col(Delivery.recalling).is_(False))
        .distinct()
    )
    return frozenset(number for number in rows if number is not None)


def _returned(session: Session, notices: Sequence[int]) -> frozenset[int]:
    """Name those whose newest wording came back."""
    rows = session.scalars(
        select(col(Step.notice_id))
        .join(Notice, col(Notice.id) == col(Step.notice_id))
        .where(col(Step.notice_id).in_(notices), col(Step.version) == col(Notice.version))
        .where(col(Step.passed).is_(False))
    )
    return frozenset(rows)
