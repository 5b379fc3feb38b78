"""Posting updates to a webhook, again and again until it takes them."""

import asyncio
import contextlib
import time
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from .telegram_updates import Updates

Json = dict[str, Any]

SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
FIRST_WAIT, LONGEST_WAIT, ANSWER_SECONDS = 0.1, 1.0, 60.0


@dataclass
class Hook:
    """Where a webhook is; `answers` are the status and seconds of each, `failure` the last one."""

    url: str = ""
    secret: str = ""
    connections: int = 40
    failed_at: int = 0
    failure: str = ""
    answers: list[tuple[int, float]] = field(default_factory=list)


class Posting:
    """Posts a bot's updates: chats side by side, each in order."""

    def __init__(self, updates: Updates) -> None:
        self.hook = Hook()
        self._updates = updates
        self._task: asyncio.Task[None] | None = None

    def begin(self, hook: Hook) -> None:
        """Post to an address from now on, or nowhere if it has none."""
        hook.answers = self.hook.answers
        self.hook, self._updates.hooked = hook, bool(hook.url)
        self._updates.settle_here()
        if hook.url and not self._task:
            self._task = asyncio.get_running_loop().create_task(self._run())
        self._updates.wake()

    async def close(self) -> None:
        """Stop."""
        if self._task:
            self._task.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._task

    async def _run(self) -> None:
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        connector = aiohttp.TCPConnector(limit=0)
        async with (
            aiohttp.ClientSession(timeout=timeout, connector=connector) as session,
            asyncio.TaskGroup() as group,
        ):
            while True:
                for update in self._updates.take(self.hook.connections) if self.hook.url else ():
                    group.create_task(self._hand(session, update))
                await self._updates.news()

    async def _hand(self, session: aiohttp.ClientSession, update: Json) -> None:
        wait, taken = FIRST_WAIT, False
        while self.hook.url and not (taken := await self._post(session, update)):
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)
        self._updates.posted(update, taken=taken)
        self._updates.wake()

    async def _post(self, session: aiohttp.ClientSession, update: Json) -> bool:
        hook, began = self.hook, time.perf_counter()
        headers = {SECRET_HEADER: hook.secret} if hook.secret else {}
        try:
            async with session.post(hook.url, json=update, headers=headers) as answer:
                await answer.read()
                status = answer.status
        except (aiohttp.ClientError, OSError) as error:
            hook.failed_at, hook.failure = int(time.time()), type(error).__name__
            return False
        hook.answers.append((status, time.perf_counter() - began))
        if not 200 <= status < 300:
            hook.failed_at = int(time.time())
            hook.failure = f"Wrong response from the webhook: {status}"
            return False
        return True
