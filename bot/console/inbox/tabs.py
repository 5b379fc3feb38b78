"""The parts of the inbox, and how much waits in each."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, SQLModel, col

from bot.console.visit import Visit
from jobs.records.alerts import Alert
from jobs.records.checking import beginning, count_doubts, count_unhelpful
from jobs.records.gaps import Gap, GapState
from jobs.records.handovers import Handover

MARGIN = 0.11  # of confidence
UNSURE_DAYS = 30


@dataclass(frozen=True, slots=True)
class Tab:
    """One part of the inbox; no count where nothing waits for anybody."""

    label: str
    path: str
    count: int | None = None


def unsure_below(visit: Visit) -> float:
    """Say under which confidence an answer is looked at: a little over what it takes to give it."""
    return min(0.98, visit.town.knowledge.index.thresholds.answer + MARGIN)


def count_unsure(visit: Visit) -> int:
    """Count the answers of the last weeks that were given without much certainty."""
    since = beginning(visit.now, UNSURE_DAYS)
    return count_doubts(visit.session, since=since, below=unsure_below(visit))


def tabs(visit: Visit) -> list[Tab]:
    """Give the parts in the order in which they are worked through."""
    session = visit.session
    seen, done = col(Alert.seen_at).is_(None), col(Handover.done_at).is_(None)
    waiting = col(Gap.state) == GapState.OPEN
    return [
        Tab("没有答案的问题", "/inbox", _count(session, Gap, waiting)),
        Tab("居民说没用", "/inbox/feedback", count_unhelpful(session)),
        Tab("没有把握的回答", "/inbox/unsure", count_unsure(visit)),
        Tab("转来的问题", "/inbox/handovers", _count(session, Handover, done)),
        Tab("危险警报", "/inbox/alerts", _count(session, Alert, seen)),
        Tab("抽查回答", "/inbox/sample"),
    ]


def _count(session: Session, table: type[SQLModel], waits: object) -> int:
    wanted = select(func.count()).select_from(table).where(waits)  # type: ignore[arg-type]
    return session.scalar(wanted) or 0
