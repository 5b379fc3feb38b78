"""Drafting: notices are written, handed in for review, and written anew."""

from datetime import datetime
from typing import Any

from sqlmodel import Session, col, select

from jobs.places.audience import parse_audience
from jobs.schedule.runs import Run, RunState
from jobs.schedule.schedules import withdraw
from jobs.writing.checks import Standards, check, refuse_grave
from jobs.writing.notice_facts import NoticeFacts, check_facts, facts_of
from jobs.writing.notices import Notice, NoticeState, change, steps_of, subject
from knowledge.audit import note
from knowledge.errors import NotAllowed
from knowledge.review import signed_name


def draft(
    session: Session,
    facts: NoticeFacts,
    *,
    by: str,
    now: datetime,
    standards: Standards,
    submit: bool = True,
) -> Notice:
    """Write a notice; with `submit` it is in review at once, else it stays a draft."""
    notice = write(session, facts, by=by, now=now)
    if submit:
        notice = hand_in(session, notice, by=by, now=now, standards=standards)
    return notice


def write(
    session: Session,
    facts: NoticeFacts,
    *,
    by: str,
    now: datetime,
    corrects_id: int | None = None,
) -> Notice:
    """Keep a notice as a draft."""
    values, name = _kept(session, facts), signed_name(by)
    notice = Notice(**values, corrects_id=corrects_id, drafted_by=name, made_at=now, changed_at=now)
    session.add(notice)
    session.flush()
    detail = {"title": notice.title, "version": notice.version}
    note(session, "draft", subject(notice), by=name, at=now, detail=detail)
    return notice


def hand_in(
    session: Session, notice: Notice, *, by: str, now: datetime, standards: Standards
) -> Notice:
    """Hand a draft in for review, unless something grave is wrong with it."""
    if notice.state != NoticeState.DRAFT:
        raise NotAllowed("只有草稿才能送审。")
    if any(not step.passed for step in steps_of(session, notice)):
        raise NotAllowed("这一稿已经退回，请先按意见改好再送审。")
    facts = facts_of(notice)
    refuse_grave(check(facts, standards, session=session, now=now, notice_id=notice.id))
    notice = change(session, notice, now=now, state=NoticeState.REVIEW)
    detail = {"version": notice.version}
    note(session, "submit", subject(notice), by=signed_name(by), at=now, detail=detail)
    return notice


def edit(
    session: Session,
    notice: Notice,
    facts: NoticeFacts,
    *,
    by: str,
    now: datetime,
    standards: Standards,
    submit: bool = True,
) -> Notice:
    """Write a notice anew: the steps of its review count no more, and nothing goes out."""
    refuse_editing(notice)
    values = _kept(session, facts)
    voided = [step.by for step in steps_of(session, notice) if step.passed]
    was, name = NoticeState(notice.state), signed_name(by)
    values |= {"edited_by": name, "version": notice.version + 1, "reviewed_at": None}
    notice = change(session, notice, now=now, state=NoticeState.DRAFT, **values)
    if was is NoticeState.APPROVED:
        withdraw(session, notice)
        if has_begun(session, notice):
            raise NotAllowed("这条通知已经开始发送，不能再改；请先取消，再另写一条。")
    detail = {"title": notice.title, "version": notice.version, "was": was, "voided": voided}
    note(session, "edit", subject(notice), by=name, at=now, detail=detail)
    if submit:
        notice = hand_in(session, notice, by=by, now=now, standards=standards)
    return notice


def has_begun(session: Session, notice: Notice) -> bool:
    """Whether any of a notice has been handed out to lanes."""
    found = select(Run.id).where(col(Run.notice_id) == notice.id, col(Run.state) == RunState.FANNED)
    return session.exec(found.limit(1)).first() is not None


def refuse_editing(notice: Notice) -> None:
    """Raise `NotAllowed` for a notice whose words nobody may change any more."""
    if notice.state == NoticeState.CANCELLED:
        raise NotAllowed("这条通知已经取消，不能再改；请另写一条。")
    if notice.emergency_reason:
        raise NotAllowed("紧急通知已经发出，不能再改；说错了请撤回，或者另发更正。")


def _kept(session: Session, facts: NoticeFacts) -> dict[str, Any]:
    values = check_facts(facts)
    values["audience"] = parse_audience(values["audience"], session).as_json()
    return values
