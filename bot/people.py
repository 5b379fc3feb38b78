"""People on the staff: their names, roles and grids."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel


class Role(StrEnum):
    """What a person may do; each role may do what the one before it may."""

    WORKER = "worker"
    DRAFTER = "drafter"
    REVIEWER = "reviewer"
    PUBLISHER = "publisher"
    ADMINISTRATOR = "administrator"


class Staff(SQLModel, table=True):
    """One person; a worker's grids and private chat hang on `worker_id`."""

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    role: Role = Field(sa_column=Column(Text, nullable=False))
    worker_id: int | None = Field(default=None, foreign_key="worker.id")
    disabled: bool = False
    added_at: datetime
