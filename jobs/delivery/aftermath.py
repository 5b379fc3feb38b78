"""What a send that failed for good means for its group: closed, or moved to a new address."""

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlmodel import Session

from jobs.delivery.outcomes import Outcome
from jobs.forward.letters import write_letter
from jobs.places.addresses import move_address
from jobs.places.duties import duties
from jobs.places.groups import Group, deactivate
from knowledge.errors import KnowledgeError

BY = "系统"
TITLE = "有一个群收不到通知了"
LETTER = "“{name}”收不到通知了，已经停用：{reason}。处理好以后请告诉管理员恢复。"

log = structlog.get_logger(__name__)


def follow_up(session: Session, outcomes: Sequence[Outcome], *, now: datetime) -> None:
    """Close groups that nothing reaches any more, tell their workers, follow those that moved."""
    for outcome in outcomes:
        if not (outcome.moved_to or outcome.gone):
            continue
        try:
            _follow(session, outcome, now=now)
        except KnowledgeError as error:  # an odd address must not hold up the record
            log.warning("group_not_followed", group=outcome.item.group, reason=str(error))


def _follow(session: Session, outcome: Outcome, *, now: datetime) -> None:
    number = outcome.item.group
    if outcome.moved_to:
        move_address(session, number, to=outcome.moved_to, by=BY, now=now)
    elif session.get_one(Group, number).private:
        _close_private(session, number, outcome.error)
    else:
        _close(session, number, outcome.error, now=now)


def _close(session: Session, number: int, reason: str, *, now: datetime) -> None:
    group = deactivate(session, number, reason=reason, by=BY, now=now)
    said = LETTER.format(name=group.name, reason=reason)
    for worker in duties(session).get(group.grid_id or 0, ()):
        write_letter(session, worker, title=TITLE, text=said, now=now)


def _close_private(session: Session, number: int, reason: str) -> None:
    chat = session.get_one(Group, number)
    chat.active, chat.reason = False, reason
    session.flush()
