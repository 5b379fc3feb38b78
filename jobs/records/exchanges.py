"""What residents asked and what they were told: the rows figures and gaps come from."""

from datetime import datetime, timedelta
from typing import NamedTuple
from zoneinfo import ZoneInfo

from sqlalchemy import Column, ColumnElement, Index, Text, and_, delete, exists, text, update
from sqlmodel import Field, Session, SQLModel, col, select

from jobs.records.alerts import erase_alerts, forget_words
from jobs.records.day_counts import keep_gap_counts, keep_question_counts
from jobs.records.gaps import Gap, queue_up, spoken
from jobs.records.handovers import erase_handovers, forget_handovers
from jobs.records.masking import mask
from jobs.records.verdicts import forget_verdicts
from knowledge.errors import NotAllowed, NotFound
from knowledge.labels import label

MAX_COMMENT = 500
UTC_ZONE = ZoneInfo("UTC")


class Exchange(SQLModel, table=True):
    """One question, masked, and the kind of reply it got, from which entry or as which gap."""

    # Figures are counted from these alone: the table is far larger.
    __table_args__ = (
        Index("ix_exchange_figures", "asked_at", "kind", "channel", "useful", "entry_id"),
        Index(
            "ix_exchange_unanswered",
            "asked_at",
            "gap_id",
            sqlite_where=text("gap_id IS NOT NULL"),
            postgresql_where=text("gap_id IS NOT NULL"),
        ),
    )

    id: str = Field(primary_key=True)
    channel: str
    conversation: str = Field(index=True)
    question: str = Field(sa_column=Column(Text, nullable=False))
    kind: str = Field(index=True)
    confidence: float
    entry_id: int | None = Field(default=None, foreign_key="entry.id")
    gap_id: int | None = Field(default=None, foreign_key="gap.id", index=True)
    asked_at: datetime = Field(index=True)
    useful: bool | None = None
    comment: str = Field(default="", sa_column=Column(Text, nullable=False))


_COLUMNS = SQLModel.metadata.tables["exchange"].columns


class Turn(NamedTuple):
    """A question and the kind of reply it got, as a channel hands them over: not yet masked."""

    id: str
    channel: str
    conversation: str
    question: str
    kind: str
    confidence: float
    asked_at: datetime
    entry_id: int | None = None
    danger: str = ""


def record_feedback(session: Session, exchange: str, *, useful: bool, comment: str = "") -> None:
    """Keep what a resident said of an answer; a second word replaces the first.

    Raises `NotFound` for an exchange that is not on record.
    """
    row = find_exchange(session, exchange)
    row.useful, row.comment = useful, mask(storable(comment))[:MAX_COMMENT]
    session.add(row)


def confirm_feedback(session: Session, exchange: str, *, by: str, now: datetime) -> None:
    """Let what a resident said of an answer count in the ranking: only staff may decide so.

    Raises `NotFound` for an exchange that is not on record.
    """
    row = find_exchange(session, exchange)
    if row.useful is None:
        raise NotAllowed("居民还没有评价这次回答，没有什么可以确认。")
    if row.entry_id is None:
        raise NotAllowed("这次回答不是来自某一个条目，无法用来改进检索。")
    label(session, spoken(row.question), row.entry_id, good=row.useful, by=by, now=now)


def find_exchange(session: Session, exchange: str) -> Exchange:
    """Give an exchange that is on record, or raise `NotFound`."""
    row = session.get(Exchange, exchange)
    if row is None:
        raise NotFound("没有找到这次问答的记录，可能已经清除。")
    return row


def storable(text: str) -> str:
    """Drop what no database takes: zero bytes, and halves of characters."""
    return text.replace("\0", "").encode("utf-8", "ignore").decode()


def erase_conversation(session: Session, conversation: str) -> int:
    """Erase all that is kept of one conversation and say how many rows that was."""
    queue_up(session)
    mine = col(Exchange.conversation) == conversation
    rows = session.exec(select(Exchange.id).where(mine)).all()
    gaps = session.exec(select(Exchange.gap_id).where(mine, col(Exchange.gap_id).is_not(None)))
    touched = sorted(gap for gap in set(gaps) if gap is not None)
    session.execute(delete(Exchange).where(mine))
    forget_words(session, conversation)
    forget_handovers(session, conversation)
    forget_verdicts(session, rows)
    for gap in touched:
        _forget_wording(session, gap)
    return len(rows)


def erase_older(
    session: Session, *, now: datetime, keep_days: int, zone: ZoneInfo = UTC_ZONE
) -> None:
    """Erase the exchanges that are older than the township promised to keep them.

    Only how many there were each day stays. Gaps that nobody asked about since go with them;
    the others keep no words that are older.
    """
    queue_up(session)
    before = now - timedelta(days=keep_days)
    keep_question_counts(session, _COLUMNS, before=before, zone=zone)
    session.execute(delete(Exchange).where(col(Exchange.asked_at) < before))
    gone = and_(col(Gap.last_at) < before, ~_asked())
    keep_gap_counts(session, gone, before=before, zone=zone)
    session.execute(delete(Gap).where(gone))
    aged = select(Gap.id).where(col(Gap.first_at) < before)
    for gap in session.exec(aged).all():
        _forget_wording(session, gap or 0)
    erase_alerts(session, before=before)
    erase_handovers(session, before=before)


def _asked() -> ColumnElement[bool]:
    return exists().where(col(Exchange.gap_id) == Gap.id)


def _forget_wording(session: Session, gap: int) -> None:
    """Word a gap as it was asked in what is still kept; a gap that only one asked goes."""
    oldest = select(Exchange).where(Exchange.gap_id == gap).order_by(col(Exchange.asked_at))
    left = session.exec(oldest.limit(1)).first()
    if left is None:
        session.execute(delete(Gap).where(col(Gap.id) == gap))
        return
    session.execute(
        update(Gap).where(col(Gap.id) == gap).values(question=left.question, first_at=left.asked_at)
    )
