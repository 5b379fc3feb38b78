"""A question's way through this channel: asked, answered on one screen, found again when edited."""

import asyncio
from collections.abc import Awaitable
from typing import TypeVar

from sqlmodel import Session
from telegram import Message

from bot.channels.telegram.residents.answers import Shown, in_private, long_words
from bot.channels.telegram.speech.desk import TelegramDesk
from bot.channels.telegram.speech.marks import find_answered, keep_answered, keep_words
from bot.messages import MAX_QUESTION, Incoming, Reply, ReplyKind
from bot.texts import TOO_LONG
from jobs.records.exchanges import storable

CHANNEL = "telegram"
TYPING_SECONDS = 0.5

T = TypeVar("T")


async def ask(
    desk: TelegramDesk, chat: int, text: str, *, person: int = 0, message: int = 0
) -> Reply:
    """Have a question answered; whoever waits longer than a moment sees that we are at it."""
    incoming = Incoming(
        CHANNEL,
        str(chat),
        storable(text).strip(),
        message_id=str(message or ""),
        person=str(person or ""),
    )
    return await with_typing(desk, chat, asyncio.to_thread(desk.town.ask, incoming))


async def answer(desk: TelegramDesk, message: Message, text: str) -> None:
    """Answer a message in a private chat."""
    chat = message.chat.id
    if len(text) > MAX_QUESTION:
        await desk.say(chat, TOO_LONG)
        return
    reply = await ask(desk, chat, text, person=chat, message=message.message_id)
    shown, urgent = in_private(reply), reply.kind is ReplyKind.DANGER
    said = await desk.say(chat, shown.html, buttons=shown.buttons, urgent=urgent)
    await remember(desk, reply, chat=chat, question=message.message_id, said=said)


async def answer_again(desk: TelegramDesk, message: Message, text: str) -> None:
    """Answer an edited message where it was answered before, or anew if that is gone."""
    chat, number = message.chat.id, message.message_id
    said = await desk.read(lambda session: find_answered(session, str(chat), number))
    if said is None or len(text) > MAX_QUESTION:
        await answer(desk, message, text)
        return
    reply = await ask(desk, chat, text, person=chat, message=number)
    if reply.kind is ReplyKind.DANGER or not await _replaced(desk, chat, said, in_private(reply)):
        shown, urgent = in_private(reply), reply.kind is ReplyKind.DANGER
        said = await desk.say(chat, shown.html, buttons=shown.buttons, urgent=urgent)
    await remember(desk, reply, chat=chat, question=number, said=said)


async def answer_tap(desk: TelegramDesk, chat: int, words: str) -> None:
    """Answer what a button asked, as if it had been typed."""
    reply = await ask(desk, chat, words, person=chat)
    shown, urgent = in_private(reply), reply.kind is ReplyKind.DANGER
    await desk.say(chat, shown.html, buttons=shown.buttons, urgent=urgent)
    await remember(desk, reply, chat=chat)


async def remember(
    desk: TelegramDesk, reply: Reply, *, chat: int, question: int = 0, said: int = 0
) -> None:
    """Keep what is needed to go on with a reply that is on its way already."""
    words, now = long_words(reply), desk.clock()
    if not words and not (question and said):
        return

    def keep(session: Session) -> None:
        for one in words:
            keep_words(session, one)
        if question and said:
            keep_answered(session, str(chat), question, said, at=now)

    await desk.write(keep)


async def with_typing(
    desk: TelegramDesk, chat: int, work: Awaitable[T], *, thread: int | None = None
) -> T:
    """Wait for something; what takes more than a moment is shown as typing."""
    task = asyncio.ensure_future(work)
    done, _ = await asyncio.wait([task], timeout=TYPING_SECONDS)
    if not done:
        await desk.typing(chat, thread=thread)
    return await task


async def _replaced(desk: TelegramDesk, chat: int, said: int, shown: Shown) -> bool:
    return await desk.edit(chat, said, shown.html, buttons=shown.buttons)
