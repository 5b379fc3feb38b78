"""Following: the one message in which an author sees what becomes of a notice."""

from datetime import datetime, timedelta

from sqlalchemy import UniqueConstraint, update
from sqlmodel import Field, Session, SQLModel, col, select

EVERY = timedelta(seconds=5)  # no message is edited more often
MOST = 500


class Followed(SQLModel, table=True):
    """One message about one notice in one chat; `shown` is what it says now."""

    __table_args__ = (UniqueConstraint("channel", "account", "notice_id"),)

    id: int | None = Field(default=None, primary_key=True)
    channel: str
    account: str
    notice_id: int = Field(foreign_key="notice.id", index=True)
    message: int
    shown: str
    ended: bool = Field(default=False, index=True)
    edited_at: datetime


def follow(
    session: Session,
    notice_id: int,
    *,
    channel: str,
    account: str,
    message: int,
    shown: str,
    now: datetime,
) -> None:
    """Follow a notice in a message; an older message about it is left as it is."""
    row = session.exec(
        select(Followed).where(
            col(Followed.channel) == channel,
            col(Followed.account) == account,
            col(Followed.notice_id) == notice_id,
        )
    ).first() or Followed(
        channel=channel, account=account, notice_id=notice_id, message=0, shown="", edited_at=now
    )
    row.message, row.shown, row.ended, row.edited_at = message, shown, False, now
    session.add(row)
    session.flush()


def open_ones(session: Session, channel: str, *, now: datetime) -> list[Followed]:
    """Give the messages that may be edited again, those that waited longest first."""
    found = (
        select(Followed)
        .where(col(Followed.channel) == channel, col(Followed.ended).is_(False))
        .where(col(Followed.edited_at) <= now - EVERY)
        .order_by(col(Followed.edited_at))
        .limit(MOST)
    )
    return list(session.exec(found))


def claim(
    session: Session, number: int, *, before: datetime, shown: str, ended: bool, now: datetime
) -> bool:
    """Take it upon oneself to edit a message, unless another has since it was last edited."""
    taken = session.execute(
        update(Followed)
        .where(col(Followed.id) == number, col(Followed.edited_at) == before)
        .values(shown=shown, ended=ended, edited_at=now)
        .returning(col(Followed.id))
        .execution_options(synchronize_session=False)
    )
    return taken.first() is not None
