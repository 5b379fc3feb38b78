"""Where groups are reached: addresses of each channel, and groups that move to another."""

import re
from datetime import datetime

from sqlalchemy import select, update
from sqlmodel import Session, col

from jobs.delivery.deliveries import Delivery, State
from jobs.delivery.lanes import ensure_lane
from jobs.places.groups import Channel, Group, GroupTag, get_group
from knowledge.audit import note
from knowledge.errors import BadInput

TELEGRAM_LANE = "telegram"
MERGED = "#"  # stands in no address but that of a group that became part of another
_CHAT = re.compile(r"-?\d{1,20}")
_NAME = re.compile(r"@[a-z]\w{3,31}", re.ASCII)
_LINK = re.compile(r"(?:https?://)?(?:t\.me|telegram\.me)/")
_SHORTENED = re.compile(r"-?\d(?:\.\d+)?e\+?\d+")


def telegram_address(written: str) -> str:
    """Spell a chat's number or public name one way, or raise `BadInput`."""
    plain = written.strip().lower()
    plain = _LINK.sub("@", plain).rstrip("/")
    if _SHORTENED.fullmatch(plain):
        raise BadInput("群的编号被表格改成了科学计数，请把这一列设成文本后重新填写。")
    if not _CHAT.fullmatch(plain) and not _NAME.fullmatch(plain):
        raise BadInput("Telegram 群的地址应是编号（例如 -1001234567890）或 @ 开头的公开名称。")
    return plain


def wechat_address(grid: int | None, name: str) -> str:
    """Tell WeChat groups apart by grid and name; a renamed or moved grid changes nothing."""
    return f"{grid or 0}/{name}"


def wecom_lane(fingerprint: str) -> str:
    """Name the lane of one robot."""
    return f"{Channel.WECOM}:{fingerprint}"


def readdress(
    session: Session, group: Group, *, address: str, lane: str | None, secret: str = ""
) -> None:
    """Let a group be reached elsewhere; what still waits for it goes there."""
    if lane is not None:
        ensure_lane(session, lane, channel=group.channel)
    group.address, group.secret = address, secret
    if group.lane != lane:
        group.lane = lane
        session.flush()
        session.execute(
            update(Delivery)
            .where(col(Delivery.group_id) == group.id)
            .where(col(Delivery.due_at).is_not(None), col(Delivery.flight).is_(None))
            .values(lane=lane)
        )
    session.flush()


def move_address(session: Session, group_id: int, *, to: str, by: str, now: datetime) -> Group:
    """Follow a group that became a supergroup; twice changes nothing.

    If the new address has already come in as a group of its own, that becomes part of this one.
    """
    group = get_group(session, group_id)
    before, address = group.address, telegram_address(to)
    if before == address:
        return group
    twin = session.scalars(
        select(Group).where(col(Group.channel) == group.channel, col(Group.address) == address)
    ).first()
    if twin is not None:
        _merge(session, twin, into=group, now=now)
    group.address = address
    session.flush()
    detail = {"before": before, "after": address}
    note(session, "move", f"group:{group_id}", by=by, at=now, detail=detail)
    return group


def register_telegram(
    session: Session,
    chat: int,
    *,
    title: str,
    by: str,
    now: datetime,
    public_name: str = "",
    members: int | None = None,
) -> Group:
    """Take in a group that has let the bot in, and one that had closed is open again."""
    address = telegram_address(str(chat))
    group = _telegram(session, address)
    if group is None and public_name:
        group = _telegram(session, telegram_address(f"@{public_name.lstrip('@')}"))
        if group is not None:
            move_address(session, group.id or 0, to=address, by=by, now=now)
    known = group is not None
    if group is None:
        group = Group(channel=Channel.TELEGRAM, address=address, name="", added_at=now)
    if group.private:
        raise BadInput("这是网格员的私聊，不是群。")
    before = (group.name, group.active)
    group.name = " ".join(title.split()) or group.name or address
    group.members = members if members is not None else group.members
    group.active, group.reason = True, ""
    group.lane = ensure_lane(session, TELEGRAM_LANE, channel=Channel.TELEGRAM)
    session.add(group)
    session.flush()
    if not known or before != (group.name, group.active):
        action = "change" if known else "add"
        note(session, action, f"group:{group.id}", by=by, at=now, detail={"name": group.name})
    return group


def _telegram(session: Session, address: str) -> Group | None:
    wanted = select(Group).where(
        col(Group.channel) == Channel.TELEGRAM, col(Group.address) == address
    )
    return session.scalars(wanted).first()


def _merge(session: Session, twin: Group, *, into: Group, now: datetime) -> None:
    """Give one group what the other has; what it was to get as well, it gets once."""
    twin.address, twin.active = f"{twin.address}{MERGED}{twin.id}", False
    twin.reason = f"已并入“{into.name}”"
    into.grid_id = into.grid_id or twin.grid_id
    into.members = into.members or twin.members
    session.flush()
    for tag in _tags(session, twin) - _tags(session, into):
        session.add(GroupTag(group_id=into.id or 0, tag=tag))
    shared = select(col(Delivery.run_id)).where(col(Delivery.group_id) == into.id)
    mine = col(Delivery.group_id) == twin.id
    waiting = col(Delivery.due_at).is_not(None) & col(Delivery.flight).is_(None)
    quiet = {"synchronize_session": False}
    session.execute(
        update(Delivery)
        .where(mine, col(Delivery.run_id).not_in(shared))
        .values(group_id=into.id)
        .execution_options(**quiet)
    )
    session.execute(
        update(Delivery)
        .where(mine, waiting, col(Delivery.state) == State.PENDING)
        .values(state=State.SKIPPED, error=twin.reason, due_at=None, ended_at=now)
        .execution_options(**quiet)
    )


def _tags(session: Session, group: Group) -> set[str]:
    return set(session.scalars(select(col(GroupTag.tag)).where(col(GroupTag.group_id) == group.id)))
