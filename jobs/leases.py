"""Leases: who serves a lane, until when, and the number that fences off whoever did before."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import and_, case, exists, or_, select, update
from sqlmodel import Session, SQLModel, col

from jobs.deliveries import Delivery, State
from jobs.lanes import Lane

LEASE = timedelta(seconds=6)
MARGIN_SECONDS = 1.0  # we stop sending so long before others may take the lane
CUT_OFF = "发送时程序中断了，不知道对方有没有收到"

_LANES = SQLModel.metadata.tables["lane"]
_DELIVERIES = SQLModel.metadata.tables["delivery"]


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
    free = or_(col(Lane.lease_until).is_(None), col(Lane.lease_until) < now)
    open_ = or_(col(Lane.closed_until).is_(None), col(Lane.closed_until) <= now)
    epoch = session.connection().execute(
        update(_LANES)
        .where(and_(col(Lane.key) == lane, free, open_))
        .values(owner=owner, epoch=_LANES.c.epoch + 1, lease_until=now + LEASE)
        .returning(_LANES.c.epoch)
    )
    found = epoch.scalar_one_or_none()
    if found is None:
        return 0
    _bring_back(session, lane, now=now)
    return int(found)


def keep(session: Session, lease: Lease, *, now: datetime, closed_until: datetime | None) -> None:
    """Renew, in the transaction that claims and records; raises `LeaseLost` if it is not ours."""
    values: dict[str, object] = {"lease_until": now + LEASE}
    if closed_until is not None:
        values["closed_until"] = closed_until
    if not _update_own(session, lease, values):
        raise LeaseLost(lease.lane)


def give_up(session: Session, lease: Lease, *, closed_until: datetime | None) -> None:
    """Let others serve the lane, at once or from a time on; twice does no harm."""
    values: dict[str, object] = {"lease_until": None, "owner": ""}
    if closed_until is not None:
        values["closed_until"] = closed_until
    _update_own(session, lease, values)


def unserved(session: Session, channels: list[str], *, now: datetime) -> list[str]:
    """Name the lanes of these channels that have something to do and nobody to do it."""
    mine = and_(
        col(Lane.channel).in_(channels),
        or_(col(Lane.lease_until).is_(None), col(Lane.lease_until) < now),
        or_(col(Lane.closed_until).is_(None), col(Lane.closed_until) <= now),
    )
    due = exists().where(col(Delivery.lane) == col(Lane.key), col(Delivery.due_at) <= now)
    lost = exists().where(col(Delivery.lane) == col(Lane.key), col(Delivery.flight).is_not(None))
    return list(session.scalars(select(col(Lane.key)).where(mine, or_(due, lost))))


def _update_own(session: Session, lease: Lease, values: dict[str, object]) -> bool:
    done = session.connection().execute(
        update(_LANES)
        .where(
            and_(
                _LANES.c.key == lease.lane,
                _LANES.c.owner == lease.owner,
                _LANES.c.epoch == lease.epoch,
            )
        )
        .values(**values)
    )
    return done.rowcount == 1


def _bring_back(session: Session, lane: str, *, now: datetime) -> None:
    row = _DELIVERIES.c
    begun = row.state.in_([State.PENDING, State.SENDING])
    session.connection().execute(
        update(_DELIVERIES)
        .where(row.lane == lane, row.flight.is_not(None))
        .values(
            state=case((begun, State.UNKNOWN), else_=row.state),
            flight=None,
            due_at=case((row.once & ~row.recalling, None), else_=now),
            ended_at=case((row.recalling, row.ended_at), else_=now),
            error=CUT_OFF,
        )
    )
