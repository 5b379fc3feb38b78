"""Questions that residents handed over, in the private chats of staff: seen, and done."""

import html
from enum import StrEnum

from sqlmodel import Session
from telegram import Update
from telegram.constants import ChatType

from bot import chat_texts as texts
from bot.channels.telegram.arrival.routing import Chore
from bot.channels.telegram.residents.asking import CHANNEL
from bot.channels.telegram.speech.desk import TelegramDesk
from bot.channels.telegram.speech.keyboard import Button
from bot.handover_letters import tell_of_handovers
from bot.people import Role, allow
from bot.staff_chats import acting
from jobs.records.handovers import Handover, finish_handover, get_handover
from jobs.schedule.quiet import parse_quiet
from knowledge.errors import KnowledgeError

TELL_SECONDS = 30.0


class Act(StrEnum):
    """What staff tap."""

    OPEN = "wo"
    DONE = "wd"


async def handovers(update: Update, desk: TelegramDesk) -> bool:
    """Handle a tap on a question that was handed over, by the rights of that moment."""
    query = update.callback_query
    act, colon, number = (query.data or "").partition(":") if query else ("", "", "")
    if query is None or act not in set(Act) or not colon or not number.isdecimal():
        return False
    if query.message is None or query.message.chat.type != ChatType.PRIVATE:
        return False
    chat, message = query.message.chat.id, query.message.message_id
    try:
        if act == Act.OPEN:
            said, buttons = await _open(desk, chat, int(number))
        else:
            said, buttons = await _finish(desk, chat, int(number)), ()
    except KnowledgeError as error:
        await desk.answer_button(query.id, str(error), alert=True)
        return True
    await desk.answer_button(query.id)
    await desk.edit(chat, message, said, buttons=(buttons,))
    return True


async def tell(desk: TelegramDesk) -> None:
    """Write to administrators of what was handed over since."""
    now = desk.clock()
    quiet = parse_quiet(desk.settings.quiet_hours, zone=desk.settings.zone)
    await desk.write(lambda session: tell_of_handovers(session, CHANNEL, quiet=quiet, now=now))


CHORE = Chore("handovers", TELL_SECONDS, tell)


async def _open(desk: TelegramDesk, chat: int, number: int) -> tuple[str, tuple[Button, ...]]:
    def look(session: Session) -> tuple[str, bool]:
        _allowed(session, chat)
        row = get_handover(session, number)
        return _said(row, desk), row.done_at is None

    said, waits = await desk.read(look)
    return said, (Button(texts.HANDOVER_FINISH, f"{Act.DONE}:{number}"),) if waits else ()


async def _finish(desk: TelegramDesk, chat: int, number: int) -> str:
    now = desk.clock()

    def act(session: Session) -> str:
        row = finish_handover(session, number, by=_allowed(session, chat), now=now)
        return f"{_safe(row.question)}\n\n{texts.HANDOVER_FINISHED}"

    return await desk.write(act)


def _allowed(session: Session, chat: int) -> str:
    return allow(session, acting(session, CHANNEL, str(chat)).name, Role.DRAFTER)


def _said(row: Handover, desk: TelegramDesk) -> str:
    if row.done_at is not None:
        return f"{_safe(row.question)}\n\n{texts.HANDOVER_BY.format(name=_safe(row.done_by))}"
    phone = desk.vault.decrypt(row.contact) if row.contact else texts.HANDOVER_NO_PHONE
    return f"<b>{_safe(row.question)}</b>\n\n{texts.CALL} {_safe(phone)}"


def _safe(text: str) -> str:
    return html.escape(text, quote=False)
