"""Yesterday in figures: what residents asked, and what became of the notices sent."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from bot.console.notices.dues import Span
from bot.console.notices.sight import Sight
from jobs.delivery.deliveries import Delivery, State
from jobs.records.exchanges import Exchange
from jobs.schedule.runs import OUTWARD, Run, RunState


@dataclass(frozen=True, slots=True)
class Yesterday:
    """Questions by the kind of reply, and deliveries of yesterday's sendings by state."""

    questions: Mapping[str, int]
    deliveries: Mapping[State, int]

    @property
    def asked(self) -> int:
        """How many questions there were."""
        return sum(self.questions.values())

    @property
    def sent(self) -> int:
        """How many groups yesterday's notices were for."""
        return sum(self.deliveries.values())


def yesterday(session: Session, span: Span, sight: Sight) -> Yesterday:
    """Count yesterday; a worker is told of their own groups, and nothing of questions."""
    questions = _questions(session, span) if sight.whole else {}
    return Yesterday(questions, _deliveries(session, span, sight))


def _questions(session: Session, span: Span) -> dict[str, int]:
    asked, kind = col(Exchange.asked_at), col(Exchange.kind)
    rows = session.execute(
        select(kind, func.count()).where(asked >= span.begin, asked < span.end).group_by(kind)
    )
    return {said: number for said, number in rows}  # noqa: C416  (rows are not pairs to mypy)


def _deliveries(session: Session, span: Span, sight: Sight) -> dict[State, int]:
    runs = select(col(Run.id)).where(
        col(Run.send_at) >= span.begin,
        col(Run.send_at) < span.end,
        col(Run.kind).in_(OUTWARD),
        col(Run.state) != RunState.MISSED,
    )
    state = col(Delivery.state)
    found = select(state, func.count()).where(col(Delivery.run_id).in_(runs)).group_by(state)
    if not sight.whole:
        found = found.where(col(Delivery.group_id).in_(sight.group_ids))
    return {State(one): number for one, number in session.execute(found)}
