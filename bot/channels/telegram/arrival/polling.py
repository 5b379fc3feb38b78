"""Asking Telegram for updates: one process at a time, nothing forgotten between two of them."""

import asyncio
import json
import random
from collections.abc import Awaitable, Callable, Sequence
from typing import Any
from urllib.parse import urlencode

import structlog
from telegram.error import Conflict, InvalidToken, TelegramError

from bot.channels.telegram.arrival.in_hand import Hold
from bot.channels.telegram.speech.errors import BAD_TOKEN, TOKEN_SECONDS
from bot.channels.telegram.speech.request import HIDDEN, AiohttpRequest, Flooded, deadline

WAIT_SECONDS = 25  # Telegram keeps the connection open for so long when there is nothing
ANSWER_SECONDS = 15.0
FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0
CONFLICT_SECONDS = 10.0
CONFLICT = "另一个程序也在用这个 Telegram 机器人收消息：请停掉它，或者换一个机器人的令牌。"

Take = Callable[[Sequence[object]], Awaitable[None]]

log = structlog.get_logger(__name__)


class Poller:
    """Fetches updates and hands them on; only what was stored is confirmed to Telegram."""

    def __init__(
        self,
        request: AiohttpRequest,
        base: str,
        *,
        wanted: Sequence[str],
        newest: Callable[[], Awaitable[int | None]],
        take: Take,
    ) -> None:
        self._request, self._base, self._wanted = request, base, wanted
        self._newest, self._take = newest, take
        self._wait = FIRST_WAIT
        self._said = ""

    async def run(self, hold: Hold) -> None:
        """Fetch until cancelled; whatever Telegram answers, it is asked again."""
        known = await self._newest()
        offset = None if known is None else known + 1
        while True:
            deadline.set(hold.deadline)
            try:
                found = await self._fetch(offset)
            except TelegramError as error:
                await self._rest(error)
                continue
            self._wait, self._said = FIRST_WAIT, ""
            await self._take(found)
            offset = max(map(_after, found), default=offset or 0) or offset

    async def _fetch(self, offset: int | None) -> Sequence[Any]:
        asked = {"timeout": WAIT_SECONDS, "allowed_updates": json.dumps(self._wanted)}
        if offset is not None:
            asked["offset"] = offset
        url = f"{self._base}/bot{HIDDEN}/getUpdates?{urlencode(asked)}"
        # Not Bot.get_updates: one update that it can't read would stop all that follow.
        found = await self._request.post(url, read_timeout=WAIT_SECONDS + ANSWER_SECONDS)
        return found if isinstance(found, list) else []

    async def _rest(self, error: TelegramError) -> None:
        """Keep away for as long as an error asks for, and say what staff can mend."""
        match error:
            case Flooded():
                seconds = error.seconds
            case InvalidToken():
                seconds = TOKEN_SECONDS
                self._say(BAD_TOKEN)
            case Conflict():
                seconds = CONFLICT_SECONDS
                self._say(CONFLICT)
            case _:
                seconds = self._wait * random.uniform(0.5, 1)  # noqa: S311
                self._wait = min(LONGEST_WAIT, 2 * self._wait)
                log.warning("telegram_waits", error=type(error).__name__)
        await asyncio.sleep(seconds)

    def _say(self, sentence: str) -> None:
        """Say something once, until things went well in between."""
        if self._said != sentence:
            self._said = sentence
            log.error(sentence)


def _after(raw: object) -> int:
    number = raw.get("update_id") if isinstance(raw, dict) else None
    return number + 1 if isinstance(number, int) else 0
