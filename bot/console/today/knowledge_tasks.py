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
from knowledge.drafts import ASKED, Kind
from knowledge.entry_queues import draft_heaps
from knowledge.starter_files import EDITION
from knowledge.tables import Entry

AHEAD = timedelta(days=30)
_SOON = f"?soon={AHEAD.days}"


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
    yield from _ending(session, today)
    yield from _drafts(session)


def _ending(session: Session, today: date) -> Iterator[Task]:
    said = "到期就不再回答，请核对、续期"
    numbers = _expiring(session, today)
    faq, guides = numbers.get(Kind.FAQ, 0), numbers.get(Kind.GUIDE, 0)
    yield Task(Urgency.SOON, f"条问答 {AHEAD.days} 天内到期", said, faq, f"/faq/list{_SOON}")
    yield Task(Urgency.SOON, f"条指南 {AHEAD.days} 天内到期", said, guides, f"/guides/list{_SOON}")


def _drafts(session: Session) -> Iterator[Task]:
    """Give the drafts that came with a newer starter, and those of lists that were read in."""
    heaps = draft_heaps(session)
    starter = sum(heap.count for heap in heaps if heap.edition == EDITION)
    others = sum(heap.count for heap in heaps) - starter
    corrections, drafts = "/entries/corrections", "/entries/drafts"
    yield Task(Urgency.SOME_TIME, "条起步知识有更正", "看过以后送审", starter, corrections)
    yield Task(Urgency.SOME_TIME, "条知识草稿还没送审", "看过以后送审", others, drafts)


def _unseen(session: Session) -> int:
    found = select(func.count()).select_from(Alert).where(col(Alert.seen_at).is_(None))
    return session.scalar(found) or 0


def _handed_over(session: Session) -> int:
    found = select(func.count()).select_from(Handover).where(col(Handover.done_at).is_(None))
    return session.scalar(found) or 0


def _gaps(session: Session) -> int:
    found = select(func.count()).select_from(Gap).where(col(Gap.state) == GapState.OPEN)
    return session.scalar(found) or 0


def _expiring(session: Session, today: date) -> dict[Kind, int]:
    kind, ends = col(Entry.kind), col(Entry.valid_until)
    found = select(kind, func.count()).where(
        kind.in_(ASKED),
        col(Entry.published).is_not(None),
        ends > today,
        ends <= today + AHEAD,
    )
    return {Kind(one): number for one, number in session.execute(found.group_by(kind))}
