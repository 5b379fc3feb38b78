"""Sign-ins: one row for each browser in which somebody is signed in."""

import hashlib
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import delete, select
from sqlmodel import Field, Session, SQLModel, col

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
    session.execute(delete(SignIn).where(col(SignIn.seen_at) <= now - IDLE))
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


def find(session: Session, token: str, *, now: datetime) -> SignIn | None:
    """Give the sign-in of a token, unless it was left alone for too long."""
    living = col(SignIn.digest) == _digest(token), col(SignIn.seen_at) > now - IDLE
    return session.scalars(select(SignIn).where(*living)).first()


def of_person(session: Session, staff_id: int, *, now: datetime) -> Sequence[SignIn]:
    """Give where a person is signed in, the last used first."""
    living = col(SignIn.staff_id) == staff_id, col(SignIn.seen_at) > now - IDLE
    newest = col(SignIn.seen_at).desc(), col(SignIn.id).desc()
    return session.scalars(select(SignIn).where(*living).order_by(*newest)).all()


def is_stale(sign_in: SignIn, *, now: datetime) -> bool:
    """Whether it is time to write down again when a sign-in was seen."""
    return sign_in.seen_at <= now - SEEN_EVERY


def see(session: Session, sign_in_id: int, *, now: datetime) -> None:
    """Write down that a sign-in was used."""
    row = session.get(SignIn, sign_in_id)
    if row is not None:
        row.seen_at = now


def end(session: Session, sign_in_id: int, *, of: int | None = None) -> None:
    """Sign one browser out; with `of` only if it is that person's."""
    ending = delete(SignIn).where(col(SignIn.id) == sign_in_id)
    session.execute(ending if of is None else ending.where(col(SignIn.staff_id) == of))


def end_all(session: Session, staff_id: int, *, but: int | None = None) -> None:
    """Sign a person out everywhere, but for one browser."""
    ending = delete(SignIn).where(col(SignIn.staff_id) == staff_id)
    session.execute(ending if but is None else ending.where(col(SignIn.id) != but))


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()
