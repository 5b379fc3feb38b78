"""Whether the bot is in a group, and what becomes of the group's row when that changes."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from jobs.places.addresses import move_address, register_telegram
from jobs.places.groups import Channel, Group, deactivate, reactivate
from knowledge.audit import AuditRow, note

BY = "Telegram"
_AUTOMATIC = (BY, "系统")  # who closes groups without anybody on the staff


def group_at(session: Session, address: int | str) -> Group | None:
    """Give the group at a chat's number, if it is known."""
    wanted = select(Group).where(
        col(Group.channel) == Channel.TELEGRAM,
        col(Group.address) == str(address),
        col(Group.private).is_(False),
    )
    return session.scalars(wanted).first()


def let_in(
    session: Session, chat: int, *, title: str, public_name: str, anew: bool, now: datetime
) -> None:
    """Take a group in, or open it again; what staff have closed stays so unless let in anew."""
    group = group_at(session, chat)
    if group is not None and not group.active and not anew and _closed_by_staff(session, group):
        return
    register_telegram(session, chat, title=title, by=BY, now=now, public_name=public_name)


def let_out(session: Session, chat: int, *, reason: str, now: datetime) -> None:
    """Send nothing any more to a group that the bot was put out of, or silenced in."""
    group = group_at(session, chat)
    if group is not None:
        deactivate(session, group.id or 0, reason=reason, by=BY, now=now)


def rename(session: Session, chat: int, *, title: str, now: datetime) -> None:
    """Call a group as its people call it."""
    group, name = group_at(session, chat), " ".join(title.split())
    if group is None or not name or group.name == name:
        return
    detail = {"name": [group.name, name]}
    group.name = name
    session.flush()
    note(session, "change", f"group:{group.id}", by=BY, at=now, detail=detail)


def migrate(session: Session, chat: int, *, to: int, now: datetime) -> None:
    """Follow a group to its new number, and open it if only the move had closed it."""
    group = group_at(session, chat)
    if group is None:
        return
    moved = move_address(session, group.id or 0, to=str(to), by=BY, now=now)
    if not moved.active and not _closed_by_staff(session, moved):
        reactivate(session, moved.id or 0, by=BY, now=now)


def contact_lost(session: Session, address: int, *, reason: str) -> None:
    """Send nothing to somebody who does not want to hear from the bot."""
    chat = _private(session, address)
    if chat is not None and chat.active:
        chat.active, chat.reason = False, reason
        session.flush()


def contact_back(session: Session, address: int, *, reason: str) -> None:
    """Send again to somebody who did not want to hear for that reason."""
    chat = _private(session, address)
    if chat is not None and chat.reason == reason:
        chat.active, chat.reason = True, ""
        session.flush()


def mute(session: Session, chat: int, *, until: datetime | None) -> bool:
    """Answer nothing in a group until then, or again; False if the group is not known."""
    group = group_at(session, chat)
    if group is not None:
        group.muted_until = until
        session.flush()
    return group is not None


def _closed_by_staff(session: Session, group: Group) -> bool:
    """Say whether somebody on the staff was the last to close a group."""
    acts = session.scalars(
        select(AuditRow)
        .where(col(AuditRow.subject) == f"group:{group.id}")
        .where(col(AuditRow.action).in_(("deactivate", "change")))
        .order_by(col(AuditRow.number).desc())
    )
    closing = (act for act in acts if act.action == "deactivate" or "active" in act.detail)
    last = next(closing, None)
    return last is not None and last.by not in _AUTOMATIC


def _private(session: Session, address: int) -> Group | None:
    wanted = select(Group).where(
        col(Group.channel) == Channel.TELEGRAM,
        col(Group.address) == str(address),
        col(Group.private),
    )
    return session.scalars(wanted).first()
