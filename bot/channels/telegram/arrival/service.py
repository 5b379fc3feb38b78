"""What the Telegram channel does in its loop, from getting to know Telegram to the end."""

import asyncio
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial

import structlog
from sqlalchemy.exc import SQLAlchemyError
from telegram import Bot

from bot import texts
from bot.channels.outbound import open_outbound
from bot.channels.telegram.arrival import connecting, inbox
from bot.channels.telegram.arrival.arriving import parse
from bot.channels.telegram.arrival.chores import do_chores
from bot.channels.telegram.arrival.connecting import Hopeless, State
from bot.channels.telegram.arrival.holding import Post
from bot.channels.telegram.arrival.inbox import InHand
from bot.channels.telegram.arrival.letterbox import Letterbox
from bot.channels.telegram.arrival.polling import Poller
from bot.channels.telegram.arrival.receiving import Receiver
from bot.channels.telegram.arrival.routing import Chore, Handler, Router
from bot.channels.telegram.handlers import WANTED
from bot.channels.telegram.speech.desk import TelegramDesk
from bot.channels.telegram.speech.pace import Pace, ReplyLimits
from bot.channels.telegram.speech.request import AiohttpRequest, make_bot
from bot.channels.telegram.speech.speaking import Speaker
from bot.flows.keeping import Flows
from bot.town import Town
from jobs.delivery.ledger import Ledger
from jobs.delivery.shared_time import SharedClock
from jobs.forward.links import ForwardLinks
from jobs.places.groups import Channel
from jobs.vault import Vault

ADJUST_SECONDS = 60.0
FLOOD_SECONDS = 60.0  # between two polite words to one person who writes too fast

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Means:
    """What the service works with: `inbox` writes updates, `ledger` what handlers do."""

    town: Town
    vault: Vault
    inbox: Ledger
    ledger: Ledger
    clock: SharedClock
    bot: int
    owner: str
    secret: str


class Service:
    """Connects, receives, handles and does chores until cancelled."""

    def __init__(
        self,
        means: Means,
        *,
        handlers: Sequence[Handler],
        chores: Sequence[Chore],
        limits: ReplyLimits,
    ) -> None:
        self._means, self._settings = means, means.town.settings
        self._router, self._chores, self._limits = Router(handlers), chores, limits
        self._slowed: dict[str, float] = {}  # when whom was last asked to write more slowly
        self.state = State.CONNECTING
        self.receiver: Receiver | None = None

    async def run(self, letterbox: Letterbox) -> None:
        """Serve until cancelled; where a setting is wrong, say so and leave it at that."""
        async with open_outbound() as session:
            request = AiohttpRequest(session, self._settings.telegram_token)
            bot = make_bot(request, self._settings.telegram_api_base)
            try:
                await self._connect(bot)
            except Hopeless as error:
                self.state = error.state
                log.error(str(error))
                return
            self.state = State.ON
            await self._serve(bot, request, letterbox)

    async def _connect(self, bot: Bot) -> None:
        await connecting.introduce(bot)
        if self._settings.telegram_mode == "webhook":
            await connecting.set_webhook(
                bot, self._settings.public_url, secret=self._means.secret, wanted=WANTED
            )

    async def _serve(self, bot: Bot, request: AiohttpRequest, letterbox: Letterbox) -> None:
        means, desk = self._means, self._desk(bot)
        self.receiver = Receiver(
            means.inbox,
            partial(self._handle, desk),
            bot=means.bot,
            owner=means.owner,
            clock=means.clock,
            metrics=means.town.metrics,
        )
        async with asyncio.TaskGroup() as tasks:
            tasks.create_task(self.receiver.run())
            tasks.create_task(self._post("chores").serve(partial(do_chores, self._chores, desk)))
            tasks.create_task(_every(ADJUST_SECONDS, means.clock.adjust))
            if self._settings.telegram_mode == "polling":
                tasks.create_task(self._poll(bot, request, letterbox))

    async def _poll(self, bot: Bot, request: AiohttpRequest, letterbox: Letterbox) -> None:
        means = self._means

        async def newest() -> int | None:
            return await means.inbox.write(partial(inbox.newest, bot=means.bot))

        await connecting.drop_webhook(bot)
        poller = Poller(
            request,
            self._settings.telegram_api_base,
            wanted=WANTED,
            newest=newest,
            take=letterbox.take,
        )
        await self._post("polling").serve(poller.run)

    async def _handle(self, desk: TelegramDesk, task: InHand) -> None:
        """Handle one update, after a word to whoever writes faster than can be answered."""
        update = parse(json.loads(task.body), desk.bot)
        if task.flooded:
            self._means.town.metrics.telegram_update("flooded", task.flooded)
            await self._slow_down(desk, task.chat)
        await self._router.handle(update, desk)

    async def _slow_down(self, desk: TelegramDesk, chat: str) -> None:
        now = time.monotonic()
        self._slowed = {one: at for one, at in self._slowed.items() if at > now - FLOOD_SECONDS}
        if chat not in self._slowed:
            self._slowed[chat] = now
            await desk.say(int(chat), texts.TOO_FAST)

    def _desk(self, bot: Bot) -> TelegramDesk:
        means, town = self._means, self._means.town
        return TelegramDesk(
            town=town,
            bot=bot,
            speaker=Speaker(bot, Pace(self._limits, beside=self._notices)),
            ledger=means.ledger,
            flows=Flows(town.database, means.ledger, Channel.TELEGRAM, clock=means.clock),
            links=ForwardLinks(means.vault, town.settings.public_url),
            vault=means.vault,
            clock=means.clock,
        )

    def _notices(self) -> int:
        delivering = self._means.town.delivering
        return delivering.traffic.recent if delivering else 0

    def _post(self, name: str) -> Post:
        means = self._means
        return Post(name, means.inbox, owner=means.owner, clock=means.clock)


async def _every(seconds: float, work: Callable[[], object]) -> None:
    """Do this again and again in a thread; when it fails, the next time may be better."""
    while True:
        await asyncio.sleep(seconds)
        try:
            await asyncio.to_thread(work)
        except SQLAlchemyError as error:
            log.warning("clock_not_adjusted", error=type(error).__name__)
