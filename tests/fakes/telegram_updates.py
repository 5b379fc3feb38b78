"""A bot's updates: kept until they are fetched or taken by its webhook, as Telegram keeps them."""

import asyncio
import contextlib
import threading
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp

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
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"
FIRST_NUMBER = 900_000_001
TRY_AGAIN, LONGEST_WAIT, ANSWER_SECONDS = 0.1, 2.0, 60.0


@dataclass
class Hook:
    """Where a webhook is, and how it fared."""

    url: str = ""
    secret: str = ""
    connections: int = 40
    failed_at: int = 0
    failure: str = ""
    answers: list[tuple[int, int, float]] = field(default_factory=list)


class Updates:
    """One bot's updates; pushed from any thread, given out in the thread that serves."""

    def __init__(self) -> None:
        self.hook = Hook()
        self.allowed: Sequence[str] = ()
        self.handed: list[Json] = []
        self._lock = threading.Lock()
        self._waiting: deque[Json] = deque()
        self._flying: set[object] = set()
        self._number = FIRST_NUMBER
        self._loop: asyncio.AbstractEventLoop | None = None
        self._news: asyncio.Event | None = None
        self._poll = 0
        self._posting: asyncio.Task[None] | None = None

    @property
    def waiting(self) -> int:
        """How many nobody has taken yet."""
        with self._lock:
            return len(self._waiting)

    @property
    def unfinished(self) -> int:
        """How many nobody has taken for good: a fetched one is, once a later offset is asked."""
        with self._lock:
            return len(self._waiting) + len(self._flying)

    def push(self, kind: str, body: Json, *, number: int = 0) -> int:
        """Keep an update for the bot, and give its number; nothing that it does not want."""
        if kind not in (self.allowed or KINDS) or (not self.allowed and kind in ON_REQUEST):
            return 0
        with self._lock:
            number = number or self._number
            self._number = max(self._number, number) + 1
            self._waiting.append({"update_id": number, kind: body})
        self._wake()
        return number

    def repeat(self, *updates: Json) -> None:
        """Hand out updates as they are: again, or in a strange order."""
        with self._lock:
            self._waiting.extend(updates)
        self._wake()

    def drop(self) -> None:
        """Forget what nobody took."""
        with self._lock:
            self._waiting.clear()

    async def fetch(self, *, offset: int, limit: int, seconds: float) -> list[Json]:
        """Give what waits from a number on; wait for it, and forget what is before it."""
        if self.hook.url:
            said = "can't use getUpdates method while webhook is active; use deleteWebhook to "
            raise Fault(said + "delete the webhook first", status=409)
        self._poll += 1
        mine = self._poll
        self._here()
        if offset > 0:
            with self._lock:
                self._waiting = deque(u for u in self._waiting if u["update_id"] >= offset)
        end = asyncio.get_running_loop().time() + seconds
        while not self.waiting and (left := end - asyncio.get_running_loop().time()) > 0:
            await self._news_within(left)
            if mine != self._poll:
                said = "terminated by other getUpdates request; make sure that only one bot "
                raise Fault(said + "instance is running", status=409)
        with self._lock:
            given = list(self._waiting)[:limit]
        self.handed += given
        return given

    def set_hook(self, hook: Hook) -> None:
        """Post to an address from now on, or nowhere."""
        hook.answers = self.hook.answers
        self.hook = hook
        self._here()
        if hook.url and not self._posting:
            self._posting = asyncio.get_running_loop().create_task(self._post())
        self._wake()

    async def close(self) -> None:
        """Stop posting."""
        if self._posting:
            self._posting.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await self._posting

    def _here(self) -> None:
        loop = asyncio.get_running_loop()
        if self._loop is not loop:
            self._loop, self._news = loop, asyncio.Event()

    def _wake(self) -> None:
        loop, news = self._loop, self._news
        if loop and news and not loop.is_closed():
            loop.call_soon_threadsafe(news.set)

    async def _news_within(self, seconds: float) -> None:
        assert self._news
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self._news.wait(), min(seconds, LONGEST_WAIT))
        self._news.clear()

    async def _post(self) -> None:
        """Post to the webhook: chats side by side, each in order, and again what failed."""
        timeout = aiohttp.ClientTimeout(total=ANSWER_SECONDS)
        connector = aiohttp.TCPConnector(limit=0)
        async with (
            aiohttp.ClientSession(timeout=timeout, connector=connector) as session,
            asyncio.TaskGroup() as group,
        ):
            while True:
                for update in self._next() if self.hook.url else ():
                    group.create_task(self._hand(session, update))
                await self._news_within(LONGEST_WAIT)

    def _next(self) -> list[Json]:
        """Take what may be posted now: nothing of a chat that has one on its way."""
        with self._lock:
            taken, passed = [], set(self._flying)
            for update in self._waiting:
                if len(self._flying) >= self.hook.connections:
                    break
                chat = chat_in(update)
                if chat not in passed:
                    passed.add(chat)
                    self._flying.add(chat)
                    taken.append(update)
            if taken:
                gone = set(map(id, taken))
                self._waiting = deque(u for u in self._waiting if id(u) not in gone)
            return taken

    async def _hand(self, session: aiohttp.ClientSession, update: Json) -> None:
        wait = TRY_AGAIN
        while not await self._handed(session, update):
            await asyncio.sleep(wait)
            wait = min(wait * 2, LONGEST_WAIT)
            if not self.hook.url:
                self.repeat(update)
                break
        with self._lock:
            self._flying.discard(chat_in(update))
        assert self._news
        self._news.set()

    async def _handed(self, session: aiohttp.ClientSession, update: Json) -> bool:
        hook, loop = self.hook, asyncio.get_running_loop()
        if not hook.url:
            return False
        headers, began = {SECRET_HEADER: hook.secret} if hook.secret else {}, loop.time()
        try:
            async with session.post(hook.url, json=update, headers=headers) as answer:
                await answer.read()
                status = answer.status
        except (aiohttp.ClientError, OSError) as error:
            hook.failed_at, hook.failure = 1, type(error).__name__
            return False
        hook.answers.append((update["update_id"], status, loop.time() - began))
        if not 200 <= status < 300:
            hook.failed_at, hook.failure = 1, f"Wrong response from the webhook: {status}"
            return False
        self.handed.append(update)
        return True


def chat_in(update: Json) -> object:
    """Name the chat or person whose updates are kept in order."""
    body = next(value for name, value in update.items() if name != "update_id")
    body = body.get("message", body)
    return body.get("chat", body.get("from", body.get("user", {}))).get("id")
