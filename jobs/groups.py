"""Group chats that notices go to: where they are, whose grid they belong to, how to reach them."""

from datetime import datetime
from enum import StrEnum

from sqlalchemy import Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel


class Channel(StrEnum):
    """How a group is reached; nobody but its grid worker reaches a plain WeChat group."""

    TELEGRAM = "telegram"
    WECOM = "wecom"
    WECHAT = "wechat"


class Group(SQLModel, table=True):
    """One group chat, or (`private`) the private chat of one worker.

    `address` is what tells groups of a channel apart and may be shown: a chat's number, the
    fingerprint of a robot's webhook, a WeChat group's own name. `secret` is the webhook itself,
    encrypted; it is decrypted only to send. `reason` says why a group is not active.
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
    lane: str | None = Field(default=None, foreign_key="lane.key", index=True)
    added_at: datetime


class GroupTag(SQLModel, table=True):
    """One tag of one group."""

    __tablename__ = "group_tag"

    group_id: int = Field(foreign_key="chat_group.id", primary_key=True)
    tag: str = Field(primary_key=True, index=True)
