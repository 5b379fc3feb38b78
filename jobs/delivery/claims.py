"""Claiming deliveries of a lane and recording what became of them, in one transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlmodel import Session

from jobs.delivery.claim_statements import DUE, NEXT_DUE, PAST, POSTPONE, RECORD, SKIP, TAKE
from jobs.delivery.deliveries import State
from jobs.delivery.leases import Lease
from jobs.delivery.outcomes import Item, Outcome
from jobs.schedule.runs import RunState

EXPIRED = "过了有效时间，没有再发"
CANCELLED = "通知已取消"

_SPARE = (8, 500, 500)  # rows looked at beyond those wanted, as some may have to be passed over


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
    for spare in _SPARE:
        rows = _due(session, lease.lane, limit=want - len(items) + spare, now=now)
        idle = {row.id: said for row in rows if (said := _reason_to_skip(row, now=now))}
        early = [row for row in rows if row.group_id in waits and row.id not in idle]
        ready = {row.group_id: row for row in reversed(rows) if row.id not in idle}
        first = [row for row in ready.values() if row.group_id not in waits][::-1]
        _skip(session, idle, now=now)
        _postpone(session, early, waits)
        items += _take(session, lease, first[: want - len(items)], now=now)
        if len(items) == want or not (idle or early):
            break
    return Claimed(items) if items else Claimed((), _next_due(session, lease.lane))


def record(session: Session, lease: Lease, outcomes: Sequence[Outcome], *, now: datetime) -> None:
    """Write down what became of deliveries that we still have in hand."""
    if outcomes:
        written = [_written(outcome, epoch=lease.epoch, now=now) for outcome in outcomes]
        session.connection().execute(RECORD, written)


def past(
    session: Session, lane: str, *, seconds: float, now: datetime
) -> list[tuple[int, datetime]]:
    """Name the groups this lane wrote to in the last seconds, with when, oldest first."""
    asked = {"of_lane": lane, "since": now - timedelta(seconds=seconds)}
    return [(group, ended) for group, ended in session.connection().execute(PAST, asked)]


def _written(outcome: Outcome, *, epoch: int, now: datetime) -> dict[str, Any]:
    item = outcome.item
    recalled = item.recalling and outcome.tried and not outcome.error
    told = outcome.tried and not item.recalling  # the platform was told something
    return {
        "delivery": item.delivery,
        "epoch": epoch,
        "new_state": outcome.state,
        "said": outcome.error,
        "platform_id": outcome.message_id,
        "again_at": outcome.due_at,
        "tries": int(outcome.tried),
        "twice": outcome.state is State.SENT and item.state is State.UNKNOWN,
        "still_recalling": item.recalling and outcome.due_at is not None,
        "taken_back_at": now if recalled else None,
        "over_at": now if told else None,
    }


def _due(session: Session, lane: str, *, limit: int, now: datetime) -> Sequence[Any]:
    asked = {"of_lane": lane, "now": now, "most": limit}
    return session.connection().execute(DUE, asked).all()


def _reason_to_skip(row: Any, *, now: datetime) -> str:
    if row.recalling:
        return ""
    if not row.active:
        return str(row.reason)
    if row.run_state == RunState.CANCELLED:
        return CANCELLED
    return EXPIRED if row.expires_at is not None and row.expires_at <= now else ""


def _skip(session: Session, reasons: Mapping[int, str], *, now: datetime) -> None:
    if reasons:
        rows = [{"delivery": one, "said": said, "now": now} for one, said in reasons.items()]
        session.connection().execute(SKIP, rows)


def _postpone(session: Session, rows: Sequence[Any], waits: Mapping[int, datetime]) -> None:
    if rows:
        later = [{"delivery": row.id, "later": waits[row.group_id]} for row in rows]
        session.connection().execute(POSTPONE, later)


def _take(session: Session, lease: Lease, rows: Sequence[Any], *, now: datetime) -> list[Item]:
    if not rows:
        return []
    wanted = {"deliveries": [row.id for row in rows], "epoch": lease.epoch, "now": now}
    ours = set(session.connection().execute(TAKE, wanted).scalars())
    return [_item(row) for row in rows if row.id in ours]


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
    found: datetime | None = session.connection().scalar(NEXT_DUE, {"of_lane": lane})
    return found
