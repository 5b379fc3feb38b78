"""Group chats that notices go to: where they are, whose grid they belong to, how to reach them."""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, Text, UniqueConstraint
from sqlmodel import Field, Session, SQLModel

from knowledge.audit import note
from knowledge.errors import BadInput, NotFound


class Channel(StrEnum):
    """How a group is reached; nobody but its grid worker reaches a plain WeChat group."""

    TELEGRAM = "telegram"
    WECOM = "wecom"
    WECHAT = "wechat"


_WORDS: Mapping[Channel, tuple[str, ...]] = {
    Channel.TELEGRAM: ("tg", "电报"),
    Channel.WECOM: ("企业微信", "企微"),
    Channel.WECHAT: ("微信", "普通微信", "wx"),
}


class Group(SQLModel, table=True):
    """One group chat, or (`private`) the private chat of one worker or resident.

    `address` is what tells groups of a channel apart and may be shown: a chat's number, the
    fingerprint of a robot's webhook, a WeChat group's own name. `secret` is the webhook itself,
    encrypted; it is decrypted only to send. `reason` says why a group is not active. Until
    `muted_until` the bot answers nothing there; notices still come.
    """

    __tablename__ = "chat_group"
    __table_args__ = (UniqueConstraint("channel", "address"),)

    id: int | None = Field(default=None, primary_key=True)
    channel: Channel = Field(sa_column=Column(Text, nullable=False))
    address: str
    secret: str = Field(default="", sa_column=Column(Text, nullable=False))
    name: str = Field(index=True)
    grid_id: int | None = Field(default=None, foreign_key="grid.id", index=True)
    members: int | None = None
    active: bool = True
    reason: str = ""
    private: bool = False
    muted_until: datetime | None = None
    lane: str | None = Field(default=None, foreign_key="lane.key", index=True)
    added_at: datetime


class GroupTag(SQLModel, table=True):
    """One tag of one group."""

    __tablename__ = "group_tag"

    group_id: int = Field(foreign_key="chat_group.id", primary_key=True)
    tag: str = Field(primary_key=True, index=True)


@dataclass(frozen=True, slots=True)
class GroupFacts:
    """What staff say of a group; what is `None` they say nothing of.

    `address` may be a robot's webhook, so it never shows in a repr. `grid` is a path of names.
    `closed` is why the group is not active, and empty when it is.
    """

    channel: Channel
    name: str
    address: str = field(default="", repr=False)
    grid: tuple[str, ...] | None = None
    tags: tuple[str, ...] | None = None
    members: int | None = None
    closed: str | None = None


def channel_named(word: str) -> Channel:
    """Read a channel as people write it, or raise `BadInput`."""
    plain = unicodedata.normalize("NFKC", word).strip().lower().removesuffix("群")
    for channel, words in _WORDS.items():
        if plain == channel or plain in words:
            return channel
    raise BadInput(f"不认识渠道“{word[:8]}”，请写 telegram、企业微信（wecom）或微信群（wechat）。")


def get_group(session: Session, group_id: int) -> Group:
    """Give a group by its number, or raise `NotFound`; private chats are no groups."""
    group = session.get(Group, group_id)
    if group is None or group.private:
        raise NotFound(f"没有编号为 {group_id} 的群。")
    return group


def deactivate(session: Session, group_id: int, *, reason: str, by: str, now: datetime) -> Group:
    """Send nothing to a group any more and say why; the first reason stays."""
    said = reason.strip()
    if not said:
        raise BadInput("请写上停用这个群的原因。")
    group = get_group(session, group_id)
    if group.active:
        group.active, group.reason = False, said
        session.flush()
        detail = {"name": group.name, "reason": said}
        note(session, "deactivate", f"group:{group_id}", by=by, at=now, detail=detail)
    return group


def reactivate(session: Session, group_id: int, *, by: str, now: datetime) -> Group:
    """Let a group get notices again."""
    group = get_group(session, group_id)
    if not group.active:
        group.active, group.reason = True, ""
        session.flush()
        detail = {"name": group.name}
        note(session, "reactivate", f"group:{group_id}", by=by, at=now, detail=detail)
    return group
