"""`python -m benchmarks.delivery.server [--no-limits] [--few-lanes]`: delivers until killed."""

import signal
import sys
import threading

from bot.channels.telegram.speech.sending import TelegramSender
from bot.channels.wecom import WecomSender
from bot.delivering import Delivering
from bot.logs import configure_logs
from bot.settings import load_settings
from bot.town import now
from jobs.clock import start_clock
from jobs.delivery import runner
from jobs.delivery.sending import Limits
from knowledge.database import open_database

FEW = 3


def main() -> None:
    """Deliver with the settings of the environment."""
    if "--no-limits" in sys.argv:
        WecomSender.limits = TelegramSender.limits = Limits()
    if "--few-lanes" in sys.argv:
        runner.MOST_LANES = FEW
    settings = load_settings(_env_file=None)
    configure_logs("console", "warning")
    stopped = threading.Event()
    signal.signal(signal.SIGTERM, lambda *_: stopped.set())
    database = open_database(settings.database)
    clock, delivering = start_clock(settings.zone), Delivering(settings, database, now=now)
    delivering.start(clock)
    stopped.wait()
    clock.shutdown(wait=False)
    delivering.close()
    database.close()


if __name__ == "__main__":
    main()
