"""What waits about questions and knowledge: dangers, handovers, gaps, reviews, what expires."""

from collections.abc import Iterator
from datetime import date, timedelta

from sqlalchemy import func, select
from sqlmodel import Session, col

from bot.console.today.notice_tasks import Desk
from bot.console.today.tasks import Task, Urgency
from bot.people import Role
from jobs.records.alerts import Alert
from jobs.records.gaps import Gap, GapState
from jobs.records.handovers import Handover
from knowledge.drafts import ASKED
from knowledge.renewal import waiting as corrections_waiting
from knowledge.tables import Entry

AHEAD = timedelta(days=30)


def knowledge_tasks(session: Session, desk: Desk, *, today: date) -> Iterator[Task]:
    """Give what waits for a person about questions and knowledge; workers are not asked."""
    if not desk.person.at_least(Role.DRAFTER):
        return
    yield Task(Urgency.DANGER, "条危险警报", "请马上联系、核实", _unseen(session), "/inbox/alerts")
    yield Task(
        Urgency.TODAY,
        "个居民转来的问题",
        "有人等着回话",
        _handed_over(session),
        "/inbox/handovers",
    )
    yield Task(Urgency.SOON, "个问题还没有答案", "先补问得多的", _gaps(session), "/inbox")
    yield Task(
        Urgency.SOON,
        "条知识 30 天内到期",
        "到期就不再回答，请核对、续期",
        _expiring(session, today),
        "/faq/list",
    )
    yield Task(
        Urgency.SOME_TIME,
        "条起步知识有更正",
        "看过以后送审",
        corrections_waiting(session),
        "/entries/corrections",
    )


def _unseen(session: Session) -> int:
    found = select(func.count()).select_from(Alert).where(col(Alert.seen_at).is_(None))
    return session.scalar(found) or 0


def _handed_over(session: Session) -> int:
    found = select(func.count()).select_from(Handover).where(col(Handover.done_at).is_(None))
    return session.scalar(found) or 0


def _gaps(session: Session) -> int:
    found = select(func.count()).select_from(Gap).where(col(Gap.state) == GapState.OPEN)
    return session.scalar(found) or 0


def _expiring(session: Session, today: date) -> int:
    ends = col(Entry.valid_until)
    found = select(func.count()).select_from(Entry)
    found = found.where(
        col(Entry.kind).in_(ASKED),
        col(Entry.published).is_not(None),
        ends > today,
        ends <= today + AHEAD,
    )
    return session.scalar(found) or 0
