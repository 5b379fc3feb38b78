"""What ticks while the program runs."""

from collections.abc import Callable
from datetime import datetime
from zoneinfo import ZoneInfo

from apscheduler.schedulers.background import BackgroundScheduler

from jobs.exchanges import erase_older
from knowledge.database import Database
from knowledge.index import Index

REFRESH_SECONDS = 0.5


def start_clock(
    database: Database, index: Index, *, zone: ZoneInfo, keep_days: int, now: Callable[[], datetime]
) -> BackgroundScheduler:
    """Take in published changes every half second, and forget old exchanges each night."""
    clock = BackgroundScheduler(timezone=zone, job_defaults={"coalesce": True, "max_instances": 1})
    clock.add_job(
        index.refresh, "interval", args=[database], seconds=REFRESH_SECONDS, misfire_grace_time=60
    )
    clock.add_job(
        forget,
        "cron",
        args=[database, keep_days, now],
        hour=3,
        minute=17,
        misfire_grace_time=3600,
    )
    clock.start()
    return clock


def forget(database: Database, keep_days: int, now: Callable[[], datetime]) -> None:
    """Erase what is older than the township promised to keep."""
    with database.writing() as session:
        erase_older(session, now=now(), keep_days=keep_days)
