"""Delivering: a thread of its own that finds what is due and sends it."""

import asyncio
import threading
from collections.abc import Callable
from datetime import datetime

import structlog
from apscheduler.schedulers.background import BackgroundScheduler
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from bot.channels.senders import open_senders
from bot.loops import loop_factory, process_name
from bot.secret_key import open_vault
from bot.settings import Settings
from bot.traffic import Traffic
from jobs.clock import every
from jobs.delivery.carrying import Carrier, WithinProcess
from jobs.delivery.draining import Desk
from jobs.delivery.ledger import Ledger
from jobs.delivery.packing import Packer
from jobs.delivery.procrastination import BetweenMachines
from jobs.delivery.runner import Runner
from jobs.delivery.shared_time import SharedClock
from jobs.forward.links import ForwardLinks
from jobs.forward.reminders import expire, remind
from jobs.schedule.quiet import parse_quiet
from jobs.schedule.reckoning import renew
from jobs.schedule.ticking import tick
from jobs.schedule.town_times import TownTimes
from knowledge.database import Database
from knowledge.town_days import town_calendar

TICK_SECONDS, REMIND_SECONDS, ADJUST_SECONDS = 1.0, 60.0, 60.0
STOP_SECONDS = 12.0

log = structlog.get_logger(__name__)


class Delivering:
    """Serves lanes in a loop of its own, so that no resident waits for a group chat."""

    def __init__(
        self, settings: Settings, database: Database, *, now: Callable[[], datetime]
    ) -> None:
        self._settings, self._database = settings, database
        self._now = SharedClock(database, now)
        self._vault = open_vault(settings)
        self._times = self._read_times()
        self._thread = threading.Thread(target=self._run, name="delivering", daemon=True)
        self._ready = threading.Event()
        self.traffic = Traffic()
        self._packer: Packer | None = None
        self._loop: asyncio.AbstractEventLoop | None = None
        self._desk: Desk | None = None
        self._runner: Runner | None = None

    def start(self, clock: BackgroundScheduler) -> None:
        """Begin to tick and to serve; returns when the loop runs."""
        self._now.adjust()
        self._reckon()
        self._thread.start()
        self._ready.wait()
        every(clock, TICK_SECONDS, self._tick)
        every(clock, REMIND_SECONDS, self._remind)
        every(clock, ADJUST_SECONDS, self._now.adjust)

    def nudge(self) -> None:
        """Look at once for what has become due, instead of at the next sweep."""
        if self._loop and self._runner and not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._runner.nudge)

    def settle(self, settings: Settings) -> None:
        """Go by other settings from now on: the town's name, its quiet hours."""
        self._settings = settings
        if self._packer:
            self._packer.town = settings.town_name

    def close(self) -> None:
        """Begin nothing more, record what is on its way, let the lanes go."""
        if self._loop and self._desk and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._desk.stopping.set)
            self._thread.join(STOP_SECONDS)

    def _reckon(self) -> None:
        """Reckon slots anew: the calendar, the zone or quiet hours may have changed."""
        with self._database.writing() as session:
            renew(session, now=self._now(), times=self._times)

    def _read_times(self) -> TownTimes:
        with self._database.reading() as session:
            return town_times(session, self._settings)

    def _follow_times(self) -> None:
        """Go by calendar and quiet hours as they are now; what still went by the old ones moves."""
        try:
            times = self._read_times()
            if times != self._times:
                self._times = times
                self._reckon()
        except SQLAlchemyError as error:
            log.warning("calendar_waits", error=type(error).__name__)

    def _tick(self) -> None:
        self._follow_times()
        if tick(self._database, now=self._now(), times=self._times).fanned:
            self.nudge()

    def _remind(self) -> None:
        """Remind workers of what they have still to forward, and give up what is too late."""
        now = self._now()
        with self._database.writing() as session:
            expire(session, now=now)
            remind(session, now=now, quiet=self._times.quiet)

    def _run(self) -> None:
        ledger = Ledger(self._database)
        try:
            with asyncio.Runner(loop_factory=loop_factory()) as runner:
                runner.run(self._serve(ledger))
        except Exception as error:  # the rest of the program goes on
            log.error("delivery_stopped", error=type(error).__name__)
        finally:
            self._ready.set()
            ledger.close()

    async def _serve(self, ledger: Ledger) -> None:
        settings = self._settings
        packer = self._packer = Packer(
            town=settings.town_name,
            zone=settings.zone,
            links=ForwardLinks(self._vault, settings.public_url),
            open_secret=self._vault.decrypt,
        )
        self._loop = asyncio.get_running_loop()
        self._desk = Desk(ledger, packer, process_name(), self._now)
        async with open_senders(settings, traffic=self.traffic) as senders:
            self._runner = Runner(self._database, senders, self._desk, self._carrier())
            self._ready.set()
            await self._runner.run()

    def _carrier(self) -> Carrier:
        several = self._database.engine.dialect.name == "postgresql"
        return BetweenMachines(self._database) if several else WithinProcess()


def town_times(session: Session, settings: Settings) -> TownTimes:
    """Give the township's zone, quiet hours and publicity calendar."""
    quiet = parse_quiet(settings.quiet_hours, zone=settings.zone)
    return TownTimes(settings.zone, quiet, town_calendar(session))
