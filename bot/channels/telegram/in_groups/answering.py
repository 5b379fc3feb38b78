"""Groups: answers to whoever asks the bot, danger at once, and silence on everything else."""

from sqlmodel import Session
from telegram import CallbackQuery, Message, Update
from telegram.error import BadRequest

from bot import chat_texts as texts
from bot.channels.telegram.in_groups.addressed import (
    GROUPS,
    Heard,
    author,
    hear,
    is_anonymous,
    is_from_a_machine,
)
from bot.channels.telegram.in_groups.commands import choose_grid, command
from bot.channels.telegram.in_groups.limits import may_ask, may_order, reply_to
from bot.channels.telegram.residents.answers import Shown, in_group
from bot.channels.telegram.residents.asking import ask, remember
from bot.channels.telegram.residents.deep_links import Opens, Target, address
from bot.channels.telegram.residents.pressing import words_of
from bot.channels.telegram.speech.desk import TelegramDesk
from bot.channels.telegram.speech.keyboard import Button
from bot.channels.telegram.speech.marks import find_answered
from bot.channels.telegram.speech.speaking import ChatClosed
from bot.channels.telegram.speech.taps import Tap, Verb, read_tap
from bot.messages import MAX_QUESTION, Reply
from jobs.places.presence import group_at, let_in
from knowledge.danger import find_danger


async def groups(update: Update, desk: TelegramDesk) -> bool:
    """Handle what is written in groups and channels; most of it is not for us."""
    if update.channel_post is not None:
        return True
    message = update.message or update.edited_message
    if message is None or message.chat.type not in GROUPS:
        return False
    if not is_from_a_machine(message):
        await _heard(desk, message, edited=update.edited_message is not None)
    return True


async def group_taps(update: Update, desk: TelegramDesk) -> bool:
    """Handle a tap on one of our buttons in a group."""
    query = update.callback_query
    tap = read_tap(query.data or "") if query else None
    if query is None or tap is None or query.message is None:
        return False
    if query.message.chat.type not in GROUPS:
        return False
    if tap.verb is Verb.BIND:
        await choose_grid(desk, query, tap, query.message.chat.id)
    else:
        await _tapped(desk, query, tap)
    return True


async def _heard(desk: TelegramDesk, message: Message, *, edited: bool) -> None:
    heard = hear(message, desk.bot)
    if heard.text and find_danger(heard.text, desk.town.knowledge.dangers):
        await _warn(desk, message, heard)
    elif heard.addressed and not (edited and heard.command not in ("", "ask")):
        await _addressed(desk, message, heard, edited=edited)


async def _warn(desk: TelegramDesk, message: Message, heard: Heard) -> None:
    """Answer danger at once, to the person alone where they can be reached so."""
    chat, person = message.chat.id, author(message)
    reply = await ask(desk, chat, heard.text[:MAX_QUESTION], person=person)
    shown = in_group(reply, more="")
    if message.sender_chat is None and await _said_privately(desk, person, shown):
        if heard.addressed:
            await reply_to(desk, message, Shown(texts.GROUP_DANGER_SENT), urgent=True)
        return
    await reply_to(desk, message, shown, urgent=True)


async def _said_privately(desk: TelegramDesk, person: int, shown: Shown) -> bool:
    try:
        await desk.say(person, shown.html, urgent=True)
    except (ChatClosed, BadRequest):
        return False
    return True


async def _addressed(desk: TelegramDesk, message: Message, heard: Heard, *, edited: bool) -> None:
    if heard.command not in ("", "ask"):
        if await may_order(desk, message):
            await reply_to(desk, message, await command(desk, message, heard))
        return
    if await desk.read(lambda session: _is_muted(session, desk, message.chat.id)):
        return
    before = await _before(desk, message) if edited else None
    if before is None and not await may_ask(desk, message):
        return
    if heard.text:
        await _answer(desk, message, heard.text, before=before)
    elif heard.command:
        await reply_to(desk, message, Shown(texts.GROUP_ASK))
    else:
        link = Button(texts.GROUP_PRIVATE, url=address(desk.bot.username))
        await reply_to(desk, message, Shown(texts.GROUP_ASK, ((link,),)))
    await _take_in(desk, message)


async def _answer(
    desk: TelegramDesk, message: Message, text: str, *, before: int | None = None
) -> None:
    """Answer in the thread of the question, in place where it was answered before."""
    chat = message.chat.id
    reply = await ask(desk, chat, text[:MAX_QUESTION], person=author(message))
    shown = in_group(reply, more=_more(desk, reply))
    said = before
    if before is None or not await desk.edit(chat, before, shown.html, buttons=shown.buttons):
        said = await reply_to(desk, message, shown)
    await remember(desk, reply, chat=chat, question=message.message_id, said=said or 0)


async def _tapped(desk: TelegramDesk, query: CallbackQuery, tap: Tap) -> None:
    """Answer a choice, for the one who was asked to choose."""
    message = query.message
    asked = message.reply_to_message if isinstance(message, Message) else None
    words = await words_of(desk, tap) if tap.verb in (Verb.ASK, Verb.ASK_KEPT) else ""
    if not words or not isinstance(message, Message):
        await desk.answer_button(query.id, texts.OLD_BUTTON, alert=True)
        return
    if asked is not None and not is_anonymous(asked) and author(asked) != query.from_user.id:
        await desk.answer_button(query.id, texts.GROUP_NOT_YOURS, alert=True)
        return
    await desk.answer_button(query.id)
    reply = await ask(desk, message.chat.id, words, person=query.from_user.id)
    shown = in_group(reply, more=_more(desk, reply))
    await desk.edit(message.chat.id, message.message_id, shown.html, buttons=shown.buttons)
    await remember(desk, reply, chat=message.chat.id)


async def _before(desk: TelegramDesk, message: Message) -> int | None:
    chat, number = str(message.chat.id), message.message_id
    return await desk.read(lambda session: find_answered(session, chat, number))


async def _take_in(desk: TelegramDesk, message: Message) -> None:
    """Take a group in that had the bot before anybody noted it."""
    chat, now = message.chat, desk.clock()
    if await desk.read(lambda session: group_at(session, chat.id) is not None):
        return
    title, public = chat.title or "", chat.username or ""
    await desk.write(
        lambda session: let_in(
            session, chat.id, title=title, public_name=public, anew=True, now=now
        )
    )


def _is_muted(session: Session, desk: TelegramDesk, chat: int) -> bool:
    group = group_at(session, chat)
    until = group.muted_until if group else None
    return until is not None and until > desk.clock()


def _more(desk: TelegramDesk, reply: Reply) -> str:
    """Give the link that opens a reply in private, where there is more to it."""
    return address(desk.bot.username, Target(Opens.ANSWER, reply.exchange))
