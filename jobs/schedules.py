"""Schedules: when an approved notice goes out, once or again and again."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column
from sqlmodel import Field, SQLModel


class Schedule(SQLModel, table=True):
    """The timing of one approved notice; `next_slot` is nothing when there is no further slot."""

    id: int | None = Field(default=None, primary_key=True)
    notice_id: int = Field(foreign_key="notice.id", unique=True)
    timing: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    next_slot: datetime | None = Field(default=None, index=True)
    paused: bool = False
    made_at: datetime
