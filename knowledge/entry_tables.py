"""How far an entry's newest wording has come: its standing, the steps of its review, its days."""

from datetime import date, datetime
from enum import StrEnum

from sqlalchemy import Column, Text
from sqlmodel import Field, SQLModel


class EntryState(StrEnum):
    """Where an entry's newest wording stands."""

    DRAFT = "draft"
    REVIEW = "review"
    ANSWERING = "answering"  # published
    DECLINED = "declined"  # nobody wants it; what was published before goes on answering
    WITHDRAWN = "withdrawn"  # taken back, and nothing of the entry answers


REFUSED = (EntryState.DECLINED, EntryState.WITHDRAWN)


class EntryStanding(SQLModel, table=True):
    """What was last decided on an entry, about which of its revisions.

    A revision newer than `revision` is a draft that nobody decided on yet. `reviewed` is the
    newest revision that answered: whoever wrote up to it may review what comes after. Steps up
    to the number `after` belong to an earlier review.
    """

    __tablename__ = "entry_standing"

    entry_id: int = Field(primary_key=True, foreign_key="entry.id")
    revision: int
    state: EntryState = Field(sa_column=Column(Text, nullable=False, index=True))
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))
    by: str
    at: datetime
    reviewed: int = 0
    after: int = 0


class EntryStep(SQLModel, table=True):
    """One step of the review of one revision, passed or sent back with a remark."""

    __tablename__ = "entry_step"

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="entry.id", index=True)
    revision: int
    passed: bool
    by: str
    remark: str = Field(default="", sa_column=Column(Text, nullable=False))
    at: datetime


class RevisionMemo(SQLModel, table=True):
    """What goes with a revision beside its words: its days once published, and why it was made.

    Where there is none, publishing leaves the entry's days as they are.
    """

    __tablename__ = "revision_memo"

    revision_id: int = Field(primary_key=True, foreign_key="revision.id")
    valid_from: date | None = None
    valid_until: date | None = None
    remark: str = Field(default="", sa_column=Column(Text, nullable=False))
