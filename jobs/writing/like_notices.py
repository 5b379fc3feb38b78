"""Notices of the last days that say nearly the same as a new one."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from rapidfuzz import fuzz
from sqlalchemy import select
from sqlmodel import Session, col

from jobs.schedule.runs import Run, RunKind, RunState
from jobs.writing.notice_facts import NoticeFacts
from jobs.writing.rendering import chinese_day
from jobs.writing.text_checks import Finding, FindingKind

TOO_ALIKE = 90.0
WITHIN = timedelta(days=7)


def like_findings(
    facts: NoticeFacts, zone: ZoneInfo, *, session: Session, now: datetime, own: int | None
) -> Iterator[Finding]:
    """Find each notice sent lately with this title or nearly this text, and say when it was."""
    told = set[int | None]({own})
    for run in _lately(session, now):
        if run.notice_id in told or not _alike(facts, run):
            continue
        told.add(run.notice_id)
        day = chinese_day(run.send_at.astimezone(zone).date())
        said = f"{day}发过“{run.title}”（第 {run.notice_id} 号），和这条很像"
        yield Finding(FindingKind.ALIKE, said, "请确认要再发一次。")


def _lately(session: Session, now: datetime) -> list[Run]:
    found = select(Run).where(
        col(Run.slot) >= now - WITHIN,
        col(Run.kind) == RunKind.NOTICE,
        col(Run.state).in_((RunState.DUE, RunState.FANNED)),
    )
    return list(session.scalars(found.order_by(col(Run.slot).desc(), col(Run.id).desc())))


def _alike(facts: NoticeFacts, run: Run) -> bool:
    if facts.title.strip() == run.title:
        return True
    return fuzz.ratio(facts.text.strip(), run.text, score_cutoff=TOO_ALIKE) >= TOO_ALIKE
