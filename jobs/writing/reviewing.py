"""Reviewing: steps are taken by different people, or a notice goes back with a remark."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from jobs.records.masking import mask
from jobs.schedule.schedules import plan
from jobs.schedule.town_times import TownTimes
from jobs.writing.corrections import draft_correction
from jobs.writing.notices import Notice, NoticeState, Step, change, steps_of, subject
from knowledge.audit import note
from knowledge.errors import NotAllowed
from knowledge.review import Review, check_remark, check_step, signed_name


def review_of(session: Session, notice: Notice, *, steps_needed: int) -> Review:
    """Say how far the review of a notice's newest version has come.

    Where fewer steps are needed than when it began, the last one is still to be taken.
    """
    writers = tuple(filter(None, (notice.drafted_by, notice.edited_by)))
    passed = tuple(step.by for step in steps_of(session, notice) if step.passed)
    if awaits_review(notice):
        passed = passed[: steps_needed - 1]
    return Review(writers, passed, steps_needed)


def awaits_review(notice: Notice) -> bool:
    """Whether a step may be taken: before it goes out, or after an emergency went out."""
    return notice.state == NoticeState.REVIEW or awaits_review_afterwards(notice)


def awaits_review_afterwards(notice: Notice) -> bool:
    """Whether a notice went out on one word, and nobody else has finished looking at it."""
    return bool(notice.emergency_reason) and notice.reviewed_at is None


def list_afterwards(session: Session) -> list[Notice]:
    """List the emergencies that wait for review afterwards, the oldest first."""
    found = select(Notice).where(
        col(Notice.emergency_reason) != "", col(Notice.reviewed_at).is_(None)
    )
    return list(session.exec(found.order_by(col(Notice.id))))


def approve(
    session: Session,
    notice: Notice,
    *,
    by: str,
    now: datetime,
    steps_needed: int,
    times: TownTimes,
    remark: str = "",
) -> Notice:
    """Take the next step; with the last one the notice is approved and gets its schedule."""
    _refuse_stepping(notice)
    review = review_of(session, notice, steps_needed=steps_needed)
    name = check_step(review, by)
    ended: dict[str, Any] = {}
    if review.next_is_last:
        ended = {"state": NoticeState.APPROVED, "reviewed_at": now}
    if notice.state == NoticeState.CANCELLED:  # an emergency that was stopped stays so
        ended.pop("state", None)
    afterwards = awaits_review_afterwards(notice)
    notice = change(session, notice, now=now, **ended)
    _take_step(session, notice, passed=True, by=name, remark=remark.strip(), now=now)
    detail = {"version": notice.version, "step": review.next_step, "last": review.next_is_last}
    note(session, "approve", subject(notice), by=name, at=now, detail=detail)
    if review.next_is_last and not afterwards:
        plan(session, notice, now=now, times=times)
    return notice


def send_back(
    session: Session, notice: Notice, *, by: str, now: datetime, remark: str, times: TownTimes
) -> Notice:
    """Give a notice back to whoever wrote it, with a remark on what to change.

    An emergency that went out stays as it is: its review has then ended without a yes, and a
    correction is drafted.
    """
    _refuse_stepping(notice)
    remark, name = check_remark(remark), signed_name(by)
    if awaits_review_afterwards(notice):
        notice = change(session, notice, now=now, reviewed_at=now)
        draft_correction(session, notice, by=name, now=now, zone=times.zone)
    else:
        notice = change(session, notice, now=now, state=NoticeState.DRAFT)
    _take_step(session, notice, passed=False, by=name, remark=remark, now=now)
    detail = {"version": notice.version, "remark": mask(remark)}
    note(session, "send_back", subject(notice), by=name, at=now, detail=detail)
    return notice


def _refuse_stepping(notice: Notice) -> None:
    if awaits_review(notice):
        return
    raise NotAllowed(
        {
            NoticeState.DRAFT: "这条通知还是草稿，送审以后才能审核。",
            NoticeState.APPROVED: "这条通知已经审核通过。",
            NoticeState.CANCELLED: "这条通知已经取消。",
        }[NoticeState(notice.state)]
    )


def _take_step(
    session: Session, notice: Notice, *, passed: bool, by: str, remark: str, now: datetime
) -> None:
    session.add(
        Step(
            notice_id=notice.id or 0,
            version=notice.version,
            passed=passed,
            by=by,
            remark=remark,
            at=now,
        )
    )
    session.flush()
