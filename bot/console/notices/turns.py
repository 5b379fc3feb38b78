"""Whose turn it is: the step of a review that comes next, and who may take it."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlmodel import Session

from bot.console.person import Person
from bot.people import ROLES, Role, Staff, list_staff, reaches
from jobs.writing.notices import Notice, NoticeState, list_notices
from jobs.writing.reviewing import awaits_review, list_afterwards, review_of
from knowledge.errors import NotAllowed
from knowledge.review import Review, check_step

MOST = 200
NAMED = 3  # people who are named before it only says what they are


@dataclass(frozen=True, slots=True)
class Turn:
    """One notice in review: the step that comes next, who may take it, and whether I may."""

    notice: Notice
    step: str
    last: bool
    mine: bool
    who: str

    @property
    def nobody(self) -> bool:
        """Whether there is nobody who may take it."""
        return not self.who


def turn_of(
    session: Session, notice: Notice, person: Person, *, staff: Sequence[Staff], steps_needed: int
) -> Turn | None:
    """Say whose turn it is; nothing where no step waits."""
    if not awaits_review(notice):
        return None
    review = review_of(session, notice, steps_needed=steps_needed)
    role = Role.PUBLISHER if review.next_is_last else Role.REVIEWER
    fit = [one.name for one in staff if _may(one, role) and _is_new(review, one.name)]
    mine = person.at_least(role) and _is_new(review, person.name)
    return Turn(notice, review.next_step, review.next_is_last, mine, _named(fit, role))


def turns(session: Session, person: Person, *, steps_needed: int) -> list[Turn]:
    """Give what waits for a step: emergencies first, what is mine before the rest, oldest first."""
    staff = list_staff(session)
    waiting = {
        notice.id: notice
        for notice in (
            *list_afterwards(session),
            *reversed(list_notices(session, NoticeState.REVIEW, most=MOST)),
        )
    }
    found = [
        turn
        for notice in waiting.values()
        if (turn := turn_of(session, notice, person, staff=staff, steps_needed=steps_needed))
    ]
    return sorted(found, key=lambda turn: not turn.mine)


def _may(person: Staff, role: Role) -> bool:
    return not person.disabled and reaches(Role(person.role), role)


def _is_new(review: Review, name: str) -> bool:
    try:
        check_step(review, name)
    except NotAllowed:
        return False
    return True


def _named(fit: Sequence[str], role: Role) -> str:
    if len(fit) > NAMED:
        return f"{'、'.join(fit[:NAMED])}等 {len(fit)} 位{ROLES[role]}中的一位"
    return f"{'、'.join(fit)}中的一位" if len(fit) > 1 else "".join(fit)
