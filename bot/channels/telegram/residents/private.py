"""Residents in private: commands, menus by their names, questions, and what is no text."""

from collections.abc import Awaitable, Callable

from telegram import Message, Update
from telegram.constants import ChatType

from bot import chat_texts as texts
from bot.channels.telegram.residents import erasing, handing, menus, reminding, starting, where
from bot.channels.telegram.residents.answers import Shown
from bot.channels.telegram.residents.asking import answer, answer_again
from bot.channels.telegram.speech.desk import TelegramDesk
from bot.texts import EMPTY

Command = Callable[[TelegramDesk, Message], Awaitable[Shown]]

_WORDS = {
    "办事": "guide",
    "办事指南": "guide",
    "提醒我": "remind",
    "订阅": "remind",
    "退订": "stop",
    "取消订阅": "stop",
    "不再接收": "stop",
    "帮助": "help",
    "网格员": "where",
    "清除记录": "erase",
    "转给工作人员": "person",
    "转人工": "person",
    "人工": "person",
}


async def residents(update: Update, desk: TelegramDesk) -> bool:
    """Handle what somebody writes in private; whatever comes gets an answer."""
    message = update.message or update.edited_message
    if message is None or message.chat.type != ChatType.PRIVATE:
        return False
    text = message.text or message.caption or ""
    if update.edited_message is not None:
        await _edited(desk, message, text)
    elif text.startswith("/ask ") and text[5:].strip():
        await _said(desk, message, text[5:].strip())
    elif text.startswith("/"):
        await _tell(desk, message, await _command(desk, message, text))
    elif text.strip():
        await _said(desk, message, text)
    else:
        await _tell(desk, message, await _without_words(desk, message))
    return True


async def _said(desk: TelegramDesk, message: Message, text: str) -> None:
    """Take what was typed for a number that was asked for, a menu's name, or a question."""
    shown = await handing.take(desk, message.chat.id, text)
    named = _WORDS.get(text.strip())
    if shown is None and named:
        shown = await _COMMANDS[named](desk, message)
    if shown is not None:
        await _tell(desk, message, shown)
        return
    await answer(desk, message, text)
    if message.caption:
        await desk.say(message.chat.id, texts.CAPTION_ONLY)


async def _edited(desk: TelegramDesk, message: Message, text: str) -> None:
    if text.strip() and not text.startswith("/") and text.strip() not in _WORDS:
        await answer_again(desk, message, text)


async def _command(desk: TelegramDesk, message: Message, text: str) -> Shown:
    name = text[1:].split(maxsplit=1)[0].partition("@")[0].lower() if text[1:].strip() else ""
    command = _COMMANDS.get(name)
    return await command(desk, message) if command else Shown(texts.NO_COMMAND)


async def _without_words(desk: TelegramDesk, message: Message) -> Shown:
    if message.location or message.venue:
        return await desk.read(lambda session: where.at_home(session, message.chat.id))
    kind = next((kind for kind, sent in _kinds(message).items() if sent), "")
    if not kind:
        return Shown(EMPTY)
    caution = texts.MEDIA_CAUTION if kind in ("photo", "file") else ""
    return Shown(texts.MEDIA[kind] + caution)


def _kinds(message: Message) -> dict[str, object]:
    return {
        "photo": message.photo,
        "sticker": message.sticker or message.animation or message.dice,
        "voice": message.voice or message.audio,
        "video": message.video or message.video_note,
        "file": message.document,
        "contact": message.contact,
        "other": message.poll or message.game or message.story,
    }


async def _tell(desk: TelegramDesk, message: Message, shown: Shown) -> None:
    if shown.html:
        await desk.say(message.chat.id, shown.html, buttons=shown.buttons)


async def _start(desk: TelegramDesk, message: Message) -> Shown:
    payload = (message.text or "").partition(" ")[2]
    return await starting.open_link(desk, message.chat.id, payload)


async def _help(_desk: TelegramDesk, _message: Message) -> Shown:
    return Shown(texts.HELP)


async def _privacy(desk: TelegramDesk, _message: Message) -> Shown:
    return Shown(texts.PRIVACY.format(days=desk.settings.keep_days))


async def _guide(desk: TelegramDesk, _message: Message) -> Shown:
    return menus.guides(desk.town.knowledge.index, on=desk.town.today())


async def _remind(desk: TelegramDesk, message: Message) -> Shown:
    return await desk.read(lambda session: reminding.look(session, message.chat.id))


async def _stop(desk: TelegramDesk, message: Message) -> Shown:
    now = desk.clock()
    return await desk.write(lambda session: reminding.stop(session, message.chat.id, now=now))


async def _erase(_desk: TelegramDesk, _message: Message) -> Shown:
    return erasing.offer()


async def _person(desk: TelegramDesk, message: Message) -> Shown:
    return await handing.hand_over_last(desk, message.chat.id)


async def _where(desk: TelegramDesk, _message: Message) -> Shown:
    return await desk.read(where.choose)


_COMMANDS: dict[str, Command] = {
    "start": _start,
    "help": _help,
    "privacy": _privacy,
    "guide": _guide,
    "remind": _remind,
    "stop": _stop,
    "erase": _erase,
    "where": _where,
    "person": _person,
}
