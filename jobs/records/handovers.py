"""Questions that residents handed over to people, with a way to reach them if they left one."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import Column, Text, delete, update
from sqlmodel import Field, Session, SQLModel, col, select

from knowledge.audit import note
from knowledge.errors import BadInput, NotAllowed, NotFound


class Handover(SQLModel, table=True):
    """One question for staff; `contact` is encrypted, for it is the one number kept unmasked."""

    id: int | None = Field(default=None, primary_key=True)
    exchange_id: str = Field(unique=True)
    question: str = Field(sa_column=Column(Text, nullable=False))
    contact: str = Field(default="", sa_column=Column(Text, nullable=False), repr=False)
    channel: str
    conversation: str = Field(index=True)
    asked_at: datetime = Field(index=True)
    done_by: str = ""
    done_at: datetime | None = None


def hand_over(
    session: Session,
    exchange_id: str,
    *,
    question: str,
    channel: str,
    conversation: str,
    contact: str,
    now: datetime,
) -> Handover:
    """Keep a (masked) question for staff; handing it over again only changes the contact."""
    row = session.exec(select(Handover).where(Handover.exchange_id == exchange_id)).first()
    if row is None:
        row = Handover(
            exchange_id=exchange_id,
            question=question,
            channel=channel,
            conversation=conversation,
            asked_at=now,
        )
    row.contact = contact or row.contact
    session.add(row)
    session.flush()
    return row


def list_handovers(session: Session, *, done: bool = False, limit: int = 200) -> Sequence[Handover]:
    """Give what waits for staff, or all, oldest first."""
    wanted = select(Handover).order_by(col(Handover.asked_at), col(Handover.id)).limit(limit)
    return session.exec(wanted if done else wanted.where(col(Handover.done_at).is_(None))).all()


def get_handover(session: Session, number: int) -> Handover:
    """Give one by its number, or raise `NotFound`: it may have been erased."""
    row = session.get(Handover, number)
    if row is None:
        raise NotFound(f"没有编号为 {number} 的转办问题，可能已经清除。")
    return row


def finish_handover(session: Session, number: int, *, by: str, now: datetime) -> Handover:
    """Note who took care of it; the contact is needed no more and goes."""
    if not by.strip():
        raise BadInput("请写上处理人的姓名。")
    row = get_handover(session, number)
    mine = session.execute(
        update(Handover)
        .where(col(Handover.id) == number, col(Handover.done_at).is_(None))
        .values(done_by=by.strip(), done_at=now, contact="")
        .returning(col(Handover.id))
    ).first()
    session.refresh(row)
    if mine is None:
        raise NotAllowed(f"{row.done_by}已经处理了这个问题。")
    note(session, "finish", f"handover:{number}", by=by.strip(), at=now)
    return row


def forget_handovers(session: Session, conversation: str) -> None:
    """Erase what one conversation handed over."""
    session.execute(delete(Handover).where(col(Handover.conversation) == conversation))


def erase_handovers(session: Session, *, before: datetime) -> None:
    """Erase what is older than the township promised to keep."""
    session.execute(delete(Handover).where(col(Handover.asked_at) < before))
