"""Invitations: a link, good once and for three days, by which a person sets their password."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, delete
from sqlmodel import Field, Session, SQLModel, col, select

from bot.people import Staff
from knowledge.audit import note
from knowledge.errors import NotAllowed, NotFound

GOOD_FOR = timedelta(hours=72)
FIRST_GOOD_FOR = timedelta(hours=24)
TOKEN_BYTES = 16
GONE = "这个链接不对，或者已经用过、过期了。请向管理员要一个新的。"


class Invitation(SQLModel, table=True):
    """One open link; without a person it is for the first administrator, whoever that is."""

    __tablename__ = "invitation"

    id: int | None = Field(default=None, primary_key=True)
    staff_id: int | None = Field(default=None, foreign_key="staff.id", index=True)
    digest: str = Field(unique=True)
    expires_at: datetime


def invite(session: Session, staff_id: int, *, by: str, now: datetime) -> str:
    """Give the token of a link by which a person sets a password; older links are void.

    It is the way in for somebody new, and back in for whoever forgot the password.
    """
    staff = session.get(Staff, staff_id)
    if staff is None:
        raise NotFound("名单里没有这个人。")
    if staff.disabled:
        raise NotAllowed(f"{staff.name}已经停用，请先恢复，再给链接。")
    token = _open(session, staff_id, until=now + GOOD_FOR)
    note(session, "invite", f"staff:{staff_id}", by=by, at=now, detail={"name": staff.name})
    return token


def invite_first(session: Session, *, now: datetime) -> str:
    """Give the token of the link for the first administrator; older ones are void."""
    return _open(session, None, until=now + FIRST_GOOD_FOR)


def find_invitation(session: Session, token: str, *, now: datetime) -> Invitation:
    """Find an open link, or raise `NotFound`; a disabled person's leads nowhere."""
    living = col(Invitation.digest) == _digest(token), col(Invitation.expires_at) > now
    found = session.exec(select(Invitation).where(*living)).first()
    staff = session.get(Staff, found.staff_id) if found and found.staff_id else None
    if found is None or (staff and staff.disabled):
        raise NotFound(GONE)
    return found


def use_up(session: Session, invitation: Invitation) -> None:
    """Make a link void; of two who use it at once the second meets `NotFound`."""
    using = delete(Invitation).where(col(Invitation.id) == invitation.id)
    if session.execute(using.returning(col(Invitation.id))).first() is None:
        raise NotFound(GONE)


def open_until(session: Session, staff_id: int, *, now: datetime) -> datetime | None:
    """Tell until when a person's link is good, if there is one."""
    living = col(Invitation.staff_id) == staff_id, col(Invitation.expires_at) > now
    return session.exec(select(Invitation.expires_at).where(*living)).first()


def _open(session: Session, staff_id: int | None, *, until: datetime) -> str:
    whose: ColumnElement[bool] = col(Invitation.staff_id).is_not_distinct_from(staff_id)
    session.execute(delete(Invitation).where(whose))
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(Invitation(staff_id=staff_id, digest=_digest(token), expires_at=until))
    session.flush()
    return token


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
