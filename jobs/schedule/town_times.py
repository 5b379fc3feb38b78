"""What a township says about its time."""

from collections.abc import Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from jobs.schedule.quiet import Quiet
from knowledge.calendar_shapes import CalendarEntry


@dataclass(frozen=True)
class TownTimes:
    """Its zone, its quiet hours and its publicity calendar."""

    zone: ZoneInfo
    quiet: Quiet
    calendar: Sequence[CalendarEntry]
