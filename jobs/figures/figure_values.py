"""The values that a month's or a year's figures are made of, for whoever shows them."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Self

from knowledge.starter_notices import Category


@dataclass(frozen=True, slots=True)
class Tally:
    """Deliveries of a period, each counted once, by how far it came.

    `delivered` says that the platform took it, `forwarded` that a grid worker confirmed to have
    passed it on: the two are never added up.
    """

    delivered: int = 0
    forwarded: int = 0
    unknown: int = 0
    failed: int = 0
    skipped: int = 0
    waiting: int = 0

    def __add__(self, other: Self) -> Self:
        return type(self)(
            *(getattr(self, one.name) + getattr(other, one.name) for one in fields(self))
        )

    @property
    def missed(self) -> int:
        """Groups not reached, or not for certain."""
        return self.unknown + self.failed + self.skipped

    @property
    def targets(self) -> int:
        """All groups it was for."""
        return self.delivered + self.forwarded + self.missed + self.waiting


@dataclass(frozen=True, slots=True)
class TallyLine:
    """What became of the deliveries of one channel or one village; `key` is its code or number."""

    key: str
    name: str
    tally: Tally


@dataclass(frozen=True, slots=True)
class CategoryLine:
    """How many notices of one category went out, and how often."""

    category: Category
    notices: int
    sendings: int


@dataclass(frozen=True, slots=True)
class Occasion:
    """A day, week or month of the publicity calendar, and what was sent for it.

    `spans` are its first and last days within the period.
    """

    name: str
    spans: tuple[tuple[date, date], ...]
    notices: int
    sendings: int


@dataclass(frozen=True, slots=True)
class Figures:
    """A month's figures, or a year's with its months.

    A notice that went out several times is one notice and several sendings. `slots_missed` are
    the times at which nothing went out although something was to.
    """

    year: int
    month: int | None
    notices: int
    sendings: int
    emergencies: int
    slots_missed: int
    tally: Tally
    by_category: tuple[CategoryLine, ...]
    by_channel: tuple[TallyLine, ...]
    by_grid: tuple[TallyLine, ...]
    occasions: tuple[Occasion, ...]
    months: tuple["Figures", ...] = ()
