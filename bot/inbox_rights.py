"""Who may do what with residents' questions; each gives the name under which the person acts."""

from sqlmodel import Session

from bot.people import Role, allow


def may_answer(session: Session, by: str) -> str:
    """Drafters and above write answers, which others review, and take up what waits."""
    return allow(session, by, Role.DRAFTER)


def may_put_aside(session: Session, by: str) -> str:
    """Reviewers and above decide that a question gets no answer."""
    return allow(session, by, Role.REVIEWER)


def may_judge(session: Session, by: str) -> str:
    """Reviewers and above say what was right or wrong, for it counts in every search at once."""
    return allow(session, by, Role.REVIEWER)


def may_publish_wording(session: Session, by: str) -> str:
    """Publishers and above let a wording count without further review."""
    return allow(session, by, Role.PUBLISHER)


def may_see_alert(session: Session, by: str) -> str:
    """Everybody on the staff takes care of a danger."""
    return allow(session, by, Role.WORKER)
