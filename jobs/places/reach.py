"""Reach: how many groups, and about how many people, an audience is today."""

from collections.abc import Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from jobs.places.audience import Audience, groups_of
from jobs.places.groups import Channel, Group


@dataclass(frozen=True, slots=True)
class Reach:
    """Groups in use by channel, the people in those that were counted, and what gets nothing.

    `uncounted` groups are in use, but nobody noted how many people are in them; `closed` ones are
    meant and get nothing, because they are not active.
    """

    channels: Mapping[Channel, int]
    people: int
    uncounted: int
    closed: int

    @property
    def groups(self) -> int:
        """How many groups get it."""
        return sum(self.channels.values())


def reach(session: Session, audience: Audience) -> Reach:
    """Count whom a notice for an audience would go to today."""
    rows = session.execute(
        select(
            col(Group.channel),
            col(Group.active),
            func.count(),
            func.coalesce(func.sum(col(Group.members)), 0),
            func.count(col(Group.members)),
        )
        .where(col(Group.id).in_(groups_of(audience)))
        .group_by(col(Group.channel), col(Group.active))
    ).all()
    used = [row for row in rows if row[1]]
    return Reach(
        channels={Channel(channel): groups for channel, _active, groups, _people, _counted in used},
        people=sum(int(row[3]) for row in used),
        uncounted=sum(row[2] - row[4] for row in used),
        closed=sum(row[2] for row in rows if not row[1]),
    )
