"""Claiming deliveries of a lane and recording what became of them, in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import String, bindparam, case, func, select, update
from sqlmodel import Session, SQLModel

from jobs.deliveries import State
from jobs.leases import Lease
from jobs.outcomes import Item, Outcome
from jobs.runs import RunState

EXPIRED = "过了有效时间，没有再发"
CANCELLED = "通知已取消"

_DELIVERIES, _RUNS, _GROUPS, _GRIDS = (
    SQLModel.metadata.tables[name] for name in ("delivery", "run", "chat_group", "grid")
)
_OWN = ("id", "run_id", "group_id", "state", "once", "attempts", "recalling", "message_id",
        "priority", "due_at")  # fmt: skip
_SPARE = 8  # rows looked at beyond those wanted, in case some must wait


@dataclass(frozen=True, slots=True)
class Claimed:
    """What was claimed; if that is nothing, when the lane's next row is due, if any waits."""

    items: Sequence[Item]
    next_due: datetime | None = None


def claim(
    session: Session,
    lease: Lease,
    *,
    want: int,
    waits: Mapping[int, datetime],
    now: datetime,
) -> Claimed:
    """Take up to `want` rows that are due, one of a group; groups in `waits` get theirs later.

    What has expired, was cancelled or has no group to go to any more is skipped with its reason.
    """
    items: list[Item] = []
    while len(items) < want:
        rows = _due(session, lease.lane, limit=want - len(items) + _SPARE, now=now)
        idle = {row.id: said for row in rows if (said := _reason_to_skip(row, now=now))}
        early = [row for row in rows if row.group_id in waits and row.id not in idle]
        ready = {row.group_id: row for row in reversed(rows) if row.id not in idle}
        first = [row for row in ready.values() if row.group_id not in waits][::-1]
        _skip(session, idle, now=now)
        _postpone(session, early, waits)
        items += _take(session, lease, first[: want - len(items)], now=now)
        if not idle and not early:
            break
    return Claimed(items) if items else Claimed((), _next_due(session, lease.lane))


def record(session: Session, lease: Lease, outcomes: Sequence[Outcome], *, now: datetime) -> None:
    """Write down what became of deliveries that we still have in hand."""
    if not outcomes:
        return
    row, said = _DELIVERIES.c, bindparam("platform_id", type_=String)
    session.connection().execute(
        update(_DELIVERIES)
        .where(row.id == bindparam("delivery"), row.flight == lease.epoch)
        .values(
            flight=None,
            state=bindparam("new_state"),
            error=bindparam("said"),
            message_id=case((said != "", said), else_=row.message_id),
            due_at=bindparam("again_at"),
            attempts=row.attempts + bindparam("tries"),
            repeated=row.repeated | bindparam("twice"),
            recalling=bindparam("still_recalling"),
            recalled_at=bindparam("taken_back_at"),
            ended_at=func.coalesce(bindparam("over_at", type_=row.ended_at.type), row.ended_at),
        ),
        [_written(outcome, now=now) for outcome in outcomes],
    )


def past(
    session: Session, lane: str, *, seconds: float, now: datetime
) -> list[tuple[int, datetime]]:
    """Name the groups this lane wrote to in the last seconds, with when, oldest first."""
    row = _DELIVERIES.c
    found = session.connection().execute(
        select(row.group_id, row.ended_at)
        .where(row.lane == lane, row.ended_at > now - timedelta(seconds=seconds))
        .where(row.state != State.SKIPPED)
        .order_by(row.ended_at)
    )
    return [(group, ended) for group, ended in found]


def _written(outcome: Outcome, *, now: datetime) -> dict[str, Any]:
    item = outcome.item
    recalled = item.recalling and outcome.tried and not outcome.error
    told = outcome.tried and not item.recalling  # the platform was told something
    return {
        "delivery": item.delivery,
        "new_state": outcome.state,
        "said": outcome.error,
        "platform_id": outcome.message_id,
        "again_at": outcome.due_at,
        "tries": int(told),
        "twice": outcome.state is State.SENT and item.state is State.UNKNOWN,
        "still_recalling": item.recalling and outcome.due_at is not None,
        "taken_back_at": now if recalled else None,
        "over_at": now if told else None,
    }


def _due(session: Session, lane: str, *, limit: int, now: datetime) -> Sequence[Any]:
    row = _DELIVERIES.c
    due = (
        select(_DELIVERIES)
        .where(row.lane == lane, row.due_at <= now)
        .order_by(row.priority, row.due_at, row.id)
        .limit(limit)
        .subquery()
    )
    group, run = _GROUPS.c, _RUNS.c
    found = (
        select(
            *(due.c[name] for name in _OWN),
            *(group.channel, group.address, group.secret, group.active, group.reason),
            run.state.label("run_state"),
            run.expires_at,
            func.coalesce(_GRIDS.c.name, "").label("grid"),
        )
        .join_from(due, _GROUPS, group.id == due.c.group_id)
        .join(_RUNS, run.id == due.c.run_id)
        .outerjoin(_GRIDS, _GRIDS.c.id == group.grid_id)
        .order_by(due.c.priority, due.c.due_at, due.c.id)
    )
    return session.connection().execute(found).all()


def _reason_to_skip(row: Any, *, now: datetime) -> str:
    if row.recalling:
        return ""
    if not row.active:
        return str(row.reason)
    if row.run_state == RunState.CANCELLED:
        return CANCELLED
    return EXPIRED if row.expires_at is not None and row.expires_at <= now else ""


def _skip(session: Session, reasons: Mapping[int, str], *, now: datetime) -> None:
    """Leave these alone for good; what had been tried keeps the state it had come to."""
    if not reasons:
        return
    row = _DELIVERIES.c
    untried = row.state.in_([State.PENDING, State.SENDING])
    session.connection().execute(
        update(_DELIVERIES)
        .where(row.id == bindparam("delivery"))
        .values(
            state=case((untried, State.SKIPPED), else_=row.state),
            error=bindparam("said"),
            due_at=None,
            ended_at=now,
        ),
        [{"delivery": number, "said": said} for number, said in reasons.items()],
    )


def _postpone(session: Session, rows: Sequence[Any], waits: Mapping[int, datetime]) -> None:
    if rows:
        session.connection().execute(
            update(_DELIVERIES)
            .where(_DELIVERIES.c.id == bindparam("delivery"))
            .values(due_at=bindparam("later")),
            [{"delivery": row.id, "later": waits[row.group_id]} for row in rows],
        )


def _take(session: Session, lease: Lease, rows: Sequence[Any], *, now: datetime) -> list[Item]:
    if not rows:
        return []
    row = _DELIVERIES.c
    taken = session.connection().execute(
        update(_DELIVERIES)
        .where(row.id.in_([one.id for one in rows]), row.due_at.is_not(None))
        .values(
            flight=lease.epoch,
            due_at=None,
            state=case((row.state == State.PENDING, State.SENDING), else_=row.state),
            began_at=func.coalesce(row.began_at, now),
        )
        .returning(row.id)
    )
    ours = set(taken.scalars())
    return [_item(one) for one in rows if one.id in ours]


def _item(row: Any) -> Item:
    return Item(
        delivery=row.id,
        run=row.run_id,
        group=row.group_id,
        state=State.SENDING if row.state == State.PENDING else State(row.state),
        once=row.once,
        attempts=row.attempts,
        recalling=row.recalling,
        message_id=row.message_id,
        channel=row.channel,
        address=row.address,
        secret=row.secret,
        grid=row.grid,
    )


def _next_due(session: Session, lane: str) -> datetime | None:
    row = _DELIVERIES.c
    earliest = select(func.min(row.due_at)).where(row.lane == lane, row.due_at.is_not(None))
    found: datetime | None = session.connection().scalar(earliest)
    return found
