"""What became of a notice: counts by state, village and channel, and who missed it and why."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, case, func, select
from sqlmodel import Session, col

from jobs.delivery.deliveries import Delivery, State
from jobs.figures.figure_names import CHANNELS
from jobs.figures.report_values import Counts, Line, Missed, NoticeReport, Occurrence
from jobs.places.grid_names import GridNames, grid_names
from jobs.places.groups import Channel, Group
from jobs.schedule.runs import OUTWARD, Run, RunState
from jobs.writing.notices import Notice, NoticeState
from knowledge.errors import NotFound
from knowledge.starter_notices import Category

NOT_REACHED = (State.FAILED, State.UNKNOWN, State.SKIPPED, State.AWAITING)
TRIED_AGAIN = "（还会再试）"
_REASONS = {
    State.FAILED: "发送失败，原因没有记下来",
    State.UNKNOWN: "不知道对方有没有收到",
    State.SKIPPED: "没有发送，原因没有记下来",
    State.AWAITING: "还没有人确认转发",
}


def counts(session: Session, notice_id: int | None = None, *, run_id: int | None = None) -> Counts:
    """Count the deliveries of a notice or of one run, with every state there is."""
    state = col(Delivery.state)
    found = session.execute(
        select(state, func.count()).where(_of(notice_id, run_id)).group_by(state)
    )
    return _nothing() | {State(state): number for state, number in found}


def by_grid(
    session: Session, notice_id: int | None = None, *, run_id: int | None = None
) -> list[Line]:
    """Count by village, in the order of the tree; nothing is ranked."""
    return _by_grid(_cells(session, notice_id, run_id), grid_names(session))


def by_channel(
    session: Session, notice_id: int | None = None, *, run_id: int | None = None
) -> list[Line]:
    """Count by channel."""
    return _by_channel(_cells(session, notice_id, run_id))


def missed(
    session: Session,
    notice_id: int | None = None,
    *,
    run_id: int | None = None,
    limit: int | None = None,
) -> list[Missed]:
    """Name the groups that were not reached, or not for certain, each with the reason."""
    return _missed(session, notice_id, run_id, limit=limit, names=grid_names(session))


def report(session: Session, notice_id: int) -> NoticeReport:
    """Say everything about one notice, or raise `NotFound`."""
    notice = session.get(Notice, notice_id)
    if notice is None:
        raise NotFound(f"没有编号为 {notice_id} 的通知。")
    names, cells = grid_names(session), _cells(session, notice_id, None)
    return NoticeReport(
        notice=notice_id,
        title=notice.title,
        category=Category(notice.category),
        state=NoticeState(notice.state),
        emergency_reason=notice.emergency_reason,
        counts=_sum(cells),
        repeated=sum(cell.repeated for cell in cells),
        recalled=sum(cell.recalled for cell in cells),
        by_grid=tuple(_by_grid(cells, names)),
        by_channel=tuple(_by_channel(cells)),
        missed=tuple(_missed(session, notice_id, None, limit=None, names=names)),
        occurrences=tuple(_occurrences(session, notice_id)),
    )


def reason_said(state: State, error: str, *, again: bool = False) -> str:
    """Say why a group was not reached, also where nothing was written down."""
    return (error or _REASONS[state]).rstrip("。") + (TRIED_AGAIN if again else "")


@dataclass(frozen=True, slots=True)
class _Cell:
    """How many deliveries share a grid, a channel and a state."""

    grid: int | None
    channel: Channel
    state: State
    number: int
    repeated: int
    recalled: int


def _of(notice_id: int | None, run_id: int | None) -> ColumnElement[bool]:
    if run_id is not None:
        return col(Delivery.run_id) == run_id
    runs = select(col(Run.id)).where(col(Run.notice_id) == notice_id, col(Run.kind).in_(OUTWARD))
    return col(Delivery.run_id).in_(runs)


def _cells(session: Session, notice_id: int | None, run_id: int | None) -> list[_Cell]:
    found = session.execute(
        select(
            col(Group.grid_id),
            col(Group.channel),
            col(Delivery.state),
            func.count(),
            func.sum(case((col(Delivery.repeated), 1), else_=0)),
            func.count(col(Delivery.recalled_at)),
        )
        .join(Group, col(Group.id) == col(Delivery.group_id))
        .where(_of(notice_id, run_id))
        .group_by(col(Group.grid_id), col(Group.channel), col(Delivery.state))
    )
    return [
        _Cell(grid, Channel(channel), State(state), *map(int, numbers))
        for grid, channel, state, *numbers in found
    ]


def _nothing() -> Counts:
    return dict.fromkeys(State, 0)


def _sum(cells: Iterable[_Cell]) -> Counts:
    total = _nothing()
    for cell in cells:
        total[cell.state] += cell.number
    return total


def _parts(cells: Sequence[_Cell], key: Callable[[_Cell], Any]) -> dict[Any, list[_Cell]]:
    parts = dict[Any, list[_Cell]]()
    for cell in cells:
        parts.setdefault(key(cell), []).append(cell)
    return parts


def _by_grid(cells: Sequence[_Cell], names: GridNames) -> list[Line]:
    parts = _parts(cells, lambda cell: names.village(cell.grid))
    return [
        Line(str(village), names.village_name(village), _sum(parts[village]))
        for village in names.in_order(parts)
    ]


def _by_channel(cells: Sequence[_Cell]) -> list[Line]:
    parts = _parts(cells, lambda cell: cell.channel)
    return [
        Line(channel, name, _sum(parts[channel]))
        for channel, name in CHANNELS.items()
        if channel in parts
    ]


def _missed(
    session: Session,
    notice_id: int | None,
    run_id: int | None,
    *,
    limit: int | None,
    names: GridNames,
) -> list[Missed]:
    place = (col(Run.slot), col(Group.grid_id), col(Group.id))
    columns = (
        col(Group.name),
        col(Group.grid_id),
        col(Group.channel),
        col(Delivery.state),
        col(Delivery.error),
        col(Delivery.due_at),
        col(Run.slot),
    )
    found = session.execute(
        select(*columns)
        .join(Group, col(Group.id) == col(Delivery.group_id))
        .join(Run, col(Run.id) == col(Delivery.run_id))
        .where(_of(notice_id, run_id), col(Delivery.state).in_(NOT_REACHED))
        .order_by(*place)
        .limit(limit)
    )
    return [
        Missed(
            group=name,
            grid=names.full_name(grid),
            channel=Channel(channel),
            state=State(state),
            reason=reason_said(State(state), error, again=due_at is not None),
            slot=slot,
        )
        for name, grid, channel, state, error, due_at, slot in found
    ]


def _occurrences(session: Session, notice_id: int) -> list[Occurrence]:
    targets = (
        select(func.count())
        .where(col(Delivery.run_id) == col(Run.id))
        .correlate(Run)
        .scalar_subquery()
    )
    columns = map(col, (Run.id, Run.slot, Run.send_at, Run.state, Run.reason))
    found = session.execute(
        select(*columns, targets)
        .where(col(Run.notice_id) == notice_id, col(Run.kind).in_(OUTWARD))
        .order_by(col(Run.slot), col(Run.id))
    )
    return [
        Occurrence(run, slot, send_at, RunState(state), reason, number)
        for run, slot, send_at, state, reason, number in found
    ]
