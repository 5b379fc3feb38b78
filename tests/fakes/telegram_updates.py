"""A bot's updates: kept until they are fetched or taken by its webhook, as Telegram keeps them."""

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import Sequence
from typing import Any

from .telegram_faults import Fault

Json = dict[str, Any]

KINDS = (
    "message",
    "edited_message",
    "channel_post",
    "edited_channel_post",
    "callback_query",
    "poll",
    "poll_answer",
    "my_chat_member",
    "chat_member",
    "chat_join_request",
    "message_reaction",
    "inline_query",
)
ON_REQUEST = frozenset(("chat_member", "message_reaction"))
FIRST_NUMBER = 900_000_001
LONGEST_WAIT = 2.0


class Updates:
    """One bot's updates, in a line for each chat.

    They are pushed from any thread, and given out in the thread that serves. `handed` are those
    that the bot has got, in the order in which it got them.
    """

    def __init__(self) -> None:
        self.allowed: Sequence[str] = ()
        self.hooked = False
        self.handed: list[Json] = []
        self._lock = threading.Lock()
        self._lines: dict[object, deque[tuple[int, Json]]] = {}
        self._ready: deque[object] = deque()  # chats with something to post and nothing in flight
        self._flying: set[object] = set()
        self._number, self._place, self._polls = FIRST_NUMBER, 0, 0
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news: asyncio.Event | None = None

    @property
    def waiting(self) -> int:
        """How many the bot has not taken for good: a fetched one is when a later is asked for."""
        with self._lock:
            return sum(map(len, self._lines.values()))

    def push(self, kind: str, body: Json) -> int:
        """Keep an update for the bot, and give its number; nothing that it does not want."""
        if kind not in (self.allowed or KINDS) or (not self.allowed and kind in ON_REQUEST):
            return 0
        number = self._number
        self._number += 1
        self.repeat({"update_id": number, kind: body})
        return number

    def repeat(self, *updates: Json) -> None:
        """Hand out updates as they are: again, or in a strange order."""
        with self._lock:
            for update in updates:
                chat = chat_in(update)
                line = self._lines.setdefault(chat, deque())
                if not line:
                    self._ready.append(chat)
                line.append((self._place, update))
                self._place += 1
        self.wake()

    def drop(self) -> None:
        """Forget what nobody took."""
        with self._lock:
            self._lines.clear()
            self._ready.clear()
            self._flying.clear()

    async def fetch(self, *, offset: int, limit: int, seconds: float) -> list[Json]:
        """Give what waits from a number on; wait for it, and forget what is before it."""
        if self.hooked:
            said = "can't use getUpdates method while webhook is active; use deleteWebhook to "
            raise Fault(said + "delete the webhook first", status=409)
        self._polls += 1
        mine, clock = self._polls, asyncio.get_running_loop().time
        self.wake()  # whoever else fetches is sent away
        self.settle_here()
        self._forget_before(offset)
        end = clock() + seconds
        while not self.waiting and clock() < end:
            await self.news(end - clock())
            if mine != self._polls:
                said = "terminated by other getUpdates request; make sure that only one bot "
                raise Fault(said + "instance is running", status=409)
        given = self._oldest(limit)
        self.handed += given
        return given

    def take(self, most: int) -> list[Json]:
        """Give what may be posted now: the oldest of chats that have none on its way."""
        with self._lock:
            taken = []
            while self._ready and len(self._flying) < most:
                chat = self._ready.popleft()
                self._flying.add(chat)
                taken.append(self._lines[chat][0][1])
            return taken

    def posted(self, update: Json, *, taken: bool) -> None:
        """Note that an update is on its way no more: the bot has it, or it waits again."""
        chat = chat_in(update)
        with self._lock:
            line = self._lines.get(chat)
            self._flying.discard(chat)
            if line is None:
                return
            if taken:
                line.popleft()
                self.handed.append(update)
            if line:
                self._ready.append(chat)
            else:
                del self._lines[chat]

    def settle_here(self) -> None:
        """Be told of news in the thread that runs this."""
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop, self._news = loop, asyncio.Event()

    def wake(self) -> None:
        """Let those who wait for news look again."""
        loop, news = self._loop, self._news
        if loop and news and not loop.is_closed():
            with contextlib.suppress(RuntimeError):  # it may be closed between the two
                loop.call_soon_threadsafe(news.set)

    async def news(self, seconds: float = LONGEST_WAIT) -> None:
        """Wait for something new, or not longer."""
        assert self._news
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), min(seconds, LONGEST_WAIT))
        self._news.clear()

    def _forget_before(self, offset: int) -> None:
        with self._lock:
            for chat, line in list(self._lines.items()):
                kept = deque(one for one in line if one[1]["update_id"] >= offset)
                if kept:
                    self._lines[chat] = kept
                else:
                    del self._lines[chat]
            self._ready = deque(self._lines)

    def _oldest(self, limit: int) -> list[Json]:
        with self._lock:
            waiting = sorted((one for line in self._lines.values() for one in line), key=_place)
        return [update for _place, update in waiting[:limit]]


def chat_in(update: Json) -> object:
    """Name the chat or person whose updates are kept in order."""
    body = next(value for name, value in update.items() if name != "update_id")
    body = body.get("message", body)
    return body.get("chat", body.get("from", body.get("user", {}))).get("id")


def _place(one: tuple[int, Json]) -> int:
    return one[0]
