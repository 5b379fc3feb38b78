"""Questions that nobody could answer yet, counted, until staff close them."""

import re
from collections.abc import Sequence
from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Text, func, select
from sqlmodel import Field, Session, SQLModel, col

from jobs.records import masking
from knowledge.errors import NotFound
from knowledge.labels import wording_key
from knowledge.wording import bare

UNKNOWN = "unknown"
LEAST = 4  # Chinese characters: a word or two is no question
LEAST_DISTINCT = 3  # 哈哈哈哈 says nothing
NEAREST = 3
_QUEUE = 0x6D627167  # PostgreSQL's name for the queue of those who write gaps

_MASKS = re.compile(
    "|".join(
        (
            masking.EMAIL,
            masking.ACCOUNT,
            masking.IDENTITY,
            masking.CARD,
            masking.MOBILE,
            masking.LONG,
            masking.LANDLINE,
            masking.PLATE,
        )
    )
)
_CHINESE = re.compile(r"[\u3400-\u9fff]")


class GapState(StrEnum):
    """Where a gap stands: it waits, has an entry that answers it, or is none of our business."""

    OPEN = "open"
    ANSWERED = "answered"
    DISMISSED = "dismissed"


class Gap(SQLModel, table=True):
    """One thing residents asked and got no answer to, however many asked and in which words.

    `question` is the masked wording it was first asked in, `key` its mark up to punctuation;
    `nearest` are up to three entries that came close. `entry_id` and `revision` are what answers
    it since staff closed it.
    """

    # A number given twice would send the questions of an erased gap to another.
    __table_args__ = ({"sqlite_autoincrement": True},)

    id: int | None = Field(default=None, primary_key=True)
    key: str = Field(unique=True)
    question: str = Field(sa_column=Column(Text, nullable=False))
    count: int = 1
    first_at: datetime
    last_at: datetime = Field(index=True)
    state: str = Field(default=GapState.OPEN, index=True)
    nearest: list[dict[str, Any]] = Field(
        default_factory=list, sa_column=Column(JSON, nullable=False)
    )
    entry_id: int | None = Field(default=None, foreign_key="entry.id")
    revision: int | None = None
    closed_by: str = ""
    closed_at: datetime | None = None
    reason: str = Field(default="", sa_column=Column(Text, nullable=False))


def spoken(question: str) -> str:
    """Leave what was said, without the words that stand for personal numbers."""
    return _MASKS.sub("", question)


def is_gap(kind: str, question: str) -> bool:
    """Say whether a masked question deserves an answer that is missing."""
    if kind != UNKNOWN:
        return False
    characters = _CHINESE.findall(bare(spoken(question)))
    return len(characters) >= LEAST and len(set(characters)) >= LEAST_DISTINCT


def key_of(question: str) -> str:
    """Mark a masked question so that the same words get the same mark, up to punctuation."""
    return wording_key(bare(spoken(question)))


def queue_up(session: Session) -> None:
    """Wait until no other transaction adds or erases gaps; SQLite queues all writers anyway."""
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_QUEUE)))


def find_gap(session: Session, gap_id: int) -> Gap:
    """Give a gap by its number, or raise `NotFound`."""
    gap = session.get(Gap, gap_id)
    if gap is None:
        raise NotFound(f"没有编号为 {gap_id} 的待补问题。")
    return gap


def list_gaps(
    session: Session,
    *,
    state: GapState | None = GapState.OPEN,
    limit: int = 200,
    offset: int = 0,
    newest: bool = False,
) -> Sequence[Gap]:
    """Give the gaps of one state (or all), those most asked or those asked last first."""
    often, last = col(Gap.count).desc(), col(Gap.last_at).desc()
    order = (last, often) if newest else (often, last)
    wanted = select(Gap).order_by(*order, col(Gap.id))
    if state is not None:
        wanted = wanted.where(col(Gap.state) == state)
    return session.scalars(wanted.limit(limit).offset(offset)).all()


def count_gaps(session: Session) -> dict[str, int]:
    """Say how many gaps there are in each state."""
    rows = session.execute(select(col(Gap.state), func.count()).group_by(col(Gap.state)))
    return {state: count for state, count in rows}  # noqa: C416  (rows are not pairs to mypy)
