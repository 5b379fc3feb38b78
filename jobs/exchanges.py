"""What residents asked and what they were told: the rows figures and gaps come from."""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import Column, Text, delete
from sqlmodel import Field, Session, SQLModel, col, select

from jobs.masking import mask
from knowledge.errors import NotFound

MAX_COMMENT = 500


class Exchange(SQLModel, table=True):
    """One question, masked, and the kind of reply it got."""

    id: str = Field(primary_key=True)
    channel: str
    conversation: str = Field(index=True)
    question: str = Field(sa_column=Column(Text, nullable=False))
    kind: str = Field(index=True)
    confidence: float
    entry_id: int | None = Field(default=None, foreign_key="entry.id")
    asked_at: datetime = Field(index=True)
    useful: bool | None = None
    comment: str = Field(default="", sa_column=Column(Text, nullable=False))


class Turn(NamedTuple):
    """A question and the kind of reply it got, as a channel hands them over: not yet masked."""

    id: str
    channel: str
    conversation: str
    question: str
    kind: str
    confidence: float
    asked_at: datetime


def record_feedback(session: Session, exchange: str, *, useful: bool, comment: str = "") -> None:
    """Keep what a resident said of an answer; a second word replaces the first.

    Raises `NotFound` for an exchange that is not on record.
    """
    row = session.get(Exchange, exchange)
    if row is None:
        raise NotFound("没有找到这次问答的记录，可能已经清除。")
    row.useful, row.comment = useful, mask(storable(comment))[:MAX_COMMENT]
    session.add(row)


def storable(text: str) -> str:
    """Drop what no database takes: zero bytes, and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


def erase_conversation(session: Session, conversation: str) -> int:
    """Erase all that is kept of one conversation and say how many rows that was."""
    rows = session.exec(select(Exchange.id).where(Exchange.conversation == conversation)).all()
    session.execute(delete(Exchange).where(col(Exchange.conversation) == conversation))
    return len(rows)


def erase_older(session: Session, *, now: datetime, keep_days: int) -> None:
    """Erase the exchanges that are older than the township promised to keep them."""
    session.execute(
        delete(Exchange).where(col(Exchange.asked_at) < now - timedelta(days=keep_days))
    )
