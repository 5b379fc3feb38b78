"""Trying again: what failed is sent once more, and nothing else is touched."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from jobs.delivery.deliveries import Delivery, State
from jobs.places.groups import Group
from jobs.schedule.runs import Run, RunState
from jobs.writing.notices import Notice, NoticeState, subject
from jobs.writing.stopping import deliveries_of
from knowledge.audit import note
from knowledge.errors import NotAllowed
from knowledge.review import signed_name


def retry(session: Session, notice: Notice, *, by: str, now: datetime) -> int:
    """Have the failed deliveries of a notice tried again, and count them.

    They stay failed until the platform says yes. Groups that are closed and occurrences that
    have expired are left alone.
    """
    if notice.state == NoticeState.CANCELLED:
        raise NotAllowed("这条通知已经取消，不再重发。")
    expires = col(Run.expires_at)
    runs = select(col(Run.id)).where(
        col(Run.state) == RunState.FANNED, expires.is_(None) | (expires > now)
    )
    open_groups = select(col(Group.id)).where(col(Group.active))
    again = session.connection().execute(
        update(Delivery)
        .where(
            deliveries_of(notice),
            col(Delivery.state) == State.FAILED,
            col(Delivery.due_at).is_(None),
            col(Delivery.flight).is_(None),
            col(Delivery.run_id).in_(runs),
            col(Delivery.group_id).in_(open_groups),
        )
        .values(due_at=now, attempts=0)
    )
    if not again.rowcount:
        raise NotAllowed("没有发送失败、还能重发的群。")
    detail = {"again": again.rowcount}
    note(session, "retry", subject(notice), by=signed_name(by), at=now, detail=detail)
    return again.rowcount
