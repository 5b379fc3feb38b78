"""Where updates come in: read, stored, and only then taken for received."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import lru_cache, partial

import structlog

from bot.channels.telegram.arrival import inbox
from bot.channels.telegram.arrival.arriving import read_body, read_update
from bot.channels.telegram.arrival.inbox import Arrival
from bot.town import Town
from jobs.delivery.ledger import Ledger
from knowledge.danger import find_danger
from knowledge.errors import BadInput

SHORT = 100  # characters of a text of which we remember whether danger speaks from it
REMEMBERED = 4_096

log = structlog.get_logger(__name__)


class Closed(Exception):
    """We are stopping: what comes now must come again."""


class Letterbox:
    """Takes updates of one bot in, from any thread's loop; `nudge` wakes whoever handles them."""

    def __init__(
        self,
        town: Town,
        ledger: Ledger,
        bot: int,
        *,
        clock: Callable[[], datetime],
        nudge: Callable[[], None],
    ) -> None:
        self._ledger, self._bot, self._clock, self._nudge = ledger, bot, clock, nudge
        self._metrics, self._dangers = town.metrics, town.knowledge.dangers
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._hear)
        self._closed = False

    def close(self) -> None:
        """Take nothing in any more."""
        self._closed = True

    async def take_in(self, body: bytes) -> None:
        """Store what a webhook call brought; raises `BadInput` if it is none, or `Closed`."""
        try:
            arrival = read_body(body, self._bot, self._is_danger)
        except BadInput:
            self._metrics.telegram_update("refused")
            raise
        await self._store([arrival])

    async def take(self, raws: Sequence[object]) -> None:
        """Store what polling brought; what cannot be read is left out, or nothing would follow."""
        arrivals = []
        for raw in raws:
            try:
                arrivals.append(read_update(raw, self._bot, self._is_danger))
            except BadInput:
                self._metrics.telegram_update("refused")
                log.error("update_refused")
        await self._store(arrivals)

    async def _store(self, arrivals: Sequence[Arrival]) -> None:
        if self._closed:
            raise Closed
        if not arrivals:
            return
        work = partial(inbox.take_in, arrivals=arrivals, now=self._clock())
        new = await self._ledger.write(work)
        self._metrics.telegram_update("received", new)
        self._metrics.telegram_update("repeated", len(arrivals) - new)
        if new:
            self._nudge()

    def _is_danger(self, text: str) -> bool:
        return self._remembered(text) if len(text) <= SHORT else self._hear(text)

    def _hear(self, text: str) -> bool:
        return find_danger(text, self._dangers) is not None
