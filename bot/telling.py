"""What was told once, whichever process was first to tell it."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col


class Told(SQLModel, table=True):
    """One thing that was told, like `alert:7` or `gaps:2026-11-27`."""

    key: str = Field(primary_key=True)
    at: datetime = Field(index=True)


def first_to_tell(session: Session, key: str, *, now: datetime) -> bool:
    """Take it upon oneself to tell something, unless somebody has; told in this transaction."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    taken = (
        dialect.insert(Told)
        .values(key=key, at=now)
        .on_conflict_do_nothing(index_elements=["key"])
        .returning(col(Told.key))
    )
    return session.execute(taken).first() is not None


def untell(session: Session, key: str) -> None:
    """Give back what could not be told after all, so that it is tried again."""
    session.execute(delete(Told).where(col(Told.key) == key))


def forget_told(session: Session, *, before: datetime) -> None:
    """Forget what was told so long ago that nothing asks for it any more."""
    session.execute(delete(Told).where(col(Told.at) < before))
