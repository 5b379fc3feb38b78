"""Recalling: Telegram deletes what it sent lately, and elsewhere a correction is offered."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import update
from sqlmodel import Session, col, select

from jobs.delivery.deliveries import Delivery, State
from jobs.places.groups import Channel, Group
from jobs.writing.corrections import draft_correction
from jobs.writing.notices import Notice, NoticeState, change, subject
from jobs.writing.stopping import cancel, deliveries_of
from knowledge.audit import note
from knowledge.errors import NotAllowed
from knowledge.review import signed_name

DELETABLE = timedelta(hours=48)  # Telegram deletes nothing older

_REACHED = (State.SENT, State.FORWARDED, State.UNKNOWN)


@dataclass(frozen=True, slots=True)
class Recalled:
    """How many groups lose the message, how many keep it, and the correction drafted for those."""

    notice: Notice
    deleting: int
    kept: int
    correction: Notice | None

    @property
    def said(self) -> str:
        """Say it to whoever recalled."""
        parts = []
        if self.deleting:
            parts.append(f"正在从 {self.deleting} 个 Telegram 群里删掉。")
        if self.correction:
            parts.append(
                f"另有 {self.kept} 个群删不掉，已起草一条更正（第 {self.correction.id} 号），"
                "请填好内容再送审。"
            )
        return "".join(parts)


def recall(session: Session, notice: Notice, *, by: str, now: datetime, zone: ZoneInfo) -> Recalled:
    """Stop a notice, have it deleted where that can be done, and draft a correction elsewhere."""
    notice = (
        change(session, notice, now=now)
        if notice.state == NoticeState.CANCELLED
        else cancel(session, notice, by=by, now=now)
    )
    deleting = _delete(session, notice, now=now)
    kept = _kept(session, notice)
    if not deleting and not kept:
        raise NotAllowed("这条通知没有发到任何一个群，或者已经全部撤回，不用再撤。")
    correction = None
    if kept:
        channels = sorted(set(kept))
        correction = draft_correction(session, notice, by=by, now=now, zone=zone, channels=channels)
    detail = {"deleting": deleting, "kept": len(kept)}
    note(session, "recall", subject(notice), by=signed_name(by), at=now, detail=detail)
    return Recalled(notice, deleting, len(kept), correction)


def _delete(session: Session, notice: Notice, *, now: datetime) -> int:
    """Mark what Telegram can still delete; the lane does it."""
    telegram = select(col(Group.id)).where(col(Group.channel) == Channel.TELEGRAM)
    marked = session.connection().execute(
        update(Delivery)
        .where(
            deliveries_of(notice),
            col(Delivery.state) == State.SENT,
            col(Delivery.message_id) != "",
            col(Delivery.ended_at) > now - DELETABLE,
            col(Delivery.recalled_at).is_(None),
            col(Delivery.recalling).is_(False),
            col(Delivery.group_id).in_(telegram),
        )
        .values(recalling=True, due_at=now, attempts=0)
    )
    return marked.rowcount


def _kept(session: Session, notice: Notice) -> list[Channel]:
    """Give the channel of each group that has the message and keeps it."""
    found = session.exec(
        select(Group.channel)
        .join(Delivery, col(Delivery.group_id) == col(Group.id))
        .where(
            deliveries_of(notice),
            col(Delivery.state).in_(_REACHED),
            col(Delivery.recalling).is_(False),
            col(Delivery.recalled_at).is_(None),
        )
    )
    return [Channel(channel) for channel in found]
