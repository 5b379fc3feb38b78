"""The table of updates, and who works on which chat."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import BigInteger, Column, Index, Text
from sqlmodel import Field, SQLModel


class Stage(StrEnum):
    """Where an update stands."""

    WAITING = "waiting"
    DONE = "done"
    SET_ASIDE = "set-aside"


class StoredUpdate(SQLModel, table=True):
    """One update of one bot, kept from before Telegram is answered until it has been handled.

    The number keeps a repeated one out. What is in it is wiped when it is done.
    """

    __tablename__ = "telegram_update"
    __table_args__ = (
        Index("ix_telegram_update_waiting", "bot", "state", "chat", "update_id"),
        Index("ix_telegram_update_received_at", "received_at"),
    )

    bot: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    update_id: int = Field(sa_column=Column(BigInteger, primary_key=True, autoincrement=False))
    chat: str
    body: str = Field(sa_column=Column(Text, nullable=False))
    urgent: bool = False
    received_at: datetime
    tries: int = 0
    state: str = Stage.WAITING
    error: str = ""


class TelegramLease(SQLModel, table=True):
    """Who works on a chat, or asks Telegram for updates, and until when if it is not renewed.

    With nobody as its owner a chat rests until then.
    """

    __tablename__ = "telegram_lease"

    name: str = Field(primary_key=True)
    owner: str = Field(index=True)
    until: datetime
