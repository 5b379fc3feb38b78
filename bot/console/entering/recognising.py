"""Recognising: whose browser it is that sends a token."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.console.entering import sign_ins
from bot.console.entering.accounts import Account
from bot.console.person import Person, person_of
from bot.people import Role, Staff


@dataclass(frozen=True, slots=True)
class Recognised:
    """A person behind a request; `stale` when it is time to write down that they were seen."""

    person: Person
    sign_in: int
    stale: bool
    second_factor: bool


def recognise(session: Session, token: str, *, now: datetime) -> Recognised | None:
    """Tell who sends a token; nobody if it is none of ours, idled, or its person is disabled."""
    found = sign_ins.find(session, token, now=now)
    staff = session.get(Staff, found.staff_id) if found else None
    if found is None or staff is None or staff.disabled:
        return None
    account = session.get(Account, found.staff_id)
    return Recognised(
        person_of(staff),
        found.id or 0,
        sign_ins.is_stale(found, now=now),
        second_factor=bool(account and account.totp_secret),
    )


def owes_second_factor(recognised: Recognised, *, required: bool) -> bool:
    """Whether an administrator has to set up a second factor before anything else."""
    return (
        required
        and recognised.person.at_least(Role.ADMINISTRATOR)
        and (not recognised.second_factor)
    )
