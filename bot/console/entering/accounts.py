"""Accounts: the password and the second factor of a person on the staff."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import update
from sqlmodel import Field, Session, SQLModel, col, select

from bot.console.entering import sign_ins
from bot.console.entering.passwords import fits, hash_password
from bot.console.entering.strength import check_strength
from bot.people import Role, Staff
from knowledge.audit import note
from knowledge.errors import BadInput

_IN_CHARGE = col(Staff.role) == Role.ADMINISTRATOR, col(Staff.disabled).is_(False)


class Account(SQLModel, table=True):
    """What a person signs in with; the second factor's secret is locked in the vault."""

    __tablename__ = "account"

    staff_id: int = Field(primary_key=True, foreign_key="staff.id")
    password_hash: str
    password_changed_at: datetime
    totp_secret: str = ""
    totp_step: int = 0  # of the newest code that was used: it and all before are used up


def set_password(
    session: Session, staff: Staff, password: str, *, town: str, now: datetime
) -> Account:
    """Give a person a password, or raise `BadInput` when others would guess it.

    Wherever the person was signed in by the old one they are not any more.
    """
    check_strength(password, name=staff.name, town=town)
    account = session.get(Account, staff.id)
    if account is None:
        account = Account(staff_id=staff.id or 0, password_hash="", password_changed_at=now)
    elif fits(account.password_hash, password):
        raise BadInput("新密码和原来的一样，请换一个。")
    account.password_hash, account.password_changed_at = hash_password(password), now
    session.add(account)
    sign_ins.end_all(session, staff.id or 0)
    session.flush()
    note(session, "password", f"staff:{staff.id}", by=staff.name, at=now)
    return account


def replace_hash(session: Session, staff_id: int, kept: str, *, by: str) -> None:
    """Keep another hash of the same password, unless the password was changed meanwhile."""
    whose = col(Account.staff_id) == staff_id, col(Account.password_hash) == kept
    session.execute(update(Account).where(*whose).values(password_hash=by))


def has_administrator(session: Session) -> bool:
    """Whether an enabled administrator has a password, so that the town is in good hands."""
    entered = select(Account.staff_id).join(Staff, col(Staff.id) == col(Account.staff_id))
    return session.exec(entered.where(*_IN_CHARGE).limit(1)).first() is not None


def waiting_administrators(session: Session) -> Sequence[Staff]:
    """Give the enabled administrators who have no password yet."""
    entered = select(Account.staff_id)
    waiting = select(Staff).where(*_IN_CHARGE, col(Staff.id).not_in(entered))
    return session.exec(waiting.order_by(col(Staff.id))).all()
