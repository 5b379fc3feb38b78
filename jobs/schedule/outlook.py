"""Outlook: the coming dates of a timing, and what quiet hours make of each."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from jobs.schedule.timing import Timing, next_slots
from jobs.schedule.town_times import TownTimes


class Fate(StrEnum):
    """What becomes of one date, as staff read it; of one that goes as written nothing is said."""

    PROMPT = ""
    MOVED = "免打扰时段，改到"
    MERGED = "免打扰时段，和前一次合成一次"
    LATE = "免打扰时段过后已经超过有效时间，不会发"


@dataclass(frozen=True, slots=True)
class Coming:
    """One date to come: when it was meant, when it goes, and what is to be said of it."""

    slot: datetime
    send_at: datetime
    fate: Fate


def outlook(
    timing: Timing,
    *,
    after: datetime,
    times: TownTimes,
    count: int,
    urgent: bool = False,
    expires: timedelta | None = None,
) -> tuple[Coming, ...]:
    """Give the next few dates after a moment, as the tick will treat them."""
    slots = next_slots(timing, after=after, zone=times.zone, count=count)
    if urgent:
        return tuple(Coming(slot, slot, Fate.PROMPT) for slot in slots)
    return tuple(_judged(slots, times, expires))


def _judged(
    slots: tuple[datetime, ...], times: TownTimes, expires: timedelta | None
) -> Iterator[Coming]:
    taken = set[datetime]()
    for slot in slots:
        send_at = times.quiet.moved(slot)
        fate = Fate.PROMPT if send_at == slot else Fate.MOVED
        if fate and expires is not None and send_at > slot + expires:
            fate = Fate.LATE
        elif send_at in taken:
            fate = Fate.MERGED
        else:
            taken.add(send_at)
        yield Coming(slot, send_at, fate)
