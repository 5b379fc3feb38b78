"""Databases in trouble while a notice goes out: locked, full, or restarted again and again."""

import resource
import sqlite3
import time
from collections.abc import Callable
from dataclasses import dataclass

from benchmarks.delivery.freezing import until
from benchmarks.delivery.processes import FakePlatforms, end, platforms, serve
from benchmarks.delivery.stage import Stage

ANSWER_SECONDS = 0.5
LOCKED_SECONDS, FULL_SECONDS, RESTARTS, BETWEEN_SECONDS = 25.0, 15.0, 4, 10.0
ROOM_BYTES = 8_192


@dataclass(frozen=True)
class Endured:
    """What came of a notice: who got nothing, what came twice, and how long it took to go on."""

    missing: int
    twice: int
    seconds: float


def endure(stage: Stage, name: str, trouble: Callable[[Stage, int], None]) -> Endured:
    """Send a notice, make trouble in the midst of it, and see it end without help."""
    with platforms(stage.folder, f"{name}-{stage.name}") as fake:
        fake.script(answer="hang", seconds=ANSWER_SECONDS, accepted=True, times=-1)
        server = serve(stage, fake, "--no-limits")
        try:
            run, began = stage.send(title=name), time.monotonic()
            until(lambda: sum(fake.accepted().values()) > 50)
            trouble(stage, server.pid)
            until(lambda: _done(stage), seconds=180)
            return _told(fake, stage, run, time.monotonic() - began)
        finally:
            end([server])


def lock(stage: Stage, _server: int) -> None:
    """Hold the write lock of an SQLite file."""
    with sqlite3.connect(stage.database.engine.url.database or "", isolation_level=None) as holder:
        holder.execute("PRAGMA busy_timeout=30000")
        holder.execute("BEGIN IMMEDIATE")
        time.sleep(LOCKED_SECONDS)
        holder.execute("ROLLBACK")
    holder.close()


def fill(stage: Stage, server: int) -> None:
    """Let the server's files grow no further, as on a full disk, and then make room."""
    wal = stage.folder / "mingbai.db-wal"
    most = (wal.stat().st_size if wal.exists() else 0) + ROOM_BYTES
    resource.prlimit(server, resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
    time.sleep(FULL_SECONDS)
    resource.prlimit(server, resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY,) * 2)


def restart(stage: Stage, _server: int) -> None:
    """Restart PostgreSQL a few times, without waiting for anybody."""
    for _ in range(RESTARTS):
        stage.restart()
        time.sleep(BETWEEN_SECONDS)


def _done(stage: Stage) -> bool:
    try:
        return not stage.left()
    except Exception:  # the database is what is in trouble
        return False


def _told(fake: FakePlatforms, stage: Stage, run: int, seconds: float) -> Endured:
    got = fake.accepted()
    missing = sum(not got[chat] for chat in stage.fates(run))
    return Endured(missing, sum(count - 1 for count in got.values()), seconds)
