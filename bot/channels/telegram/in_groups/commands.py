"""Commands in groups: /bind, /unbind, /mute and /status; each says in one line what it did."""

import html
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlmodel import Session
from telegram import CallbackQuery, Message
from telegram.constants import ChatMemberStatus
from telegram.error import TelegramError

from bot import chat_texts as texts
from bot.channels.telegram.in_groups.addressed import Heard, is_anonymous
from bot.channels.telegram.in_groups.words import hello, said_time, status
from bot.channels.telegram.residents.answers import Shown, cut
from bot.channels.telegram.residents.asking import CHANNEL
from bot.channels.telegram.residents.deep_links import address
from bot.channels.telegram.speech.desk import TelegramDesk
from bot.channels.telegram.speech.keyboard import Button
from bot.channels.telegram.speech.taps import Tap, Verb, button
from bot.group_binding import Bound, bind, unbind
from bot.spans import read_span
from bot.staff_chats import person_at
from jobs.places.groups import Group
from jobs.places.presence import group_at, mute
from knowledge.errors import KnowledgeError, NotFound

LONGEST_MUTE = timedelta(days=7)
USUAL_MUTE = "2h"
_OFF = ("off", "关", "取消", "恢复")
_LEADING = (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


@dataclass(frozen=True, slots=True)
class _Order:
    """A command, who gave it, and what stands behind it."""

    chat: int
    account: str
    anonymous: bool
    about: str


async def command(desk: TelegramDesk, message: Message, heard: Heard) -> Shown:
    """Do what a command says; a refusal is one kind sentence."""
    order = _Order(
        message.chat.id,
        str(message.from_user.id if message.from_user else 0),
        is_anonymous(message),
        heard.text,
    )
    act = _COMMANDS.get(heard.command)
    try:
        return await act(desk, order) if act else privately(desk)
    except KnowledgeError as error:
        return Shown(html.escape(str(error), quote=False))


async def choose_grid(desk: TelegramDesk, query: CallbackQuery, tap: Tap, chat: int) -> None:
    """Bind to the grid that was tapped, with the rights of whoever taps."""
    order = _Order(chat, str(query.from_user.id), anonymous=False, about="")
    named = int(tap.about) if tap.about.isdecimal() else 0
    try:
        shown = _bound(await _bind_to(desk, order, named))
    except KnowledgeError as error:
        await desk.answer_button(query.id, str(error), alert=True)
        return
    await desk.answer_button(query.id)
    if query.message is not None:
        await desk.edit(chat, query.message.message_id, shown.html)


def privately(desk: TelegramDesk) -> Shown:
    """Send somebody to their own chat with what is nobody else's business."""
    link = Button(texts.GROUP_PRIVATE, url=address(desk.bot.username))
    return Shown(texts.GROUP_PRIVATELY, ((link,),))


async def _hello(desk: TelegramDesk, _order: _Order) -> Shown:
    return Shown(hello(desk, administrator=True))


async def _bind(desk: TelegramDesk, order: _Order) -> Shown:
    if order.anonymous:
        return Shown(texts.STAFF_ANONYMOUS)
    return _bound(await _bind_to(desk, order, order.about))


async def _bind_to(desk: TelegramDesk, order: _Order, named: str | int) -> Bound:
    vault, now = desk.vault, desk.clock()

    def work(session: Session) -> Bound:
        group = _known(session, order.chat)
        return bind(
            session,
            group,
            channel=CHANNEL,
            account=order.account,
            named=named,
            vault=vault,
            now=now,
        )

    return await desk.write(work)


def _bound(bound: Bound) -> Shown:
    if bound.open_to:
        rows = tuple((button(cut(name), Verb.BIND, number),) for number, name in bound.open_to)
        return Shown(texts.BIND_WHICH, rows)
    return Shown(texts.BIND_DONE.format(grid=html.escape(bound.grid, quote=False)))


async def _unbind(desk: TelegramDesk, order: _Order) -> Shown:
    if order.anonymous:
        return Shown(texts.STAFF_ANONYMOUS)
    vault, now = desk.vault, desk.clock()

    def work(session: Session) -> None:
        group = _known(session, order.chat)
        unbind(session, group, channel=CHANNEL, account=order.account, vault=vault, now=now)

    await desk.write(work)
    return Shown(texts.UNBIND_DONE)


async def _mute(desk: TelegramDesk, order: _Order) -> Shown:
    if not await _may_mute(desk, order):
        return Shown(texts.MUTE_WHO)
    if order.about in _OFF:
        await desk.write(lambda session: mute(session, order.chat, until=None))
        return Shown(texts.UNMUTED)
    until = desk.clock() + read_span(order.about or USUAL_MUTE, most=LONGEST_MUTE)
    if not await desk.write(lambda session: mute(session, order.chat, until=until)):
        return Shown(texts.STATUS_UNKNOWN)
    return Shown(texts.MUTED.format(until=said_time(desk, until)))


async def _status(desk: TelegramDesk, order: _Order) -> Shown:
    leads = await _leads(desk, order.chat, desk.bot.id)
    said = await desk.read(lambda session: status(session, desk, order.chat, administrator=leads))
    return Shown(said)


async def _may_mute(desk: TelegramDesk, order: _Order) -> bool:
    """Let those who lead the group decide, and people on the staff."""
    if order.anonymous:
        return True
    person = await desk.read(lambda session: person_at(session, CHANNEL, order.account))
    if person is not None and not person.disabled:
        return True
    return await _leads(desk, order.chat, int(order.account))


async def _leads(desk: TelegramDesk, chat: int, user: int) -> bool:
    try:
        member = await desk.bot.get_chat_member(chat, user)
    except TelegramError:
        return False
    return member.status in _LEADING


def _known(session: Session, chat: int) -> Group:
    group = group_at(session, chat)
    if group is None:
        raise NotFound(texts.STATUS_UNKNOWN)
    return group


_COMMANDS: dict[str, Callable[[TelegramDesk, _Order], Awaitable[Shown]]] = {
    "start": _hello,
    "help": _hello,
    "bind": _bind,
    "unbind": _unbind,
    "mute": _mute,
    "status": _status,
}
