"""The values a notice's report is made of, for whoever shows them."""

from dataclasses import dataclass
from datetime import datetime

from jobs.delivery.deliveries import State
from jobs.places.groups import Channel
from jobs.schedule.runs import RunState
from jobs.writing.notices import NoticeState
from knowledge.starter_notices import Category

Counts = dict[State, int]


@dataclass(frozen=True, slots=True)
class Line:
    """The deliveries of one village or one channel; `key` is its number or its code."""

    key: str
    name: str
    counts: Counts

    @property
    def targets(self) -> int:
        """How many groups were to get it."""
        return sum(self.counts.values())


@dataclass(frozen=True, slots=True)
class Missed:
    """One group that one occurrence did not reach, or not for certain, and why."""

    group: str
    grid: str
    channel: Channel
    state: State
    reason: str
    slot: datetime


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time the notice was to go out, and what came of it."""

    run: int
    slot: datetime
    send_at: datetime
    state: RunState
    reason: str
    targets: int


@dataclass(frozen=True, slots=True)
class NoticeReport:
    """Everything that can be said about how one notice went out.

    `repeated` counts groups that may have got it twice, `recalled` those it was taken back from.
    """

    notice: int
    title: str
    category: Category
    state: NoticeState
    emergency_reason: str
    counts: Counts
    repeated: int
    recalled: int
    by_grid: tuple[Line, ...]
    by_channel: tuple[Line, ...]
    missed: tuple[Missed, ...]
    occurrences: tuple[Occurrence, ...]

    @property
    def targets(self) -> int:
        """How many deliveries there were to make."""
        return sum(self.counts.values())
