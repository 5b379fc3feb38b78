"""What this channel has to find again: words too long for a button, and which reply is whose."""

import hashlib
from datetime import datetime, timedelta

from sqlalchemy import Column, Text, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col

KEPT = timedelta(hours=48)  # as long as Telegram lets a bot edit for everybody


class ButtonWords(SQLModel, table=True):
    """Words that a button sends and that do not fit behind it; never a resident's own."""

    __tablename__ = "telegram_words"

    key: str = Field(primary_key=True)
    words: str = Field(sa_column=Column(Text, nullable=False))


class Answered(SQLModel, table=True):
    """Which message of ours answers which of a resident's, so that an edit is answered in place."""

    __tablename__ = "telegram_answered"

    chat: str = Field(primary_key=True)
    question: int = Field(primary_key=True)
    reply: int
    at: datetime = Field(index=True)


def key_of(words: str) -> str:
    """Name words by a short key that is always the same."""
    return hashlib.blake2b(words.encode(), digest_size=12).hexdigest()


def keep_words(session: Session, words: str) -> None:
    """Keep what a button sends; twice changes nothing."""
    _put(session, ButtonWords, {"key": key_of(words), "words": words}, on=["key"])


def find_words(session: Session, key: str) -> str:
    """Give what a button sends, or nothing if it is not known."""
    row = session.get(ButtonWords, key)
    return row.words if row else ""


def keep_answered(session: Session, chat: str, question: int, reply: int, *, at: datetime) -> None:
    """Note which message answers which."""
    values = {"chat": chat, "question": question, "reply": reply, "at": at}
    _put(session, Answered, values, on=["chat", "question"], change=["reply", "at"])


def find_answered(session: Session, chat: str, question: int) -> int | None:
    """Give the number of the message that answers another."""
    row = session.get(Answered, (chat, question))
    return row.reply if row else None


def forget_answered(session: Session, *, chat: str = "", before: datetime | None = None) -> None:
    """Forget what belongs to one chat, or what is older than a moment."""
    if chat:
        session.execute(delete(Answered).where(col(Answered.chat) == chat))
    if before is not None:
        session.execute(delete(Answered).where(col(Answered.at) < before))


def _put(
    session: Session,
    table: type[SQLModel],
    values: dict[str, object],
    *,
    on: list[str],
    change: list[str] | None = None,
) -> None:
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    insert = dialect.insert(table).values(**values)
    if change:
        changed = {name: insert.excluded[name] for name in change}
        session.execute(insert.on_conflict_do_update(index_elements=on, set_=changed))
    else:
        session.execute(insert.on_conflict_do_nothing(index_elements=on))
