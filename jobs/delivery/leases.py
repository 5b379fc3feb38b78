"""Leases: who serves a lane, until when, and the number that fences off whoever did before."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import and_, bindparam, case, exists, func, or_, select, update
from sqlmodel import Session

from jobs.delivery.deliveries import Delivery, State
from jobs.delivery.lanes import Lane

LEASE = timedelta(seconds=6)
MARGIN_SECONDS = 1.0  # we stop sending so long before others may take the lane
CUT_OFF = "发送时程序中断了，不知道对方有没有收到"

_LANES = Lane.metadata.tables["lane"]
_DELIVERIES = Delivery.metadata.tables["delivery"]
_LANE, _ROW = _LANES.c, _DELIVERIES.c
_NOW = bindparam("now", type_=_LANE.lease_until.type)
_CLOSED = bindparam("closed", type_=_LANE.closed_until.type)

# Built once, for they run with every few messages.
_FREE = and_(
    or_(_LANE.lease_until.is_(None), _LANE.lease_until < _NOW),
    or_(_LANE.closed_until.is_(None), _LANE.closed_until <= _NOW),
)
_OURS = and_(
    _LANE.key == bindparam("of_lane"),
    _LANE.owner == bindparam("by"),
    _LANE.epoch == bindparam("at_epoch"),
)
_TAKE = (
    update(_LANES)
    .where(_LANE.key == bindparam("of_lane"), _FREE)
    .values(owner=bindparam("by"), epoch=_LANE.epoch + 1, lease_until=bindparam("until"))
    .returning(_LANE.epoch)
)
_KEEP = (
    update(_LANES)
    .where(_OURS)
    .values(
        lease_until=bindparam("until"),
        closed_until=func.coalesce(_CLOSED, _LANE.closed_until),
    )
)
_GIVE_UP = (
    update(_LANES)
    .where(_OURS)
    .values(owner="", lease_until=None, closed_until=func.coalesce(_CLOSED, _LANE.closed_until))
)
_BRING_BACK = (
    update(_DELIVERIES)
    .where(_ROW.lane == bindparam("of_lane"), _ROW.flight.is_not(None))
    .values(
        state=case(
            (_ROW.state.in_([State.PENDING, State.SENDING]), State.UNKNOWN), else_=_ROW.state
        ),
        flight=None,
        due_at=case((and_(_ROW.once, ~_ROW.recalling), None), else_=_NOW),
        ended_at=case((_ROW.recalling, _ROW.ended_at), else_=_NOW),
        error=CUT_OFF,
        repeated=or_(_ROW.repeated, _ROW.state == State.FAILED),
    )
)
_UNSERVED = select(_LANE.key).where(
    _LANE.channel.in_(bindparam("channels", expanding=True)),
    _FREE,
    or_(
        exists().where(_ROW.lane == _LANE.key, _ROW.due_at <= _NOW),
        exists().where(_ROW.lane == _LANE.key, _ROW.flight.is_not(None)),
    ),
)


class LeaseLost(Exception):
    """Somebody else serves this lane now; nothing of ours may be sent or recorded any more."""


@dataclass(slots=True)
class Lease:
    """Our right to serve a lane; it ends at `deadline` (monotonic seconds) unless renewed."""

    lane: str
    owner: str
    epoch: int
    deadline: float


def take(session: Session, lane: str, *, owner: str, now: datetime) -> int:
    """Take a free lane and give its new epoch; 0 if somebody serves it or it is closed.

    What the one before had in flight comes back: to be tried again, or, where that was asked for
    at most once, left unknown for good.
    """
    asked = {"of_lane": lane, "by": owner, "now": now, "until": now + LEASE}
    epoch = session.connection().execute(_TAKE, asked).scalar_one_or_none()
    if epoch is None:
        return 0
    session.connection().execute(_BRING_BACK, {"of_lane": lane, "now": now})
    return int(epoch)


def keep(session: Session, lease: Lease, *, now: datetime, closed_until: datetime | None) -> None:
    """Renew, in the transaction that claims and records; raises `LeaseLost` if it is not ours."""
    until = {"until": now + LEASE, "closed": closed_until}
    if session.connection().execute(_KEEP, _ours(lease) | until).rowcount != 1:
        raise LeaseLost(lease.lane)


def give_up(session: Session, lease: Lease, *, closed_until: datetime | None) -> None:
    """Let others serve the lane, at once or from a time on; twice does no harm."""
    session.connection().execute(_GIVE_UP, _ours(lease) | {"closed": closed_until})


def unserved(session: Session, channels: list[str], *, now: datetime) -> list[str]:
    """Name the lanes of these channels that have something to do and nobody to do it."""
    asked = {"channels": channels, "now": now}
    return list(session.connection().execute(_UNSERVED, asked).scalars())


def _ours(lease: Lease) -> dict[str, Any]:
    return {"of_lane": lease.lane, "by": lease.owner, "at_epoch": lease.epoch}
