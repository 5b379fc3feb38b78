"""How fast replies go out: within what Telegram allows a bot, and each chat."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from jobs.delivery.pacing import Window

NAP_SECONDS = 0.05  # until we look again while everything is on its way
MOST_CHATS = 2_000  # remembered before the idle ones are forgotten

Limit = tuple[int, float]  # so many in so many seconds


@dataclass(frozen=True, slots=True)
class ReplyLimits:
    """How many replies may go out: of the bot, in every chat, and in groups besides."""

    bot: tuple[Limit, ...] = ((29, 1.0),)
    chat: tuple[Limit, ...] = ((3, 3.0),)  # one a second, three at once
    group: tuple[Limit, ...] = ((20, 60.0),)


@dataclass(slots=True)
class _Chat:
    windows: Sequence[Window]
    turn: asyncio.Lock = field(default_factory=asyncio.Lock)


class Pace:
    """Gives everybody a turn, first come first served; nothing opens a pause earlier.

    `beside` says how many notices the bot has sent in the last second: they need places, too.
    """

    def __init__(
        self,
        limits: ReplyLimits,
        *,
        beside: Callable[[], int] = lambda: 0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._limits, self._beside, self._clock = limits, beside, clock
        self._bot = [Window(*limit) for limit in limits.bot]
        self._gate = asyncio.Lock()
        self._chats: dict[int, _Chat] = {}
        self._closed_until = 0.0

    def close(self, seconds: float) -> None:
        """Let nothing begin for so long: Telegram said so."""
        self._closed_until = max(self._closed_until, self._clock() + seconds)

    @property
    def closed_for(self) -> float:
        """For how many more seconds nothing may begin."""
        return max(0.0, self._closed_until - self._clock())

    def is_free(self, chat: int) -> bool:
        """Say whether something could go to a chat at once."""
        now, known = self._clock(), self._chats.get(chat)
        windows = known.windows if known else ()
        return not self._wait_for_bot() and all(window.free(now) for window in windows)

    @asynccontextmanager
    async def turn(self, chat: int, *, urgent: bool = False) -> AsyncIterator[None]:
        """Wait until something may go to a chat; what is urgent waits for no other message."""
        known = self._known(chat)
        if urgent:
            await self._until_open(())
            self._begin(known)
        else:
            async with known.turn:
                await self._until_open(known.windows)
                async with self._gate:
                    while (wait := self._wait_for_bot()) > 0:
                        await asyncio.sleep(wait)
                    self._begin(known)
        try:
            yield
        finally:
            self._end(known)

    async def _until_open(self, windows: Sequence[Window]) -> None:
        """Wait for all these windows, and for a pause to end."""
        while (wait := self._wait(windows)) > 0:
            await asyncio.sleep(wait)

    def _wait(self, windows: Sequence[Window]) -> float:
        now = self._clock()
        wait = max([self._closed_until, *(window.opens(now) for window in windows)]) - now
        return NAP_SECONDS if wait == float("inf") else max(0.0, wait)

    def _wait_for_bot(self) -> float:
        wait, now, beside = self._wait(self._bot), self._clock(), self._beside()
        crowded = beside and any(window.free(now) <= beside for window in self._bot)
        return max(wait, NAP_SECONDS) if crowded else wait

    def _begin(self, known: _Chat) -> None:
        for window in (*self._bot, *known.windows):
            window.begin()

    def _end(self, known: _Chat) -> None:
        now = self._clock()
        for window in (*self._bot, *known.windows):
            window.end(now)

    def _known(self, chat: int) -> _Chat:
        if len(self._chats) > MOST_CHATS:
            self._tidy()
        if chat not in self._chats:
            limits = (*self._limits.chat, *(self._limits.group if chat < 0 else ()))
            self._chats[chat] = _Chat([Window(*limit) for limit in limits])
        return self._chats[chat]

    def _tidy(self) -> None:
        now = self._clock()
        self._chats = {
            chat: known
            for chat, known in self._chats.items()
            if known.turn.locked() or not all(window.idle(now) for window in known.windows)
        }
