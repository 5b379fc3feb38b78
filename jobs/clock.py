"""What ticks while the program runs."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from apscheduler.schedulers.background import BackgroundScheduler

from jobs.records.exchanges import erase_older
from knowledge.database import Database

GRACE_SECONDS = 60


def start_clock(zone: ZoneInfo) -> BackgroundScheduler:
    """Start a clock that never does one thing twice at once, and makes up for lost ticks by one."""
    clock = BackgroundScheduler(
        timezone=zone,
        job_defaults={
            "coalesce": True,
            "max_instances": 1,
            "misfire_grace_time": GRACE_SECONDS,
        },
    )
    clock.start()
    return clock


def every(clock: BackgroundScheduler, seconds: float, work: Callable[[], object]) -> None:
    """Have this done again and again."""
    clock.add_job(work, "interval", seconds=seconds)


def nightly(clock: BackgroundScheduler, work: Callable[[], object]) -> None:
    """Have this done each night; a night that was missed is made up for within an hour."""
    clock.add_job(work, "cron", hour=3, minute=17, misfire_grace_time=3600)


def forget(
    database: Database, keep_days: int, now: Callable[[], datetime], *, zone: ZoneInfo
) -> None:
    """Erase what is older than the township promised to keep, but for its count by day."""
    with database.writing() as session:
        erase_older(session, now=now(), keep_days=keep_days, zone=zone)
