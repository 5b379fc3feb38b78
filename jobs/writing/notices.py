"""Notices: what is to be said, to whom and when, and how far its review has come."""

from datetime import datetime
from enum import StrEnum
from typing import Any

from sqlalchemy import JSON, Column, Text, update
from sqlmodel import Field, Session, SQLModel, col, select

from knowledge.errors import NotAllowed, NotFound
from knowledge.starter_notices import Category

OUTRUN = "这条通知刚刚被别人处理过，请重新打开看看再决定。"


class NoticeState(StrEnum):
    """Where a notice stands; how many steps of its review are done is counted from `Step`."""

    DRAFT = "draft"
    REVIEW = "review"
    APPROVED = "approved"
    CANCELLED = "cancelled"


class Notice(SQLModel, table=True):
    """One notice in its newest wording.

    `audience` has the keys grids, tags, channels, groups (ids and names as people gave them;
    all empty: everybody). `timing` is what the notice file says under `when`, with `until` if
    any. `version` grows with every edit and voids the steps before it. With `once`, a delivery
    whose fate is unknown is not tried again. `expires_minutes` after its slot it is too late to
    send; within `grace_minutes` a slot missed while we were down is still sent. `pool` names the
    pool its occurrences draw their texts from. An emergency is marked so for ever.
    `edited_by` wrote this version where it is not the drafter's own. `reviewed_at` is when its
    review ended; an emergency without it waits for review afterwards. `corrects_id` names the
    notice that this one puts right. `changes` counts every change of the row, so that nobody
    acts on what they no longer see.
    """

    id: int | None = Field(default=None, primary_key=True)
    title: str
    text: str = Field(sa_column=Column(Text, nullable=False))
    short: str = Field(default="", sa_column=Column(Text, nullable=False))
    category: Category = Field(sa_column=Column(Text, nullable=False, index=True))
    picture_id: int | None = Field(default=None, foreign_key="picture.id")
    link: str = ""
    mention_all: bool = False
    audience: dict[str, list[Any]] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False)
    )
    timing: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    pool: str = Field(default="", index=True)
    once: bool = False
    expires_minutes: int | None = None
    grace_minutes: int = 120
    state: NoticeState = Field(
        default=NoticeState.DRAFT, sa_column=Column(Text, nullable=False, index=True)
    )
    version: int = 1
    emergency_reason: str = ""
    drafted_by: str
    edited_by: str = ""
    reviewed_at: datetime | None = None
    corrects_id: int | None = Field(default=None, foreign_key="notice.id")
    changes: int = 0
    made_at: datetime
    changed_at: datetime


class Step(SQLModel, table=True):
    """One step of one notice's review, passed (`passed`) or sent back with a remark."""

    __tablename__ = "notice_step"

    id: int | None = Field(default=None, primary_key=True)
    notice_id: int = Field(foreign_key="notice.id", index=True)
    version: int
    passed: bool
    by: str
    remark: str = ""
    at: datetime


def find_notice(session: Session, number: int, *, changes: int | None = None) -> Notice:
    """Find a notice; with `changes`, only if it still is as somebody saw it then."""
    notice = session.get(Notice, number)
    if notice is None:
        raise NotFound(f"没有编号为 {number} 的通知。")
    if changes not in (None, notice.changes):
        raise NotAllowed(OUTRUN)
    return notice


def list_notices(session: Session, *states: NoticeState, most: int = 100) -> list[Notice]:
    """List notices in these states (none: in any), the newest first."""
    found = select(Notice).order_by(col(Notice.id).desc()).limit(most)
    if states:
        found = found.where(col(Notice.state).in_(states))
    return list(session.exec(found))


def change(session: Session, notice: Notice, *, now: datetime, **values: Any) -> Notice:
    """Change a notice that still is as it was when it was read, and give it as it is now.

    Of two people who act at once the second is told so, whichever database it is.
    """
    changed = session.connection().execute(
        update(Notice)
        .where(col(Notice.id) == notice.id, col(Notice.changes) == notice.changes)
        .values(changes=notice.changes + 1, changed_at=now, **values)
    )
    if changed.rowcount != 1:
        raise NotAllowed(OUTRUN)
    return session.get_one(Notice, notice.id, populate_existing=True)


def steps_of(session: Session, notice: Notice, *, every: bool = False) -> list[Step]:
    """Give the steps of a notice's newest version, or (`every`) of all its versions, in order."""
    found = select(Step).where(col(Step.notice_id) == notice.id).order_by(col(Step.id))
    if not every:
        found = found.where(col(Step.version) == notice.version)
    return list(session.exec(found))


def subject(notice: Notice) -> str:
    """Name a notice in the record of acts."""
    return f"notice:{notice.id}"
