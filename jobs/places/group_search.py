"""Finding groups: by words, grid, channel, tag, and how they stand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, Select, exists, func, select
from sqlmodel import Session, col

from jobs.delivery.deliveries import Delivery, State
from jobs.places.addresses import MERGED
from jobs.places.grids import subtree
from jobs.places.groups import Channel, Group, GroupTag

SILENT_AFTER = timedelta(days=60)
ARRIVED = (State.SENT, State.FORWARDED)


class Standing(StrEnum):
    """Whether a group gets notices, and whether one has arrived lately."""

    ACTIVE = "active"
    CLOSED = "closed"
    SILENT = "silent"


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; what is empty does not count. A `grid` of 0 means no grid at all."""

    words: str = ""
    grid: int | None = None
    channel: Channel | None = None
    tag: str = ""
    standing: Standing | None = None
    within: tuple[int, ...] | None = None  # grids that a worker answers for


@dataclass(frozen=True, slots=True)
class Line:
    """A group with its tags and what became of the last message to it."""

    group: Group
    tags: tuple[str, ...]
    last: Delivery | None
    silent: bool


def count_groups(session: Session, wanted: Wanted, *, now: datetime) -> int:
    """Count the groups that are wanted."""
    found = select(func.count()).select_from(Group).where(*_conditions(wanted, now))
    return session.scalar(found) or 0


def find_groups(
    session: Session, wanted: Wanted, *, now: datetime, skip: int = 0, limit: int = 50
) -> list[Line]:
    """Give the groups that are wanted, those that get nothing first."""
    found = select(Group).where(*_conditions(wanted, now))
    found = found.order_by(col(Group.active), col(Group.grid_id), col(Group.name), col(Group.id))
    groups = session.scalars(found.offset(skip).limit(limit)).all()
    return lines_of(session, groups, now=now)


def lines_of(session: Session, groups: Sequence[Group], *, now: datetime) -> list[Line]:
    """Look up the tags of some groups, and how they were reached last."""
    numbers = [group.id or 0 for group in groups]
    tags, last = _tags(session, numbers), _last(session, numbers)
    silent = set(
        session.scalars(select(col(Group.id)).where(col(Group.id).in_(numbers), _silent(now)))
    )
    return [
        Line(group, tags.get(group.id or 0, ()), last.get(group.id or 0), group.id in silent)
        for group in groups
    ]


def all_tags(session: Session, *, within: tuple[int, ...] | None = None) -> Sequence[str]:
    """Give every tag that a group has, or one of a worker's groups."""
    found = select(col(GroupTag.tag)).distinct().order_by(col(GroupTag.tag))
    if within is not None:
        found = found.join(Group, col(Group.id) == col(GroupTag.group_id))
        found = found.where(col(Group.grid_id).in_(subtree(within)))
    return session.scalars(found).all()


def _conditions(wanted: Wanted, now: datetime) -> Iterator[ColumnElement[bool]]:
    yield col(Group.private).is_(False)
    yield ~col(Group.address).contains(MERGED, autoescape=True)
    if wanted.words:
        named = col(Group.name).contains(wanted.words, autoescape=True)
        yield named | (col(Group.address) == wanted.words)
    if wanted.grid is not None:
        inside = col(Group.grid_id).in_(subtree([wanted.grid]))
        yield inside if wanted.grid else col(Group.grid_id).is_(None)
    if wanted.channel:
        yield col(Group.channel) == wanted.channel
    if wanted.tag:
        tagged = select(col(GroupTag.group_id)).where(col(GroupTag.tag) == wanted.tag)
        yield col(Group.id).in_(tagged)
    if wanted.standing:
        yield _stands(wanted.standing, now)
    if wanted.within is not None:
        yield col(Group.grid_id).in_(subtree(wanted.within))


def _stands(standing: Standing, now: datetime) -> ColumnElement[bool]:
    if standing is Standing.SILENT:
        return _silent(now)
    return col(Group.active).is_(standing is Standing.ACTIVE)


def _silent(now: datetime) -> ColumnElement[bool]:
    """In use for long, and nothing has arrived lately."""
    since = now - SILENT_AFTER
    arrived = exists().where(
        col(Delivery.group_id) == col(Group.id),
        col(Delivery.state).in_(ARRIVED),
        col(Delivery.ended_at) > since,
    )
    return col(Group.active) & (col(Group.added_at) <= since) & ~arrived


def _tags(session: Session, numbers: Sequence[int]) -> Mapping[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    wanted = select(col(GroupTag.group_id), col(GroupTag.tag)).order_by(col(GroupTag.tag))
    for number, tag in session.execute(wanted.where(col(GroupTag.group_id).in_(numbers))):
        found[number] = (*found.get(number, ()), tag)
    return found


def _last(session: Session, numbers: Sequence[int]) -> Mapping[int, Delivery]:
    newest: Select[Any] = (
        select(func.max(col(Delivery.id)))
        .where(col(Delivery.group_id).in_(numbers))
        .group_by(col(Delivery.group_id))
    )
    rows = session.scalars(select(Delivery).where(col(Delivery.id).in_(newest)))
    return {row.group_id: row for row in rows}
