"""Lanes: sending identities of a platform, each served by one process at a time."""

from datetime import datetime

from sqlalchemy import text
from sqlmodel import Field, Session, SQLModel

_ENSURE = text(
    "INSERT INTO lane (key, channel, owner, epoch) VALUES (:key, :channel, '', 0)"
    " ON CONFLICT (key) DO NOTHING"
)


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


def ensure_lane(session: Session, key: str, *, channel: str) -> str:
    """Give a lane's key, making the lane where it is missing."""
    session.execute(_ENSURE, {"key": key, "channel": channel})
    return key
