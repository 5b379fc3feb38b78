"""Working off the inbox: one update of a chat at a time, many chats at once."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from datetime import datetime
from functools import partial
from logging import ERROR, WARNING

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.telegram.arrival import chat_leases
from bot.channels.telegram.arrival.chat_leases import LEASE, MARGIN_SECONDS
from bot.channels.telegram.arrival.in_hand import Hold, in_hand
from bot.channels.telegram.arrival.inbox import TRIES, Ending, InHand, LeaseGone, claim, go_on
from bot.channels.telegram.speech.speaking import ChatClosed, NotHeard
from bot.metrics import Metrics
from jobs.delivery.ledger import Ledger

MOST_CHATS, MOST_URGENT = 64, 16  # worked on at once; places besides for danger
SWEEP_SECONDS = 1.0
RENEW_SECONDS = LEASE.total_seconds() / 3
STOP_SECONDS = 6.0
LONGEST_SECONDS = 1_200.0  # for one update; longer than a reply may wait
AGAIN_SECONDS = (1.0, 4.0)  # before the second and the third try
BROKEN_SECONDS = 0.5  # between tries to reach a database that does not answer

Handle = Callable[[InHand], Awaitable[None]]

log = structlog.get_logger(__name__)


class Receiver:
    """Takes chats in which something waits, and has their updates handled in order."""

    def __init__(
        self,
        ledger: Ledger,
        handle: Handle,
        *,
        bot: int,
        owner: str,
        clock: Callable[[], datetime],
        metrics: Metrics,
        most: int = MOST_CHATS,
    ) -> None:
        self._ledger, self._handle, self._bot = ledger, handle, bot
        self._owner, self._clock, self._metrics, self._most = owner, clock, metrics, most
        self._chats: dict[str, tuple[asyncio.Task[None], Hold]] = {}
        self._nudged = asyncio.Event()
        self._stopping = False

    def nudge(self) -> None:
        """Look at once for what has come in."""
        self._nudged.set()

    @property
    def in_hand(self) -> int:
        """How many chats are worked on."""
        return len(self._chats)

    async def run(self) -> None:
        """Work until cancelled; what is in hand then is finished, or goes back."""
        renewing = asyncio.create_task(self._renew())
        try:
            while True:
                self._nudged.clear()
                await self._claim()
                # Not wait_for, which may swallow that it is cancelled (before Python 3.12).
                with suppress(TimeoutError):
                    async with asyncio.timeout(SWEEP_SECONDS):
                        await self._nudged.wait()
        finally:
            self._stopping = True
            await self._finish()
            renewing.cancel()

    async def _claim(self) -> None:
        """Take as many chats as there is room for; danger finds room where others wait."""
        room = self._most - len(self._chats)
        urgent = room <= 0
        room = room if room > 0 else self._most + MOST_URGENT - len(self._chats)
        if room <= 0:
            return
        began = time.monotonic()
        take = partial(
            claim, bot=self._bot, owner=self._owner, most=room, urgent=urgent, now=self._clock()
        )
        try:
            tasks = await self._ledger.write(take)
        except SQLAlchemyError as error:  # the next sweep tries again
            log.warning("inbox_waits", error=type(error).__name__)
            return
        for task in tasks:
            self._begin(task, Hold(_deadline(began)))

    def _begin(self, task: InHand, hold: Hold) -> None:
        if task.chat in self._chats:  # ours had run out, and came back to us
            self._chats[task.chat][0].cancel()
        work = asyncio.create_task(self._work(task, hold))
        self._chats[task.chat] = (work, hold)
        work.add_done_callback(lambda done: self._end(task.chat, done))

    def _end(self, chat: str, done: asyncio.Task[None]) -> None:
        if chat in self._chats and self._chats[chat][0] is done:
            del self._chats[chat]
        self._nudged.set()  # there is room again

    async def _work(self, task: InHand, hold: Hold) -> None:
        """Handle the updates of one chat until none waits."""
        following: InHand | None = task
        try:
            while following is not None:
                ending, error = await self._try(following, hold)
                if ending is Ending.FAILED:
                    await self._pause(following, error)
                following = await self._note(following, ending, error)
        except LeaseGone:
            log.warning("chat_lost")

    async def _try(self, task: InHand, hold: Hold) -> tuple[Ending, str]:
        """Handle one update, and say what became of it."""
        try:
            with in_hand(task.update_id, hold):
                async with asyncio.timeout(LONGEST_SECONDS):
                    await self._handle(task)
        except ChatClosed:
            return Ending.DONE, ""
        except NotHeard as error:
            return (Ending.PUT_BACK if error.late else Ending.AWAY), type(error).__name__
        except asyncio.CancelledError:
            if not self._stopping:
                raise
            return Ending.PUT_BACK, ""
        except Exception as error:  # whatever it was, it must not stop the others
            return Ending.FAILED, type(error).__name__
        return Ending.DONE, ""

    async def _pause(self, task: InHand, error: str) -> None:
        """Say that something went wrong, not what was written, and wait for the next try."""
        last = task.tries >= TRIES
        log.log(
            ERROR if last else WARNING,
            "update_set_aside" if last else "update_failed",
            number=task.update_id,
            tries=task.tries,
            error=error,
        )
        self._metrics.telegram_update("set_aside" if last else "failed")
        if not last:
            await asyncio.sleep(AGAIN_SECONDS[task.tries - 1])

    async def _note(self, task: InHand, ending: Ending, error: str) -> InHand | None:
        """Write down what became of an update, and take up the next one of its chat."""
        if ending is Ending.DONE:
            self._metrics.telegram_update("handled")
        while True:
            write = partial(
                go_on,
                task=task,
                ending=ending,
                owner=self._owner,
                now=self._clock(),
                error=error,
                more=not self._stopping,
            )
            try:
                return await self._ledger.write(write)
            except SQLAlchemyError as broken:
                log.warning("inbox_waits", error=type(broken).__name__)
                await asyncio.sleep(BROKEN_SECONDS)

    async def _renew(self) -> None:
        """Keep what is ours; stop working on what another has taken while we were away."""
        while True:
            await asyncio.sleep(RENEW_SECONDS)
            began = time.monotonic()
            keep = partial(chat_leases.renew, owner=self._owner, now=self._clock())
            try:
                ours = await self._ledger.write(keep)
            except SQLAlchemyError as error:
                log.warning("inbox_waits", error=type(error).__name__)
                continue
            for chat, (work, hold) in self._chats.items():
                if chat in ours:
                    hold.deadline = _deadline(began)
                elif hold.deadline < time.monotonic():
                    work.cancel()

    async def _finish(self) -> None:
        """Let what is in hand come to its end; what takes too long goes back."""
        works = [work for work, _hold in self._chats.values()]
        if not works:
            return
        _done, late = await asyncio.wait(works, timeout=STOP_SECONDS)
        for work in late:
            work.cancel()
        if late:
            await asyncio.wait(late, timeout=STOP_SECONDS)


def _deadline(began: float) -> float:
    return began + LEASE.total_seconds() - MARGIN_SECONDS
