"""The hours in which nobody is to be disturbed."""

from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from jobs.schedule.wall_time import moment, read_time, wall
from knowledge.errors import BadInput

_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Quiet:
    """From one time of the day to another in the township's zone; equal times mean none."""

    start: time
    end: time
    zone: ZoneInfo

    def holds(self, at: datetime) -> bool:
        """Say whether it is quiet at a moment; the end no longer belongs to it."""
        reading = wall(at, self.zone).time()
        if self.start <= self.end:
            return self.start <= reading < self.end
        return reading >= self.start or reading < self.end

    def moved(self, at: datetime) -> datetime:
        """Give the end of the quiet time if a moment lies in it, else the moment itself."""
        if not self.holds(at):
            return at
        reading = wall(at, self.zone)
        ends = datetime.combine(reading.date(), self.end)
        if ends <= reading:
            ends += _DAY
        end = moment(ends, self.zone)
        # Where clocks went back in between, the second time they read this is meant.
        return end if end > at else ends.replace(tzinfo=self.zone, fold=1).astimezone(UTC)


def parse_quiet(written: str, *, zone: ZoneInfo) -> Quiet:
    """Read 22:00-07:00; nothing means that there are no quiet hours."""
    start, dash, end = (written.strip() or "00:00-00:00").partition("-")
    if not dash:
        raise BadInput(f"看不懂免打扰时段“{written}”，应写成 22:00-07:00")
    return Quiet(read_time(start), read_time(end), zone)
