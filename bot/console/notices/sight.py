"""Which notices a person sees: a worker those of their own pen and of their own grids' groups."""

from dataclasses import dataclass, field

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlmodel import Session, col

from bot.console.person import Person
from bot.people import Role
from jobs.delivery.deliveries import Delivery
from jobs.places.audience import Audience, lies_within, parse_audience
from jobs.places.grids import Grid, subtree
from jobs.places.groups import Channel, Group, GroupTag
from jobs.places.workers import grids_of
from jobs.schedule.runs import OUTWARD, Run
from jobs.schedule.schedules import Schedule
from jobs.writing.notices import Notice, NoticeState, find_notice
from knowledge.errors import NotFound

OUT = (NoticeState.APPROVED, NoticeState.CANCELLED)


@dataclass(frozen=True, slots=True)
class OwnGroup:
    """One group that a worker answers for, with what an audience asks of it."""

    id: int
    channel: Channel
    grids: frozenset[int]
    tags: frozenset[str]

    def is_meant(self, audience: Audience) -> bool:
        """Whether a notice for this audience goes there."""
        return (
            (not audience.grids or not self.grids.isdisjoint(audience.grids))
            and (not audience.tags or not self.tags.isdisjoint(audience.tags))
            and (not audience.groups or self.id in audience.groups)
            and (not audience.channels or self.channel in audience.channels)
        )


@dataclass(frozen=True, slots=True)
class Sight:
    """What a person sees; `whole` is everything, else the grids and groups are their own."""

    name: str
    whole: bool
    grids: tuple[int, ...] = ()
    groups: tuple[OwnGroup, ...] = field(default=())

    @property
    def group_ids(self) -> list[int]:
        """The numbers of their own groups."""
        return [group.id for group in self.groups]

    def concerns(self, audience: Audience) -> bool:
        """Whether a notice for this audience goes to a group in sight."""
        return self.whole or any(group.is_meant(audience) for group in self.groups)

    def sees(self, notice: Notice) -> bool:
        """Whether this notice is in sight: one's own, or one that was let out to one's groups."""
        if self.whole or self.name in (notice.drafted_by, notice.edited_by):
            return True
        return _was_let_out(notice) and self.concerns(parse_audience(notice.audience))

    def sees_all_of(self, session: Session, notice: Notice) -> bool:
        """Whether every group that this notice is for is in sight."""
        return self.whole or lies_within(session, parse_audience(notice.audience), self.grids)


def _was_let_out(notice: Notice) -> bool:
    """Whether it was approved; one that was cancelled before is nobody's but its writers'."""
    if notice.state == NoticeState.CANCELLED:
        return bool(notice.reviewed_at or notice.emergency_reason)
    return notice.state == NoticeState.APPROVED


def sight_of(session: Session, person: Person) -> Sight:
    """Say what a person sees of the notices."""
    if person.at_least(Role.DRAFTER):
        return Sight(person.name, whole=True)
    grids = tuple(grid.id or 0 for grid in grids_of(session, person.worker_id or 0))
    return Sight(person.name, False, grids, _groups(session, grids))


def seen_notice(session: Session, person: Person, number: int) -> tuple[Notice, Sight]:
    """Find a notice that a person may see, or raise `NotFound`, as if there were none."""
    notice, sight = find_notice(session, number), sight_of(session, person)
    if not sight.sees(notice):
        raise NotFound(f"没有编号为 {number} 的通知。")
    return notice, sight


def in_sight(session: Session, sight: Sight) -> ColumnElement[bool]:
    """Say in SQL which notices are in sight."""
    if sight.whole:
        return true()
    own = or_(col(Notice.drafted_by) == sight.name, col(Notice.edited_by) == sight.name)
    known = _got(session, sight) | _coming(session, sight)
    return or_(own, and_(col(Notice.state).in_(OUT), col(Notice.id).in_(known)))


def _got(session: Session, sight: Sight) -> set[int]:
    """Those that came to one's groups, or were to come."""
    found = (
        select(col(Run.notice_id))
        .join(Delivery, col(Delivery.run_id) == col(Run.id))
        .where(col(Delivery.group_id).in_(sight.group_ids), col(Run.kind).in_(OUTWARD))
    )
    return {number for number in session.scalars(found.distinct()) if number is not None}


def _coming(session: Session, sight: Sight) -> set[int]:
    """Those that have a time and will go to one's groups: there are few enough to look at each."""
    rows = session.execute(
        select(col(Notice.id), col(Notice.audience))
        .join(Schedule, col(Schedule.notice_id) == col(Notice.id))
        .where(col(Schedule.next_slot).is_not(None))
    )
    return {number for number, raw in rows if sight.concerns(parse_audience(raw))}


def _groups(session: Session, grids: tuple[int, ...]) -> tuple[OwnGroup, ...]:
    if not grids:
        return ()
    rows = session.execute(
        select(col(Group.id), col(Group.channel), col(Grid.path))
        .join(Grid, col(Grid.id) == col(Group.grid_id))
        .where(col(Group.private).is_(False), col(Group.grid_id).in_(subtree(grids)))
        .order_by(col(Group.id))
    ).all()
    tags = dict[int, set[str]]()
    wanted = [number for number, _channel, _path in rows]
    tagged = select(col(GroupTag.group_id), col(GroupTag.tag))
    for number, tag in session.execute(tagged.where(col(GroupTag.group_id).in_(wanted))):
        tags.setdefault(number, set()).add(tag)
    return tuple(
        OwnGroup(number, Channel(channel), _above(path), frozenset(tags.get(number, ())))
        for number, channel, path in rows
    )


def _above(path: str) -> frozenset[int]:
    return frozenset(int(part) for part in path.split("/") if part)
