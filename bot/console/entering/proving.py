"""Proving who one is: password first, then a code where there is a second factor.

Every try is counted before it is made, in a transaction of its own, and no database is held
while a hash is computed.
"""

from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from bot.console.entering.accounts import Account, replace_hash
from bot.console.entering.passwords import fits, hash_password, is_outdated
from bot.console.entering.recovery import use_code
from bot.console.entering.second_factor import accept_code
from bot.console.entering.throttle import Trier, count_try, forgive, take_back
from bot.people import Staff
from jobs.vault import Vault
from knowledge.audit import note
from knowledge.database import Database
from knowledge.errors import BadInput, NotAllowed
from knowledge.review import signed_name

WRONG = "姓名、密码或验证码不对，请再试一次。"  # the same words whatever was wrong
TOO_OFTEN = "试的次数太多了，请过 {wait}再试。"
TOO_LATE = "隔得太久了，请从姓名和密码重新开始。"
CODE_WITHIN = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Proven:
    """Somebody whose password was right, and whether a code is asked for besides."""

    staff_id: int
    name: str
    password_hash: str
    wants_code: bool


def prove_password(
    database: Database, name: str, password: str, *, address: str, now: datetime
) -> Proven:
    """Tell whose name and password these are, or raise `BadInput` in the same words for all."""
    trier = _trier(name, address)
    found = _checked(database, trier, password, now=now)
    if found is None:
        raise BadInput(WRONG)
    with database.writing() as session:
        (take_back if found.wants_code else forgive)(session, trier, now=now)
    return found


def prove_again(
    database: Database, name: str, password: str, *, address: str, now: datetime
) -> None:
    """Let somebody who is signed in prove that it is still them, or raise `BadInput`."""
    trier = _trier(name, address)
    if _checked(database, trier, password, now=now) is None:
        raise BadInput("现在的密码不对，请再输一次。")
    with database.writing() as session:
        forgive(session, trier, now=now)


def seal_step(proven: Proven, *, vault: Vault, now: datetime) -> str:
    """Give a paper, locked, that says whose password was right: good for five minutes."""
    until = int((now + CODE_WITHIN).timestamp())
    mark = vault.mark(proven.password_hash)
    return vault.encrypt(f"code {proven.staff_id} {until} {mark}")


def prove_code(
    database: Database, sealed: str, code: str, *, address: str, vault: Vault, now: datetime
) -> int:
    """Tell whose code this is, or raise `BadInput`; a code or recovery code is used up.

    Raises `NotAllowed` when the password was typed too long ago.
    """
    staff_id = _opened_step(database, sealed, vault=vault, now=now)
    with database.reading() as session:
        trier = _trier(session.get_one(Staff, staff_id).name, address)
    _count(database, trier, now=now)
    with database.writing() as session:
        account = session.get_one(Account, staff_id)
        if not account.totp_secret or not _accepts(session, account, code, vault=vault, now=now):
            raise BadInput(WRONG)
        forgive(session, trier, now=now)
    return staff_id


def _accepts(session: Session, account: Account, code: str, *, vault: Vault, now: datetime) -> bool:
    if accept_code(session, account, code, vault=vault, now=now):
        return True
    if not use_code(session, account.staff_id, code, vault=vault):
        return False
    name = session.get_one(Staff, account.staff_id).name
    note(session, "recovery_code", f"staff:{account.staff_id}", by=name, at=now)
    return True


def _opened_step(database: Database, sealed: str, *, vault: Vault, now: datetime) -> int:
    try:
        purpose, number, until, mark = vault.decrypt(sealed).split(" ")
        staff_id, is_good = int(number), purpose == "code" and int(until) > now.timestamp()
    except (BadInput, ValueError) as error:
        raise NotAllowed(TOO_LATE) from error
    with database.reading() as session:
        staff, account = session.get(Staff, staff_id), session.get(Account, staff_id)
    living = staff is not None and not staff.disabled and account is not None
    if not (is_good and living and account and vault.mark(account.password_hash) == mark):
        raise NotAllowed(TOO_LATE)
    return staff_id


def _checked(database: Database, trier: Trier, password: str, *, now: datetime) -> Proven | None:
    _count(database, trier, now=now)
    with database.reading() as session:
        found = _found(session, trier.name)
    # Nobody's password takes as long to check as somebody's.
    if not fits(found.password_hash if found else None, password) or found is None:
        return None
    if not is_outdated(found.password_hash):
        return found
    fresh = hash_password(password)
    with database.writing() as session:
        replace_hash(session, found.staff_id, found.password_hash, by=fresh)
    return replace(found, password_hash=fresh)


def _found(session: Session, name: str) -> Proven | None:
    both = select(Staff, Account).join(Account, col(Account.staff_id) == col(Staff.id))
    row = session.exec(both.where(col(Staff.name) == name, col(Staff.disabled).is_(False))).first()
    if row is None:
        return None
    staff, account = row
    wants_code = bool(account.totp_secret)
    return Proven(staff.id or 0, staff.name, account.password_hash, wants_code)


def _trier(name: str, address: str) -> Trier:
    try:
        return Trier(signed_name(name), address)
    except BadInput:  # nobody has an empty name, and trying it counts like any other
        return Trier("", address)


def _count(database: Database, trier: Trier, *, now: datetime) -> None:
    with database.writing() as session:
        wait = count_try(session, trier, now=now)
    if wait:
        raise BadInput(TOO_OFTEN.format(wait=_said(wait)))


def _said(wait: timedelta) -> str:
    seconds = max(1, round(wait.total_seconds()))
    return f"{seconds} 秒" if seconds < 60 else f"{-(-seconds // 60)} 分钟"
