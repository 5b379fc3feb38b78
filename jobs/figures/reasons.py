"""Why groups were not reached: each reason once, with how many groups it kept."""

from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from jobs.delivery.deliveries import Delivery, State
from jobs.figures.delivery_report import NOT_REACHED, reason_said


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason in one state."""

    state: State
    said: str
    groups: int


def reasons(session: Session, run_id: int) -> list[Reason]:
    """Count the groups that one run did not reach by reason, the most frequent first."""
    state, said = col(Delivery.state), col(Delivery.error)
    found = session.execute(
        select(state, said, func.count())
        .where(col(Delivery.run_id) == run_id, state.in_(NOT_REACHED))
        .group_by(state, said)
        .order_by(func.count().desc(), state, said)
    )
    return [Reason(State(one), reason_said(State(one), error), n) for one, error, n in found]
