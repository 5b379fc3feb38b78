"""Who may do what with a notice; each gives the name under which the person acts."""

from collections.abc import Mapping
from typing import Any

from sqlmodel import Session

from bot.people import Role, allow, allow_drafting
from jobs.places.audience import parse_audience
from jobs.writing.notices import Notice, NoticeState
from jobs.writing.reviewing import awaits_review, review_of
from knowledge.review import signed_name


def may_draft(session: Session, by: str, audience: Mapping[str, Any]) -> str:
    """Drafters and above write for everybody, a worker for their own grids."""
    return allow_drafting(session, by, parse_audience(dict(audience), session))


def may_edit(session: Session, by: str, notice: Notice, audience: Mapping[str, Any]) -> str:
    """Whoever may draft it as it was, and as it is to be."""
    may_draft(session, by, notice.audience)
    return may_draft(session, by, audience)


def may_step(session: Session, by: str, notice: Notice, *, steps_needed: int) -> str:
    """Reviewers take every step but the last, which is a publisher's."""
    if not awaits_review(notice):
        return signed_name(by)  # the rules of review say why not
    last = review_of(session, notice, steps_needed=steps_needed).next_is_last
    return allow(session, by, Role.PUBLISHER if last else Role.REVIEWER)


def may_send_back(session: Session, by: str) -> str:
    """Reviewers and above."""
    return allow(session, by, Role.REVIEWER)


def may_publish(session: Session, by: str) -> str:
    """Publishers and above send emergencies, let go on what was held, and recall."""
    return allow(session, by, Role.PUBLISHER)


def may_stop(session: Session, by: str, notice: Notice) -> str:
    """Reviewers and above stop any notice, its drafter one that is not approved yet."""
    own = signed_name(by) == notice.drafted_by and notice.state != NoticeState.APPROVED
    return allow(session, by, Role.WORKER if own else Role.REVIEWER)


def may_retry(session: Session, by: str, notice: Notice) -> str:
    """Drafters and above, and the worker who wrote it."""
    own = signed_name(by) == notice.drafted_by
    return allow(session, by, Role.WORKER if own else Role.DRAFTER)
