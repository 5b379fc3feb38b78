"""Runs: one occurrence of a notice (or one letter to a worker), with the very words it says."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class RunKind(StrEnum):
    """What a run carries: a notice, a correction of one, or a private letter to a worker.

    A copy brings a notice to residents who subscribed; it is stopped with it and in no figure.
    """

    NOTICE = "notice"
    CORRECTION = "correction"
    LETTER = "letter"
    COPY = "copy"


OUTWARD = (RunKind.NOTICE, RunKind.CORRECTION)  # what goes to groups


class RunState(StrEnum):
    """Whether a run waits, has its deliveries, was missed, or was stopped."""

    DUE = "due"
    FANNED = "fanned"
    MISSED = "missed"
    CANCELLED = "cancelled"


class Run(SQLModel, table=True):
    """One occurrence: the text as approved, whom it is for, when it goes and when it is too late.

    One row for each slot of a schedule, whichever replica was first. `reason` says why it was
    missed or cancelled. Lower `priority` goes first: 0 emergencies, 5 letters, 10 notices.
    `buttons` are pairs of label and web address, place in our own pages
    (`forward:worker:3`) or what a tap sends back to us (`tap:…`).
    """

    __table_args__ = (UniqueConstraint("schedule_id", "slot"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: RunKind = Field(default=RunKind.NOTICE, sa_column=Column(Text, nullable=False))
    notice_id: int | None = Field(default=None, foreign_key="notice.id", index=True)
    schedule_id: int | None = Field(default=None, foreign_key="schedule.id")
    slot: datetime = Field(index=True)
    state: RunState = Field(
        default=RunState.DUE, sa_column=Column(Text, nullable=False, index=True)
    )
    reason: str = ""
    title: str
    text: str = Field(sa_column=Column(Text, nullable=False))
    short: str = Field(default="", sa_column=Column(Text, nullable=False))
    category: str = Field(default="", index=True)
    picture_id: int | None = Field(default=None, foreign_key="picture.id")
    link: str = ""
    mention_all: bool = False
    audience: dict[str, list[Any]] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False)
    )
    buttons: list[list[str]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    emergency: bool = False
    once: bool = False
    priority: int = 10
    send_at: datetime
    expires_at: datetime | None = None
    made_at: datetime
