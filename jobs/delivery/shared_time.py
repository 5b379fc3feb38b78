"""The time that machines agree on: the database's own, where several share one."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import text

from knowledge.database import Database


class SharedClock:
    """Tells the time; on PostgreSQL corrected by how far this machine's clock is off.

    Leases are compared between machines, and a clock that is minutes fast would take lanes that
    are being served.
    """

    def __init__(self, database: Database, now: Callable[[], datetime]) -> None:
        self._database, self._now = database, now
        self._off = timedelta(0)

    def __call__(self) -> datetime:
        """Give the time, aware and in the zone of the machine's own clock."""
        return self._now() + self._off

    def adjust(self) -> None:
        """Ask the database what time it is; half of the way there and back is taken off."""
        if self._database.engine.dialect.name != "postgresql":
            return
        with self._database.engine.connect() as connection:
            connection.execute(text("SELECT 1"))  # a fresh connection takes a while
            before = self._now()
            found: datetime = connection.execute(text("SELECT clock_timestamp()")).scalar_one()
            after = self._now()
        self._off = found - (before + (after - before) / 2)
