"""How far the sending of one run has come, how fast it goes, and how long it may still take."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlmodel import Session, col

from jobs.delivery.deliveries import Delivery, State
from jobs.delivery.lanes import Lane
from jobs.delivery.sending import Limits

RECENT = timedelta(minutes=1)
LEFT = "left"
SHORTEST = 1.0  # seconds; what came within less says nothing about the speed


@dataclass(frozen=True, slots=True)
class Progress:
    """What is done, failed for good, and left to the lanes; `waiting` is left to grid workers.

    `seconds_left` is nothing as long as nobody can tell.
    """

    done: int
    failed: int
    left: int
    waiting: int
    skipped: int
    per_second: float
    seconds_left: float | None

    @property
    def total(self) -> int:
        """All deliveries of the run."""
        return self.done + self.failed + self.left + self.waiting + self.skipped


def progress(
    session: Session, run_id: int, now: datetime, *, limits: Mapping[str, Limits] | None = None
) -> Progress:
    """Say how far a run is; with the channels' limits the time left is known from the start."""
    number = dict(_numbers(session, run_id))
    left, per_second, slowest = number.get(LEFT, 0), 0.0, None
    if left:
        per_second = _per_second(session, run_id, now)
        slowest = _slowest(session, run_id, now, limits=limits or {})
    return Progress(
        done=number.get(State.SENT, 0) + number.get(State.FORWARDED, 0),
        failed=number.get(State.FAILED, 0) + number.get(State.UNKNOWN, 0),
        left=left,
        waiting=number.get(State.AWAITING, 0),
        skipped=number.get(State.SKIPPED, 0),
        per_second=per_second,
        seconds_left=_seconds_left(left, per_second, slowest),
    )


def _still_to_do() -> ColumnElement[bool]:
    """Not begun, or begun and not given up: in hand, or due to be tried again."""
    open_ = or_(col(Delivery.due_at).is_not(None), col(Delivery.flight).is_not(None))
    return or_(
        col(Delivery.state).in_([State.PENDING, State.SENDING]),
        and_(col(Delivery.state).in_([State.FAILED, State.UNKNOWN]), open_),
    )


def _numbers(session: Session, run_id: int) -> list[tuple[str, int]]:
    state = case((_still_to_do(), LEFT), else_=col(Delivery.state)).label("state")
    found = session.execute(
        select(state, func.count()).where(col(Delivery.run_id) == run_id).group_by(state)
    )
    return [(state, number) for state, number in found]


def _per_second(session: Session, run_id: int, now: datetime) -> float:
    """How many of the last minute, since the first of them: a rest before it does not count."""
    ended = col(Delivery.ended_at)
    number, first = session.execute(
        select(func.count(), func.min(ended)).where(
            col(Delivery.run_id) == run_id,
            col(Delivery.lane).is_not(None),
            col(Delivery.state) != State.SKIPPED,
            ~_still_to_do(),
            ended > now - RECENT,
            ended <= now,
        )
    ).one()
    return number / max(SHORTEST, (now - first).total_seconds()) if number else 0.0


def _slowest(
    session: Session, run_id: int, now: datetime, *, limits: Mapping[str, Limits]
) -> float | None:
    """How long the fullest lane takes at least; nothing if no limit is known and none rests."""
    found = session.execute(
        select(
            col(Lane.channel),
            func.count(),
            func.max(col(Delivery.due_at)),
            func.max(col(Lane.closed_until)),
        )
        .join(Lane, col(Lane.key) == col(Delivery.lane))
        .where(col(Delivery.run_id) == run_id, _still_to_do())
        .group_by(col(Lane.key), col(Lane.channel))
    )
    times = [
        max(_rest(closed, now) + _at_full_speed(limits.get(channel), number), _rest(due, now))
        for channel, number, due, closed in found
    ]
    return max(times, default=0.0) or None


def _rest(until: datetime | None, now: datetime) -> float:
    return max(0.0, (until - now).total_seconds()) if until else 0.0


def _at_full_speed(limits: Limits | None, number: int) -> float:
    lane = limits.lane if limits else ()
    return max((number * seconds / count for count, seconds in lane), default=0.0)


def _seconds_left(left: int, per_second: float, slowest: float | None) -> float | None:
    if not left:
        return 0.0
    at_this_speed = left / per_second if per_second else None
    return max((time for time in (at_this_speed, slowest) if time is not None), default=None)
