"""Groups as people see them, and which of them somebody may see."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from sqlalchemy import select
from sqlmodel import Session, col

from bot.console.person import Person
from bot.people import Role
from jobs.delivery.deliveries import Delivery, State
from jobs.figures.figure_names import CHANNELS, STATES
from jobs.places.duties import duties
from jobs.places.grid_names import GridNames, grid_names
from jobs.places.grids import Grid, Worker, subtree
from jobs.places.group_search import SILENT_AFTER, Line, Standing
from jobs.places.groups import Channel, Group, get_group
from jobs.places.workers import grids_of
from jobs.schedule.runs import Run
from knowledge.errors import NotFound

STANDINGS: Mapping[Standing, tuple[str, str]] = {
    Standing.ACTIVE: ("在用", "green"),
    Standing.CLOSED: ("停用", "red"),
    Standing.SILENT: (f"{SILENT_AFTER.days} 天没收到", "yellow"),
}
_COLOURS: Mapping[State, str] = {
    State.SENT: "green",
    State.FORWARDED: "green",
    State.FAILED: "red",
    State.UNKNOWN: "yellow",
    State.SKIPPED: "grey",
}
LATEST = 10


@dataclass(frozen=True, slots=True)
class Face:
    """One group in a list."""

    id: int
    name: str
    channel: str
    grid: str
    tags: tuple[str, ...]
    members: int | None
    workers: str
    state: tuple[str, str]
    reason: str
    last: tuple[str, str]
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Message:
    """One message to a group."""

    title: str
    state: tuple[str, str]
    at: datetime
    error: str
    notice: int | None


def faces(session: Session, lines: Iterable[Line]) -> list[Face]:
    """Give groups as a list shows them."""
    names, answering, people = grid_names(session), duties(session), _workers(session)
    return [_face(line, names, answering, people) for line in lines]


def seen_group(session: Session, person: Person, number: int) -> Group:
    """Find a group that a person may see, or raise `NotFound`, as if there were none."""
    group = get_group(session, number)
    within = own_grids(session, person)
    if within is not None and not _lies_in(session, group, within):
        raise NotFound(f"没有编号为 {number} 的群。")
    return group


def own_grids(session: Session, person: Person) -> tuple[int, ...] | None:
    """Give the grids whose groups a worker sees; nothing for whoever sees all."""
    if person.at_least(Role.DRAFTER):
        return None
    return tuple(grid.id or 0 for grid in grids_of(session, person.worker_id or 0))


def grid_options(
    session: Session, *, empty: str, within: tuple[int, ...] | None = None
) -> list[tuple[str, str]]:
    """Give the grids to choose from, in the order of the tree: all, or those of a worker."""
    names = grid_names(session)
    seen = names.full if within is None else session.scalars(subtree(within)).all()
    return [("", empty), *((str(grid), names.full[grid]) for grid in names.in_order(seen))]


def messages(session: Session, group_id: int) -> Sequence[Message]:
    """Give the latest messages to a group."""
    rows = session.execute(
        select(Delivery, Run)
        .join(Run, col(Run.id) == col(Delivery.run_id))
        .where(col(Delivery.group_id) == group_id)
        .order_by(col(Delivery.id).desc())
        .limit(LATEST)
    )
    return [
        Message(run.title, state_of(row), row.ended_at or run.send_at, row.error, run.notice_id)
        for row, run in rows
    ]


def state_of(row: Delivery) -> tuple[str, str]:
    """Say how far a message has come, and in which colour."""
    return STATES[State(row.state)], _COLOURS.get(State(row.state), "blue")


def mark(group: Group, tags: Sequence[str]) -> str:
    """Tell two states of a group apart."""
    kept = [group.name, group.address, group.grid_id, group.members, sorted(tags)]
    return sha256(repr(kept).encode()).hexdigest()[:16]


def address_words(group: Group) -> str:
    """Say where a group is reached, giving nothing away by which others could write to it."""
    if group.channel == Channel.WECOM:
        return f"机器人网址已保存（记号 {group.address}）" if group.secret else "还没有机器人网址"
    return group.address if group.channel == Channel.TELEGRAM else "由网格员转发"


def _face(
    line: Line,
    names: GridNames,
    answering: Mapping[int, tuple[int, ...]],
    people: Mapping[int, str],
) -> Face:
    group, last = line.group, line.last
    return Face(
        id=group.id or 0,
        name=group.name,
        channel=CHANNELS[Channel(group.channel)],
        grid=names.full_name(group.grid_id),
        tags=line.tags,
        members=group.members,
        workers="、".join(people[one] for one in answering.get(group.grid_id or 0, ())),
        state=_standing(line),
        reason=group.reason,
        last=state_of(last) if last else ("还没有", "grey"),
        last_at=last.ended_at if last else None,
    )


def _standing(line: Line) -> tuple[str, str]:
    if not line.group.active:
        return STANDINGS[Standing.CLOSED]
    return STANDINGS[Standing.SILENT if line.silent else Standing.ACTIVE]


def _workers(session: Session) -> Mapping[int, str]:
    return {row.id or 0: row.name for row in session.scalars(select(Worker))}


def _lies_in(session: Session, group: Group, grids: tuple[int, ...]) -> bool:
    here = select(col(Grid.id)).where(
        col(Grid.id) == group.grid_id, col(Grid.id).in_(subtree(grids))
    )
    return session.scalars(here).first() is not None
