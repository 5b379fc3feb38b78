"""Lanes: sending identities of a platform, each served by one process at a time."""

from datetime import datetime

from sqlmodel import Field, SQLModel


class Lane(SQLModel, table=True):
    """One Telegram bot, one WeCom robot: who serves it until when.

    `epoch` grows whenever another takes it, and fences off whoever had it before.
    Until `closed_until` the platform told us to keep away (its `retry_after`).
    """

    key: str = Field(primary_key=True)
    channel: str
    owner: str = ""
    epoch: int = 0
    lease_until: datetime | None = None
    closed_until: datetime | None = None
