"""Dangers that residents spoke of, for staff to see."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import Column, Text, delete, update
from sqlmodel import Field, Session, SQLModel, col, select

from knowledge.audit import note
from knowledge.errors import BadInput, NotAllowed, NotFound

SAME = timedelta(minutes=10)
MAX_EXCERPT = 120


class Alert(SQLModel, table=True):
    """One danger heard in one conversation, with how often, until staff have seen it."""

    id: int | None = Field(default=None, primary_key=True)
    kind: str
    excerpt: str = Field(sa_column=Column(Text, nullable=False))
    channel: str
    conversation: str = Field(index=True)
    count: int = 1
    raised_at: datetime = Field(index=True)
    last_at: datetime
    seen_by: str = ""
    seen_at: datetime | None = None


def raise_alert(
    session: Session, kind: str, *, excerpt: str, channel: str, conversation: str, at: datetime
) -> None:
    """Keep a danger for staff; a repeat within ten minutes joins one that nobody has seen yet.

    What was seen stays as it was seen: a repeat after that asks for attention anew.
    """
    row = None if _nameless(conversation) else _same(session, kind, conversation, at)
    if row is None:
        session.add(
            Alert(
                kind=kind,
                excerpt=excerpt[:MAX_EXCERPT],
                channel=channel,
                conversation=conversation,
                raised_at=at,
                last_at=at,
            )
        )
    else:
        row.count += 1
        row.last_at = max(row.last_at, at)
        session.add(row)
    session.flush()


def see_alert(session: Session, alert_id: int, *, by: str, now: datetime) -> Alert:
    """Note who has seen an alert and takes care of it; only the first one is kept."""
    if not by.strip():
        raise BadInput("请写上查看人的姓名。")
    row = session.get(Alert, alert_id)
    if row is None:
        raise NotFound(f"没有编号为 {alert_id} 的警报。")
    mine = session.execute(
        update(Alert)
        .where(col(Alert.id) == alert_id, col(Alert.seen_at).is_(None))
        .values(seen_by=by.strip(), seen_at=now)
        .returning(col(Alert.id))
    ).first()
    session.refresh(row)
    if mine is None:
        raise NotAllowed(f"{row.seen_by}已经看过这条警报。")
    note(session, "see", f"alert:{alert_id}", by=by.strip(), at=now, detail={"kind": row.kind})
    return row


def list_alerts(session: Session, *, seen: bool = False, limit: int = 200) -> Sequence[Alert]:
    """Give the alerts that wait to be seen, or all of them, newest first."""
    wanted = select(Alert).order_by(col(Alert.raised_at).desc(), col(Alert.id).desc()).limit(limit)
    return session.exec(wanted if seen else wanted.where(col(Alert.seen_at).is_(None))).all()


def forget_words(session: Session, conversation: str) -> None:
    """Leave that there was a danger, and nothing of what was said or by whom."""
    session.execute(
        update(Alert)
        .where(col(Alert.conversation) == conversation)
        .values(excerpt="", conversation="")
    )


def erase_alerts(session: Session, *, before: datetime) -> None:
    """Erase the alerts that are older than the township promised to keep them."""
    session.execute(delete(Alert).where(col(Alert.last_at) < before))


def _same(session: Session, kind: str, conversation: str, at: datetime) -> Alert | None:
    return session.exec(
        select(Alert)
        .where(
            col(Alert.conversation) == conversation,
            col(Alert.kind) == kind,
            col(Alert.last_at) >= at - SAME,
            col(Alert.seen_at).is_(None),
        )
        .order_by(col(Alert.last_at).desc())
    ).first()


def _nameless(conversation: str) -> bool:
    """Whether it may be several people: those who came without a name of their own."""
    return not conversation.partition(":")[2]
