"""Sign-ins: one row for each browser in which somebody is signed in."""

import hashlib
import secrets
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlmodel import Field, Session, SQLModel, col

from bot.people import Staff

TOKEN_BYTES = 16
IDLE = timedelta(minutes=30)
SEEN_EVERY = timedelta(minutes=1)  # a page costs no write more often
LONGEST_AGENT = 200


class SignIn(SQLModel, table=True):
    """One browser of one person; of its token only a digest is kept."""

    __tablename__ = "sign_in"

    id: int | None = Field(default=None, primary_key=True)
    staff_id: int = Field(foreign_key="staff.id", index=True)
    digest: str = Field(unique=True)
    address: str = ""
    agent: str = ""
    began_at: datetime
    seen_at: datetime


def begin(
    session: Session, staff_id: int, *, address: str = "", agent: str = "", now: datetime
) -> str:
    """Sign a person in and give the token that their browser keeps."""
    token = secrets.token_urlsafe(TOKEN_BYTES)
    session.add(
        SignIn(
            staff_id=staff_id,
            digest=_digest(token),
            address=address,
            agent=agent[:LONGEST_AGENT],
            began_at=now,
            seen_at=now,
        )
    )
    session.flush()
    return token


def find(session: Session, token: str, *, now: datetime) -> tuple[SignIn, Staff] | None:
    """Give the sign-in of a token and whose it is, unless it idled or they are disabled."""
    row = session.execute(
        select(SignIn, Staff)
        .join(Staff, col(Staff.id) == col(SignIn.staff_id))
        .where(
            col(SignIn.digest) == _digest(token),
            col(SignIn.seen_at) > now - IDLE,
            col(Staff.disabled).is_(False),
        )
    ).first()
    return (row[0], row[1]) if row else None


def is_stale(sign_in: SignIn, *, now: datetime) -> bool:
    """Whether it is time to write down again when a sign-in was seen."""
    return sign_in.seen_at <= now - SEEN_EVERY


def see(session: Session, sign_in_id: int, *, now: datetime) -> None:
    """Write down that a sign-in was used."""
    row = session.get(SignIn, sign_in_id)
    if row is not None:
        row.seen_at = now


def end(session: Session, sign_in_id: int) -> None:
    """Sign one browser out."""
    session.execute(delete(SignIn).where(col(SignIn.id) == sign_in_id))


def end_all(session: Session, staff_id: int, *, but: int | None = None) -> None:
    """Sign a person out everywhere, but for one browser."""
    ending = delete(SignIn).where(col(SignIn.staff_id) == staff_id)
    session.execute(ending if but is None else ending.where(col(SignIn.id) != but))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
