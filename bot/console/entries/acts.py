"""What a person may do with an entry as it stands: the buttons of its page, and no others."""

from collections.abc import Callable

from sqlmodel import Session

from bot.console.person import Person
from bot.entry_rights import may_decline, may_send_back, may_step, may_withdraw, may_write
from knowledge.drafts import ASKED, Kind
from knowledge.entry_review import refuse_handing_in
from knowledge.entry_standing import Stand
from knowledge.entry_tables import EntryState
from knowledge.errors import KnowledgeError
from knowledge.review import check_step

Rule = Callable[[], object]


def allowed_acts(session: Session, one: Stand, person: Person) -> frozenset[str]:
    """Name the acts: edit, submit, pass, back, withdraw, decline."""
    by, written = person.name, Kind(one.entry.kind) in ASKED
    in_review = one.state is EntryState.REVIEW
    rules: dict[str, tuple[bool, Rule]] = {
        "edit": (written, lambda: may_write(session, by)),
        "submit": (not in_review, lambda: _submits(session, one, by)),
        "pass": (in_review, lambda: (may_step(session, by, one), check_step(one.review, by))),
        "back": (in_review, lambda: may_send_back(session, by)),
        "withdraw": (
            written and one.entry.published is not None,
            lambda: may_withdraw(session, by),
        ),
        "decline": (
            in_review or one.state is EntryState.DRAFT,
            lambda: may_decline(session, by, one),
        ),
    }
    return frozenset(act for act, (fits, rule) in rules.items() if fits and _passes(rule))


def _submits(session: Session, one: Stand, by: str) -> None:
    may_write(session, by)
    refuse_handing_in(one)


def _passes(rule: Rule) -> bool:
    try:
        rule()
    except KnowledgeError:
        return False
    return True
