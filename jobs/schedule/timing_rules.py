"""What the time of a notice can be: at once, once, again and again, or drawn from a pool."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, time

from jobs.schedule.cron_line import Cron
from jobs.schedule.day_rules import DayRule
from jobs.schedule.wall_time import say_day


@dataclass(frozen=True)
class Now:
    """As soon as it is approved."""

    def words(self) -> str:
        """Say it in plain Chinese."""
        return "审核通过后马上发"


@dataclass(frozen=True)
class Drawn:
    """Never by itself: another notice of the pool draws its text."""

    def words(self) -> str:
        """Say it in plain Chinese."""
        return "不单独发，由同一组的通知轮流带出"


@dataclass(frozen=True)
class Once:
    """Once, when the clock on the wall reads this, or at a moment if it has a zone."""

    at: datetime

    def walls(self, since: datetime) -> Iterator[datetime]:
        """Give what the clock on the wall reads, unless that is over."""
        if self.at >= since:
            yield self.at

    def words(self) -> str:
        """Say it in plain Chinese."""
        zone = f"（{self.at.tzname()}）" if self.at.tzinfo else ""
        return f"{say_day(self.at)} {self.at:%H:%M}{zone}"


@dataclass(frozen=True)
class OnDays:
    """At some times of certain days."""

    days: DayRule
    at: tuple[time, ...]

    def walls(self, since: datetime) -> Iterator[datetime]:
        """Give what the clock on the wall reads each time, from one reading on."""
        for day in self.days.days(since.date()):
            for at in self.at:
                reading = datetime.combine(day, at)
                if reading >= since:
                    yield reading

    def words(self) -> str:
        """Say it in plain Chinese."""
        days, times = self.days.words(), "、".join(f"{at:%H:%M}" for at in self.at)
        return days + times if days.endswith("）") else f"{days} {times}"


Rule = Now | Drawn | Once | Cron | OnDays
