"""The Telegram channel of a running program: a thread and a loop of its own."""

import asyncio
import hmac
import re
import threading
from collections.abc import Callable, Sequence
from datetime import datetime

import structlog

from bot.channels.telegram.arrival import inbox
from bot.channels.telegram.arrival.connecting import State
from bot.channels.telegram.arrival.letterbox import Letterbox
from bot.channels.telegram.arrival.routing import Chore, Handler
from bot.channels.telegram.arrival.service import Means, Service
from bot.channels.telegram.handlers import CHORES, HANDLERS
from bot.channels.telegram.speech.pace import ReplyLimits
from bot.loops import loop_factory, process_name
from bot.secret_key import open_vault
from bot.settings import Settings
from bot.town import Town, now
from jobs.delivery.ledger import Ledger
from jobs.delivery.shared_time import SharedClock

STOP_SECONDS = 20.0
AGAIN_SECONDS = 5.0  # before everything is begun anew after an error that nobody foresaw
PURPOSE = "telegram webhook"

log = structlog.get_logger(__name__)


class Telegram:
    """Takes updates in, and has them handled in a loop of its own, so that nobody waits for it."""

    def __init__(
        self,
        town: Town,
        *,
        handlers: Sequence[Handler] = HANDLERS,
        chores: Sequence[Chore] = CHORES,
        limits: ReplyLimits | None = None,
        clock: Callable[[], datetime] = now,
    ) -> None:
        vault, shared = open_vault(town.settings), SharedClock(town.database, clock)
        self._town, self._clock = town, shared
        self._inbox, self._ledger = Ledger(town.database), Ledger(town.database)
        means = Means(
            town=town,
            vault=vault,
            inbox=self._inbox,
            ledger=self._ledger,
            clock=shared,
            bot=bot_number(town.settings),
            owner=process_name(),
            secret=vault.mark(PURPOSE),
        )
        limits = limits or ReplyLimits()
        self._service = Service(means, handlers=handlers, chores=chores, limits=limits)
        self._secret = means.secret.encode()
        self._letterbox = Letterbox(town, self._inbox, means.bot, clock=shared, nudge=self._nudge)
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stopping: asyncio.Event | None = None
        self._began = threading.Event()
        self._thread = threading.Thread(target=self._run, name="telegram", daemon=True)

    @property
    def state(self) -> State:
        """How things stand with Telegram."""
        return self._service.state

    @property
    def by_webhook(self) -> bool:
        """Whether updates come to us, instead of our asking for them."""
        return self._town.settings.telegram_mode == "webhook"

    def knows(self, secret: str) -> bool:
        """Say whether a webhook call is Telegram's, without giving away how nearly it was."""
        return hmac.compare_digest(secret.encode(), self._secret)

    async def take_in(self, body: bytes) -> None:
        """Store an update, or raise `BadInput` if it is none; it is handled elsewhere."""
        await self._letterbox.take_in(body)

    def waiting(self) -> int:
        """Count the updates that are not handled yet."""
        with self._town.database.reading() as session:
            return inbox.waiting(session)

    def start(self) -> None:
        """Begin; returns when the loop runs, whether or not Telegram is there."""
        self._clock.adjust()
        self._thread.start()
        self._began.wait()

    def close(self) -> None:
        """Begin nothing more, finish what is in hand, and stop."""
        self._letterbox.close()
        if self._thread.is_alive() and self._loop and self._stopping:
            self._loop.call_soon_threadsafe(self._stopping.set)
            self._thread.join(STOP_SECONDS)
        self._inbox.close()
        self._ledger.close()

    def _run(self) -> None:
        with asyncio.Runner(loop_factory=loop_factory()) as runner:
            runner.run(self._serve())

    async def _serve(self) -> None:
        self._loop, self._stopping = asyncio.get_running_loop(), asyncio.Event()
        self._began.set()
        serving = asyncio.create_task(self._serve_again())
        await self._stopping.wait()
        serving.cancel()
        await asyncio.wait([serving])
        self._loop = None

    async def _serve_again(self) -> None:
        """Serve; after an error that nobody foresaw, begin anew."""
        while True:
            try:
                await self._service.run(self._letterbox)
                return
            except Exception as error:  # the rest of the program goes on, and so do we
                log.error("telegram_stopped", error=type(error).__name__)
                await asyncio.sleep(AGAIN_SECONDS)

    def _nudge(self) -> None:
        loop, receiver = self._loop, self._service.receiver
        if loop and receiver:
            loop.call_soon_threadsafe(receiver.nudge)


def bot_number(settings: Settings) -> int:
    """Give the bot's number, which is the open part of its token."""
    number = settings.telegram_token.partition(":")[0]
    return int(number) if re.fullmatch(r"\d{1,15}", number, re.ASCII) else 0
