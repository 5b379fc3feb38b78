"""Subscriptions: residents who asked to be told of some kinds of notices, and when of the day."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from sqlalchemy import Column, ColumnElement, Text, delete, select, update
from sqlmodel import Field, Session, SQLModel, col

from jobs.delivery.deliveries import Delivery, State
from jobs.delivery.lanes import ensure_lane
from jobs.places.grids import Worker, get_grid
from jobs.places.groups import Channel, Group
from jobs.schedule.runs import Run, RunKind
from knowledge.starter_notices import Category

STOPPED = "已退订"
ERASED = "#"  # stands in no address but that of a chat that was erased


class Hour(StrEnum):
    """When of the day a resident wants to be told."""

    AT_ONCE = ""
    MORNING = "08:00"
    NOON = "12:00"
    EVENING = "18:00"


HOURS: Mapping[Hour, str] = MappingProxyType(
    {
        Hour.AT_ONCE: "随时",
        Hour.MORNING: "早上8点",
        Hour.NOON: "中午12点",
        Hour.EVENING: "傍晚6点",
    }
)
TOPICS = tuple(one for one in Category if one is not Category.EMERGENCY)  # comes with any of them


class Subscription(SQLModel, table=True):
    """One kind of notices that one private chat is told of, at its hour or as they come."""

    group_id: int = Field(foreign_key="chat_group.id", primary_key=True)
    category: Category = Field(sa_column=Column(Text, primary_key=True, nullable=False, index=True))
    hour: Hour = Field(default=Hour.AT_ONCE, sa_column=Column(Text, nullable=False))
    since: datetime


@dataclass(frozen=True, slots=True)
class Wishes:
    """What one resident wants to be told of, when of the day, and where they live, if they said."""

    topics: tuple[Category, ...] = ()
    hour: Hour = Hour.AT_ONCE
    grid: int | None = None


def wishes_of(session: Session, channel: Channel, address: str) -> Wishes:
    """Give what a chat is subscribed to."""
    group = _chat(session, channel, address)
    rows = session.scalars(select(Subscription).where(_own(group))).all() if group else []
    if not rows or group is None:
        return Wishes(grid=group.grid_id if group else None)
    topics = {Category(row.category) for row in rows}
    kept = tuple(topic for topic in TOPICS if topic in topics)
    return Wishes(kept, Hour(rows[0].hour), group.grid_id)


def subscribe(
    session: Session,
    channel: Channel,
    address: str,
    *,
    topics: Iterable[Category],
    now: datetime,
    grid: int | None = None,
) -> Wishes:
    """Tell a private chat of these kinds of notices from now on; twice changes nothing."""
    group = _opened(session, channel, address, now=now)
    known = wishes_of(session, channel, address)
    if grid is not None:
        group.grid_id = get_grid(session, grid).id
    for topic in topics:
        if topic not in known.topics:
            session.add(
                Subscription(group_id=group.id or 0, category=topic, hour=known.hour, since=now)
            )
    session.flush()
    return wishes_of(session, channel, address)


def unsubscribe(
    session: Session, channel: Channel, address: str, *, topics: Iterable[Category], now: datetime
) -> Wishes:
    """Tell a chat of these no more; with the last, what still waits for it is dropped."""
    group = _chat(session, channel, address)
    if group is None:
        return Wishes()
    chosen = col(Subscription.category).in_([*topics])
    session.execute(delete(Subscription).where(_own(group), chosen))
    left = wishes_of(session, channel, address)
    if not left.topics:
        _drop_waiting(session, group, now=now)
    return left


def choose_hour(session: Session, channel: Channel, address: str, *, hour: Hour) -> Wishes:
    """Tell a chat at this time of the day; what waits already comes when it was to come."""
    group = _chat(session, channel, address)
    if group is not None:
        session.execute(update(Subscription).where(_own(group)).values(hour=hour))
    return wishes_of(session, channel, address)


def erase_chat(
    session: Session, channel: Channel, address: str, *, now: datetime, staff: bool = False
) -> bool:
    """Forget where a resident is reached and what they subscribed to; say whether that was known.

    The chat of a worker or of anybody else on the `staff` stays: letters reach them there.
    """
    left = unsubscribe(session, channel, address, topics=Category, now=now)
    group = _chat(session, channel, address)
    if group is None or left.topics:
        return False
    tied = select(Worker).where(col(Worker.contact_id) == group.id)
    if not staff and session.scalars(tied).first() is None:
        group.address, group.name = f"{ERASED}{group.id}", ERASED
        group.active, group.reason, group.grid_id = False, STOPPED, None
        session.flush()
    return True


def next_time(hour: Hour, *, after: datetime) -> datetime:
    """Give the next moment (in the zone of `after`) at which the clock shows an hour."""
    if hour is Hour.AT_ONCE:
        return after
    of_day, minute = map(int, hour.split(":"))
    at = after.replace(hour=of_day, minute=minute, second=0, microsecond=0)
    return at if at >= after else at + timedelta(days=1)


def _chat(session: Session, channel: Channel, address: str) -> Group | None:
    wanted = select(Group).where(
        col(Group.channel) == channel, col(Group.address) == address, col(Group.private)
    )
    return session.scalars(wanted).first()


def _opened(session: Session, channel: Channel, address: str, *, now: datetime) -> Group:
    group = _chat(session, channel, address)
    if group is None:
        group = Group(channel=channel, address=address, name="居民", private=True, added_at=now)
    group.lane = ensure_lane(session, str(channel), channel=channel)
    group.active, group.reason = True, ""
    session.add(group)
    session.flush()
    return group


def _own(group: Group) -> ColumnElement[bool]:
    return col(Subscription.group_id) == group.id


def _drop_waiting(session: Session, group: Group, *, now: datetime) -> None:
    copies = select(col(Run.id)).where(col(Run.kind) == RunKind.COPY)
    session.execute(
        update(Delivery)
        .where(
            col(Delivery.group_id) == group.id,
            col(Delivery.run_id).in_(copies),
            col(Delivery.state) == State.PENDING,
            col(Delivery.flight).is_(None),
        )
        .values(state=State.SKIPPED, error=STOPPED, due_at=None, ended_at=now)
        .execution_options(synchronize_session=False)
    )
