"""/start: the first screen, or what a poster or a button in a group points to."""

import asyncio

from sqlmodel import Session

from bot import chat_texts as texts
from bot.channels.telegram.residents import menus, where
from bot.channels.telegram.residents.answers import Shown, in_private
from bot.channels.telegram.residents.asking import ask, remember
from bot.channels.telegram.residents.deep_links import Opens, Target, read_start
from bot.channels.telegram.speech.desk import TelegramDesk
from bot.guide_menu import entry
from jobs.records.exchanges import Exchange
from knowledge.drafts import Kind

_IN_GROUPS = "telegram:-"  # a private question is opened by no link


async def open_link(desk: TelegramDesk, chat: int, payload: str) -> Shown:
    """Show what a link opens; an empty or strange one opens the first screen."""
    target = read_start(payload)
    match target:
        case Target(opens=Opens.GRID):
            number = target.number
            return await desk.read(lambda session: where.place(session, number))
        case Target(opens=Opens.ANSWER):
            return await _answer(desk, chat, target.about)
        case Target():
            return await _entry(desk, chat, target)
        case None:
            hello = desk.town.knowledge.words.greet(desk.settings.town_name)
            return menus.start(hello, days=desk.settings.keep_days)


async def _entry(desk: TelegramDesk, chat: int, target: Target) -> Shown:
    index, day = desk.town.knowledge.index, desk.town.today()
    document = entry(target.number, index, on=day)
    if document is None:
        return Shown(texts.NO_ENTRY)
    if document.kind is Kind.GUIDE:
        return menus.guide(document, index, on=day)
    return await _asked(desk, chat, document.title)


async def _answer(desk: TelegramDesk, chat: int, exchange: str) -> Shown:
    await asyncio.to_thread(desk.town.recorder.flush)

    def look(session: Session) -> str:
        row = session.get(Exchange, exchange)
        in_group = row is not None and row.conversation.startswith(_IN_GROUPS)
        return row.question if row is not None and in_group else ""

    question = await desk.read(look)
    return await _asked(desk, chat, question) if question else Shown(texts.ERASED_ANSWER)


async def _asked(desk: TelegramDesk, chat: int, question: str) -> Shown:
    reply = await ask(desk, chat, question, person=chat)
    await remember(desk, reply, chat=chat)
    return in_private(reply)
