"""What a send that failed for good means for its group: closed, or moved to a new address."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from jobs.addresses import move_address
from jobs.groups import Group, deactivate
from jobs.outcomes import Outcome

BY = "系统"


def follow_up(session: Session, outcomes: Sequence[Outcome], *, now: datetime) -> None:
    """Close groups that nothing reaches any more, and follow those that moved."""
    for outcome in outcomes:
        number = outcome.item.group
        if outcome.moved_to:
            move_address(session, number, to=outcome.moved_to, by=BY, now=now)
        elif outcome.gone and session.get_one(Group, number).private:
            _close_private(session, number, outcome.error)
        elif outcome.gone:
            deactivate(session, number, reason=outcome.error, by=BY, now=now)


def _close_private(session: Session, number: int, reason: str) -> None:
    chat = session.get_one(Group, number)
    chat.active, chat.reason = False, reason
    session.flush()
