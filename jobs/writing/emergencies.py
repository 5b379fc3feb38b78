"""Emergencies: a notice that goes out on one publisher's word and is reviewed afterwards."""

from dataclasses import replace
from datetime import datetime

from sqlmodel import Session

from jobs.records.masking import mask
from jobs.schedule.schedules import plan
from jobs.writing.checks import Standards, check, refuse_grave
from jobs.writing.drafting import write
from jobs.writing.notice_facts import NoticeFacts, facts_of
from jobs.writing.notices import Notice, NoticeState, change, subject
from knowledge.audit import note
from knowledge.errors import BadInput
from knowledge.review import signed_name
from knowledge.starter_notices import Category

AT_ONCE = {"when": "now"}


def emergency(
    session: Session,
    facts: NoticeFacts,
    *,
    by: str,
    reason: str,
    now: datetime,
    standards: Standards,
) -> Notice:
    """Send a notice now, at any hour, on one person's word and with a written reason."""
    if not reason.strip():
        raise BadInput("紧急通知要写明理由，事后审核的人要看。")
    if dict(facts.timing) != AT_ONCE or facts.pool:
        raise BadInput("紧急通知审批后马上发出，不能另定时间，也不能放进轮流发送的组里。")
    urgent = replace(facts, category=Category.EMERGENCY)
    notice = write(session, urgent, by=by, now=now)
    refuse_grave(check(facts_of(notice), standards, session=session, now=now, notice_id=notice.id))
    notice = change(
        session, notice, now=now, state=NoticeState.APPROVED, emergency_reason=reason.strip()
    )
    detail = {"title": notice.title, "reason": mask(reason.strip())}
    note(session, "emergency", subject(notice), by=signed_name(by), at=now, detail=detail)
    plan(session, notice, now=now, times=standards.times)
    return notice
