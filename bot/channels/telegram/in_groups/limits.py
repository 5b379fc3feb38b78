"""How often a group is answered: so many a minute, then one polite word; and how, in its thread."""

from typing import NamedTuple
from weakref import WeakKeyDictionary

from telegram import Message

from bot import chat_texts as texts
from bot.allowances import Allowed, GroupAllowances
from bot.channels.telegram.in_groups.addressed import author, thread_of
from bot.channels.telegram.residents.answers import Shown
from bot.channels.telegram.residents.deep_links import address
from bot.channels.telegram.speech.desk import TelegramDesk
from bot.channels.telegram.speech.keyboard import Button
from bot.town import Town

# Commands have an allowance of their own: whoever mutes a busy group must get through.
ORDERS_OF_GROUP, ORDERS_OF_PERSON = 20, 5


class _Allowances(NamedTuple):
    """What a town's groups may be answered in a minute."""

    questions: GroupAllowances
    orders: GroupAllowances


_allowances: WeakKeyDictionary[Town, _Allowances] = WeakKeyDictionary()


async def may_ask(desk: TelegramDesk, message: Message) -> bool:
    """Say whether a question may be answered; who asks too often is told so once."""
    return await _allowed(desk, message, _of(desk).questions)


async def may_order(desk: TelegramDesk, message: Message) -> bool:
    """Say whether a command may be followed; who sends too many is told so once."""
    return await _allowed(desk, message, _of(desk).orders)


async def reply_to(
    desk: TelegramDesk, message: Message, shown: Shown, *, urgent: bool = False
) -> int:
    """Answer a message of a group in its thread; give the number of the reply."""
    return await desk.say(
        message.chat.id,
        shown.html,
        buttons=shown.buttons,
        reply_to=message.message_id,
        thread=thread_of(message),
        urgent=urgent,
    )


async def _allowed(desk: TelegramDesk, message: Message, allowance: GroupAllowances) -> bool:
    allowed, everybody = allowance.ask(message.chat.id, author(message), now=desk.clock())
    if allowed is Allowed.SAY_WHY:
        link = Button(texts.GROUP_PRIVATE, url=address(desk.bot.username))
        said = texts.GROUP_BUSY if everybody else texts.GROUP_SLOW
        await reply_to(desk, message, Shown(said, ((link,),)))
    return allowed is Allowed.YES


def _of(desk: TelegramDesk) -> _Allowances:
    found, settings = _allowances.get(desk.town), desk.settings
    if found is None:
        questions = GroupAllowances(
            group=settings.telegram_group_answers, person=settings.telegram_person_answers
        )
        orders = GroupAllowances(group=ORDERS_OF_GROUP, person=ORDERS_OF_PERSON)
        found = _allowances[desk.town] = _Allowances(questions, orders)
    return found
