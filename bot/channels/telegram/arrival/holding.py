"""What only one process may do at a time, done by whichever has the lease."""

import asyncio
import contextlib
import time
from collections.abc import Awaitable, Callable
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.telegram.arrival.chat_leases import LEASE, MARGIN_SECONDS, give_up, take
from bot.channels.telegram.arrival.in_hand import Hold
from jobs.delivery.ledger import Ledger

RENEW_SECONDS = LEASE.total_seconds() / 3

log = structlog.get_logger(__name__)


class Post:
    """Something of this name that one process does; others stand by and take over in seconds."""

    def __init__(
        self, name: str, ledger: Ledger, *, owner: str, clock: Callable[[], datetime]
    ) -> None:
        self._name, self._ledger, self._owner, self._clock = name, ledger, owner, clock

    async def serve(self, work: Callable[[Hold], Awaitable[None]]) -> None:
        """Do this whenever the post is ours, until cancelled."""
        hold = Hold(0.0)
        try:
            while True:
                if await self._take(hold):
                    await self._while_ours(work, hold)
                await asyncio.sleep(RENEW_SECONDS)
        finally:
            leave = partial(give_up, name=self._name, owner=self._owner)
            with contextlib.suppress(SQLAlchemyError):
                await self._ledger.write(leave)

    async def _while_ours(self, work: Callable[[Hold], Awaitable[None]], hold: Hold) -> None:
        task = asyncio.ensure_future(work(hold))
        try:
            while not task.done():
                await asyncio.wait([task], timeout=RENEW_SECONDS)
                if not await self._take(hold) and hold.deadline < time.monotonic():
                    return
            if error := task.exception():
                log.error("post_left", post=self._name, error=type(error).__name__)
        finally:
            task.cancel()
            await asyncio.wait([task])

    async def _take(self, hold: Hold) -> bool:
        """Take or renew; a database that is away keeps us from neither for long."""
        began = time.monotonic()
        ask = partial(take, name=self._name, owner=self._owner, now=self._clock())
        try:
            ours = await self._ledger.write(ask)
        except SQLAlchemyError as error:
            log.warning("post_waits", post=self._name, error=type(error).__name__)
            return False
        if ours:
            hold.deadline = began + LEASE.total_seconds() - MARGIN_SECONDS
        return ours
