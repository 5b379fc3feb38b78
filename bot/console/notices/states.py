"""How notices stand, in a word for lists and as a condition for finding them."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, or_, select
from sqlmodel import col

from jobs.delivery.deliveries import Delivery, State
from jobs.schedule.runs import OUTWARD, Run, RunState
from jobs.schedule.schedules import Schedule
from jobs.writing.notices import Notice, NoticeState

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


STANDS: Mapping[str, Stand] = {
    "draft": Stand("草稿", _STATE == NoticeState.DRAFT),
    "review": Stand("等待审核", or_(_STATE == NoticeState.REVIEW, _AFTERWARDS)),
    "coming": Stand("将发出", and_(_APPROVED, _NEXT.is_not(None), ~_HELD)),
    "stopped": Stand("已停下", and_(_APPROVED, _HELD)),
    "done": Stand("已发完", and_(_APPROVED, _NEXT.is_(None), ~_HELD)),
    "failed": Stand("有群没发成", _APPROVED),
    "cancelled": Stand("已取消", _STATE == NoticeState.CANCELLED),
}


def failed_lately(now: datetime) -> ColumnElement[bool]:
    """Say which notices some groups did not get in the last days."""
    failed = (
        select(col(Run.notice_id))
        .join(Delivery, col(Delivery.run_id) == col(Run.id))
        .where(
            col(Run.send_at) > now - LATELY,
            col(Run.kind).in_(OUTWARD),
            col(Run.state) == RunState.FANNED,
            col(Delivery.state) == State.FAILED,
        )
    )
    return and_(_APPROVED, col(Notice.id).in_(failed))


def stand_words(
    notice: Notice, schedule: Schedule | None, *, step: str, sending: bool, sent: bool
) -> tuple[str, str]:
    """Say how a notice stands, and in which colour."""
    said, colour = _words(notice, schedule, step=step, sending=sending, sent=sent)
    if notice.emergency_reason:
        after = f"，等待{step}" if step else ""
        return f"紧急，{said}{after}", "red" if step else colour
    return said, colour


def _words(
    notice: Notice, schedule: Schedule | None, *, step: str, sending: bool, sent: bool
) -> tuple[str, str]:
    match NoticeState(notice.state):
        case NoticeState.DRAFT:
            return "草稿", "grey"
        case NoticeState.REVIEW:
            return f"等待{step}", "yellow"
        case NoticeState.CANCELLED:
            return "已取消", "grey"
    if schedule and schedule.fault:
        return "时间有问题", "red"
    if schedule and schedule.paused:
        return "已暂停", "yellow"
    if sending:
        return "正在发送", "blue"
    if schedule and schedule.next_slot:
        return "将发出", "blue"
    return ("已发完", "green") if sent else ("已通过", "green")
