"""Who may do what with an entry; each gives the name under which the person acts."""

from sqlmodel import Session

from bot.people import Role, allow
from knowledge.entry_standing import Stand
from knowledge.entry_tables import EntryState
from knowledge.review import signed_name


def may_write(session: Session, by: str) -> str:
    """Drafters and above write, edit, restore and hand in."""
    return allow(session, by, Role.DRAFTER)


def may_step(session: Session, by: str, one: Stand) -> str:
    """Reviewers take every step but the last, which is a publisher's."""
    if one.state is not EntryState.REVIEW:
        return signed_name(by)  # the rules of review say why not
    return allow(session, by, role_for(one))


def may_send_back(session: Session, by: str) -> str:
    """Reviewers and above."""
    return allow(session, by, Role.REVIEWER)


def may_withdraw(session: Session, by: str) -> str:
    """Reviewers and above stop what answers; only review brings it back."""
    return allow(session, by, Role.REVIEWER)


def may_decline(session: Session, by: str, one: Stand) -> str:
    """Reviewers and above put any draft aside, its only writer their own."""
    own = set(map(signed_name, one.review.writers)) == {signed_name(by)}
    return allow(session, by, Role.DRAFTER if own else Role.REVIEWER)


def role_for(one: Stand) -> Role:
    """Name the lowest role that may take the next step."""
    return Role.PUBLISHER if one.review.next_is_last else Role.REVIEWER
