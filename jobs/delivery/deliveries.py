"""Deliveries: one row for each run and group, which makes sending resumable."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, Index, Text, UniqueConstraint, text
from sqlmodel import Field, SQLModel


class State(StrEnum):
    """How far a delivery has come, in the order in which it may go; never backwards."""

    PENDING = "pending"
    SENDING = "sending"
    UNKNOWN = "unknown"
    FAILED = "failed"
    SENT = "sent"
    SKIPPED = "skipped"
    AWAITING = "awaiting-forward"
    FORWARDED = "forwarded"


class Delivery(SQLModel, table=True):
    """One run to one group.

    `due_at` is when to try (again), and nothing where there is nothing to do; `flight` is the
    epoch of the lane's server that has it in hand. A row begun stays `sending` while it waits for
    another try, `unknown` or `failed` while it is tried again. `repeated` says that the group may
    have got it twice, `error` in Chinese what went wrong last. A sent row that is `recalling` is
    due for taking back.
    """

    __table_args__ = (
        UniqueConstraint("run_id", "group_id"),
        Index(
            "ix_delivery_due",
            "lane",
            "priority",
            "due_at",
            "id",
            sqlite_where=text("due_at IS NOT NULL"),
            postgresql_where=text("due_at IS NOT NULL"),
        ),
        Index(
            "ix_delivery_flight",
            "lane",
            sqlite_where=text("flight IS NOT NULL"),
            postgresql_where=text("flight IS NOT NULL"),
        ),
        Index("ix_delivery_pace", "lane", "ended_at"),
        Index(
            "ix_delivery_awaiting",
            "run_id",
            sqlite_where=text("state = 'awaiting-forward'"),
            postgresql_where=text("state = 'awaiting-forward'"),
        ),
    )

    id: int | None = Field(default=None, primary_key=True)
    run_id: int = Field(foreign_key="run.id")
    group_id: int = Field(foreign_key="chat_group.id", index=True)
    lane: str | None = Field(default=None, foreign_key="lane.key")
    state: State = Field(sa_column=Column(Text, nullable=False))
    priority: int = 10
    once: bool = False
    due_at: datetime | None = None
    flight: int | None = None
    attempts: int = 0
    repeated: bool = False
    message_id: str = ""
    error: str = ""
    began_at: datetime | None = None
    ended_at: datetime | None = None
    forwarded_by: str = ""
    reminders: int = 0
    recalling: bool = False
    recalled_at: datetime | None = None
