"""A further worker: ticks and delivers beside others, and answers nobody."""

import signal
import threading

from rich.console import Console

from bot import schema
from bot.delivering import Delivering
from bot.settings import Settings
from bot.town import now
from bot.town_choices import Watch
from jobs.clock import every, start_clock
from knowledge.database import open_database
from knowledge.errors import BadInput

FOLLOW_SECONDS = 0.5


def work(settings: Settings, console: Console) -> None:
    """Deliver until told to stop; only PostgreSQL can be shared by several processes."""
    if settings.database.startswith("sqlite"):
        raise BadInput(
            "SQLite 只够一个进程用，mingbai run 已经包含发送；要再加进程，"
            "请把 MINGBAI_DATABASE_URL 设成 PostgreSQL。"
        )
    database = open_database(settings.database)
    schema.upgrade(database)
    delivering, clock = Delivering(settings, database, now=now), start_clock(settings.zone)
    watch = Watch(database, settings)

    def follow() -> None:
        chosen = watch.look()
        if chosen:
            delivering.settle(chosen.settings)

    follow()
    stopped = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopped.set())
    every(clock, FOLLOW_SECONDS, follow)
    delivering.start(clock)
    console.print("发送进程已启动，按 Ctrl-C 停止。")
    try:
        stopped.wait()
    finally:
        clock.shutdown(wait=False)
        delivering.close()
        database.close()
