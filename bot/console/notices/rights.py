"""What a person may do with a notice as it stands: the buttons of its page, and no others."""

from collections.abc import Callable

from sqlmodel import Session

from bot.console.notices.standing import Standing
from bot.console.notices.turns import Turn
from bot.console.person import Person
from bot.notice_rights import may_edit, may_publish, may_retry, may_send_back, may_stop
from jobs.delivery.deliveries import State
from jobs.writing.notices import NoticeState
from jobs.writing.reviewing import awaits_review
from knowledge.errors import KnowledgeError

Rule = Callable[[], str]


def allowed_acts(
    session: Session, stand: Standing, turn: Turn | None, person: Person
) -> frozenset[str]:
    """Name the acts: pass, return, submit, edit, pause, resume, cancel, recall, retry."""
    notice, by = stand.notice, person.name
    found = {"pass"} if turn is not None and turn.mine else set[str]()
    rules: dict[str, tuple[bool, Rule]] = {
        "return": (awaits_review(notice), lambda: may_send_back(session, by)),
        "edit": (_may_be_written(stand), lambda: may_edit(session, by, notice, notice.audience)),
        "submit": (_may_go_in(stand), lambda: may_edit(session, by, notice, notice.audience)),
        "pause": (_may_be_held(stand), lambda: may_stop(session, by, notice)),
        "resume": (_is_held(stand), lambda: may_publish(session, by)),
        "cancel": (_may_be_cancelled(stand), lambda: may_stop(session, by, notice)),
        "recall": (stand.reached > 0, lambda: may_publish(session, by)),
        "retry": (_may_be_retried(stand), lambda: may_retry(session, by, notice)),
    }
    found |= {name for name, (makes_sense, rule) in rules.items() if makes_sense and _holds(rule)}
    return frozenset(found)


def _holds(rule: Rule) -> bool:
    try:
        rule()
    except KnowledgeError:
        return False
    return True


def _may_be_written(stand: Standing) -> bool:
    notice = stand.notice
    return not (notice.emergency_reason or stand.begun or notice.state == NoticeState.CANCELLED)


def _may_go_in(stand: Standing) -> bool:
    return stand.notice.state == NoticeState.DRAFT and stand.sent_back is None


def _may_be_held(stand: Standing) -> bool:
    held = stand.paused or stand.fault
    return stand.notice.state == NoticeState.APPROVED and not held and stand.to_come


def _is_held(stand: Standing) -> bool:
    return stand.notice.state == NoticeState.APPROVED and bool(stand.paused or stand.fault)


def _may_be_cancelled(stand: Standing) -> bool:
    match NoticeState(stand.notice.state):
        case NoticeState.CANCELLED:
            return False
        case NoticeState.APPROVED:
            return stand.to_come or bool(stand.paused or stand.fault or stand.notice.pool)
        case _:
            return True


def _may_be_retried(stand: Standing) -> bool:
    cancelled = stand.notice.state == NoticeState.CANCELLED
    return not cancelled and stand.counts[State.FAILED] > 0
