"""Pools: approved notices that take turns, one at each occurrence."""

from sqlalchemy import func
from sqlmodel import Session, col, select

from jobs.schedule.runs import Run, RunState
from jobs.writing.notices import Notice, NoticeState

_USED = (RunState.DUE, RunState.FANNED)


def approved(session: Session, notice_id: int | None) -> Notice | None:
    """Give a notice if it is approved, and keep it so until this transaction ends."""
    return session.exec(
        select(Notice)
        .where(col(Notice.id) == notice_id, col(Notice.state) == NoticeState.APPROVED)
        .with_for_update(read=True)
        .execution_options(populate_existing=True)
    ).one_or_none()


def draw(session: Session, lead: Notice) -> Notice:
    """Give the notice whose turn it is in the pool of `lead`: the one not used for longest."""
    if not lead.pool:
        return lead
    used = (
        select(Run.notice_id, func.max(Run.slot).label("slot"))
        .where(col(Run.state).in_(_USED))
        .group_by(col(Run.notice_id))
        .subquery()
    )
    turn = session.exec(
        select(Notice.id)
        .outerjoin(used, used.c.notice_id == col(Notice.id))
        .where(col(Notice.pool) == lead.pool, col(Notice.state) == NoticeState.APPROVED)
        .order_by(used.c.slot.asc().nulls_first(), col(Notice.id))
    ).first()
    return approved(session, turn) or lead
