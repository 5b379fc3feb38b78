"""What staff found when they looked at an answer: right, partly right, wrong, or nothing to do."""

from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, Text, UniqueConstraint, delete
from sqlmodel import Field, Session, SQLModel, col


class About(StrEnum):
    """Why an answer was looked at."""

    FEEDBACK = "feedback"
    UNSURE = "unsure"
    SAMPLE = "sample"


class Grade(StrEnum):
    """How good an answer was; `SETTLED` is the word of somebody who did not grade it."""

    RIGHT = "right"
    PARTLY = "partly"
    WRONG = "wrong"
    SETTLED = "settled"


class CheckedAnswer(SQLModel, table=True):
    """One answer that staff looked at, for one reason: its newest verdict counts.

    `question` is masked; `entry_id` is what answered, `right_entry_id` what should have.
    """

    __tablename__ = "verdict"
    __table_args__ = (UniqueConstraint("exchange_id", "about"),)

    id: int | None = Field(default=None, primary_key=True)
    exchange_id: str
    about: About = Field(sa_column=Column(Text, nullable=False))
    question: str = Field(sa_column=Column(Text, nullable=False))
    entry_id: int | None = Field(default=None, foreign_key="entry.id", index=True)
    grade: Grade = Field(sa_column=Column(Text, nullable=False, index=True))
    right_entry_id: int | None = Field(default=None, foreign_key="entry.id")
    remark: str = Field(default="", sa_column=Column(Text, nullable=False))
    by: str
    made_at: datetime = Field(index=True)


def forget_verdicts(session: Session, exchanges: Sequence[str]) -> None:
    """Erase what was found about these exchanges."""
    for at in range(0, len(exchanges), 500):
        part = exchanges[at : at + 500]
        session.execute(delete(CheckedAnswer).where(col(CheckedAnswer.exchange_id).in_(part)))
