"""Replies that arrive: in parts, at Telegram's pace, and once more where it did not answer."""

import asyncio
import contextlib
import random
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from functools import partial
from typing import TypeVar

from telegram import Bot, LinkPreviewOptions, ReplyParameters
from telegram.constants import ChatAction, ParseMode
from telegram.error import (
    BadRequest,
    ChatMigrated,
    Forbidden,
    InvalidToken,
    NetworkError,
    TelegramError,
)

from bot.channels.telegram.arrival.in_hand import may_write_until
from bot.channels.telegram.speech.errors import TOKEN_SECONDS, closes_the_chat
from bot.channels.telegram.speech.keyboard import Buttons, keyboard
from bot.channels.telegram.speech.pace import Pace
from bot.channels.telegram.speech.request import Flooded, deadline
from bot.channels.telegram.speech.splitting import MOST_CAPTION, split

PATIENCE_SECONDS = 900.0  # a reply that is later than this matters to nobody
FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0
BUTTON_SECONDS = 10.0  # Telegram forgets a tap that is answered later
NO_PREVIEW = LinkPreviewOptions(is_disabled=True)

T = TypeVar("T")


class ChatClosed(Exception):
    """Nothing can be said in this chat: blocked, removed, or without the right to speak."""

    def __init__(self, chat: int) -> None:
        super().__init__("nothing can be said in this chat")
        self.chat = chat


class NotHeard(Exception):
    """Telegram did not take a reply for long, or (`late`) it is no longer ours to give it."""

    def __init__(self, *, late: bool) -> None:
        super().__init__("too late" if late else "Telegram is away")
        self.late = late


class Speaker:
    """Says things in chats as one bot."""

    def __init__(self, bot: Bot, pace: Pace) -> None:
        self._bot, self._pace = bot, pace
        self._newest: dict[tuple[int, int], int] = {}  # of the edits that wait, by message

    async def say(
        self,
        chat: int,
        text: str,
        *,
        buttons: Buttons | None = None,
        reply_to: int | None = None,
        thread: int | None = None,
        urgent: bool = False,
    ) -> int:
        """Say something in as many messages as it takes; give the last one's number, or 0."""
        parts, last = split(text), 0
        for number, part in enumerate(parts, 1):
            send = partial(
                self._bot.send_message,
                text=part,
                parse_mode=ParseMode.HTML,
                link_preview_options=NO_PREVIEW,
                message_thread_id=thread,
                reply_parameters=_replying(reply_to) if number == 1 else None,
                reply_markup=keyboard(buttons) if number == len(parts) else None,
            )
            sent = await self._deliver(chat, send, urgent=urgent)
            last = sent.message_id
        return last

    async def show(
        self,
        chat: int,
        picture: bytes,
        text: str = "",
        *,
        buttons: Buttons | None = None,
        reply_to: int | None = None,
        thread: int | None = None,
    ) -> int:
        """Show a picture with words under it; words that are too long follow it."""
        parts = split(text, most=MOST_CAPTION)
        caption = parts[0] if len(parts) == 1 else ""
        send = partial(
            self._bot.send_photo,
            photo=picture,
            caption=caption,
            parse_mode=ParseMode.HTML,
            message_thread_id=thread,
            reply_parameters=_replying(reply_to),
            reply_markup=keyboard(buttons) if len(parts) <= 1 else None,
        )
        sent = await self._deliver(chat, send)
        if len(parts) > 1:
            return await self.say(chat, text, buttons=buttons, thread=thread)
        return sent.message_id

    async def edit(
        self, chat: int, message: int, text: str, *, buttons: Buttons | None = None
    ) -> bool:
        """Put other words and buttons into a message; say whether it shows them now.

        An edit that waits is dropped when a newer one of the same message comes.
        """
        turn = self._newest[chat, message] = self._newest.get((chat, message), 0) + 1
        parts = split(text)

        async def change(place: int) -> bool:
            if self._newest.get((chat, message)) != turn:
                return False
            await self._bot.edit_message_text(
                parts[0],
                place,
                message,
                parse_mode=ParseMode.HTML,
                link_preview_options=NO_PREVIEW,
                reply_markup=keyboard(buttons),
            )
            return True

        try:
            done = await self._deliver(chat, change)
        except BadRequest as error:
            return "not modified" in error.message
        finally:
            if self._newest.get((chat, message)) == turn:
                del self._newest[chat, message]
        for part in parts[1:] if done else ():
            await self.say(chat, part)
        return done

    async def answer_button(self, query: str, text: str = "", *, alert: bool = False) -> None:
        """Let a tapped button rest, with a word that floats by; too late it is left alone."""
        if self._pace.closed_for > BUTTON_SECONDS:
            return
        with contextlib.suppress(TelegramError), _writing():
            await self._bot.answer_callback_query(query, text or None, show_alert=alert)

    async def typing(self, chat: int, *, thread: int | None = None) -> None:
        """Show that an answer is on its way, if there is room for that."""
        if not self._pace.is_free(chat):
            return
        with contextlib.suppress(TelegramError), _writing():
            await self._bot.send_chat_action(chat, ChatAction.TYPING, message_thread_id=thread)

    async def _deliver(
        self, chat: int, act: Callable[[int], Awaitable[T]], *, urgent: bool = False
    ) -> T:
        """Do something in a chat as often as it takes, following the chat where it moved."""
        began, wait = time.monotonic(), FIRST_WAIT
        while True:
            try:
                async with self._pace.turn(chat, urgent=urgent):
                    with _writing():
                        return await act(chat)
            except Flooded as error:
                self._pace.close(error.seconds)
            except InvalidToken:
                self._pace.close(TOKEN_SECONDS)
            except ChatMigrated as error:
                chat = error.new_chat_id
            except (BadRequest, Forbidden) as error:  # the first is a NetworkError by birth
                if isinstance(error, Forbidden) or closes_the_chat(error):
                    raise ChatClosed(chat) from None
                raise
            except NetworkError:
                await asyncio.sleep(wait * random.uniform(0.5, 1))  # noqa: S311
                wait = min(LONGEST_WAIT, 2 * wait)
            late = time.monotonic() >= may_write_until()
            if late or time.monotonic() - began > PATIENCE_SECONDS:
                raise NotHeard(late=late)


@contextmanager
def _writing() -> Iterator[None]:
    """Let a request be written only as long as what is in hand is ours."""
    before = deadline.set(may_write_until())
    try:
        yield
    finally:
        deadline.reset(before)


def _replying(message: int | None) -> ReplyParameters | None:
    if message is None:
        return None
    return ReplyParameters(message, allow_sending_without_reply=True)
