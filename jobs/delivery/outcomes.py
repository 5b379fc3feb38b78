"""What became of one try to send, and what follows from it."""

import random
from dataclasses import dataclass
from datetime import datetime, timedelta

from jobs.delivery.deliveries import State
from jobs.delivery.sending import Moved, NotSent, Refused, TryLater, Unreachable, Unsure

TRIES = 5
FIRST_WAIT, LONGEST_WAIT = 4.0, 600.0  # seconds; every wait is up to four times the one before

_ORDER = list(State)


@dataclass(frozen=True, slots=True)
class Item:
    """One delivery in hand: which it is, where it goes, and how often it was tried before."""

    delivery: int
    run: int
    group: int
    state: State
    once: bool
    attempts: int
    recalling: bool
    message_id: str
    channel: str
    address: str
    secret: str
    grid: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What to write down about one delivery after one try.

    `due_at` is when to try again, if ever. `gone` closes the group for good, `moved_to` is its
    new address; `lane_for` (seconds) keeps the whole lane away from the platform. What was not
    `tried` does not count as a try.
    """

    item: Item
    state: State
    error: str = ""
    message_id: str = ""
    due_at: datetime | None = None
    tried: bool = True
    gone: bool = False
    moved_to: str = ""
    lane_for: float = 0.0


def delivered(item: Item, message_id: str) -> Outcome:
    """The platform said yes."""
    return Outcome(item, State.SENT, message_id=message_id)


def put_back(item: Item, *, now: datetime) -> Outcome:
    """It was claimed and not begun: it stays as it was."""
    return Outcome(item, item.state, due_at=now, tried=False)


def failed(item: Item, error: NotSent, *, now: datetime, chance: random.Random) -> Outcome:
    """Tell from the error whether to try again, and when."""
    said = str(error)
    match error:
        case Unreachable():
            return Outcome(item, _at_least(item, State.FAILED), said, gone=not item.recalling)
        case Refused():
            return Outcome(item, _at_least(item, State.FAILED), said)
        case Moved():
            return Outcome(item, item.state, said, due_at=now, tried=False, moved_to=error.address)
        case TryLater(lane_for=seconds) if seconds:
            later = now + timedelta(seconds=seconds)
            return Outcome(item, item.state, said, due_at=later, tried=False, lane_for=seconds)
        case Unsure() if item.once and not item.recalling:
            return Outcome(item, _at_least(item, State.UNKNOWN), said)
        case Unsure():
            return _again(item, State.UNKNOWN, said, now=now, chance=chance)
        case _:
            return _again(item, State.SENDING, said, now=now, chance=chance)


def _again(item: Item, state: State, said: str, *, now: datetime, chance: random.Random) -> Outcome:
    """Try again after a while that grows and is never twice the same; five tries at most."""
    tries, state = item.attempts + 1, _at_least(item, state)
    if tries >= TRIES:
        last = state if state is State.UNKNOWN else _at_least(item, State.FAILED)
        return Outcome(item, last, f"试了 {tries} 次都没有成功：{said}")
    longest = min(LONGEST_WAIT, FIRST_WAIT * 4 ** (tries - 1))
    wait = timedelta(seconds=longest * chance.uniform(0.5, 1))
    return Outcome(item, state, said, due_at=now + wait)


def _at_least(item: Item, state: State) -> State:
    """Never go back: what was sent and is only taken back stays sent."""
    return max(item.state, state, key=_ORDER.index)
