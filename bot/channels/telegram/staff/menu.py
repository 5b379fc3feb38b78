"""The commands in a staff chat: those of the role, set anew when the role changes."""

from collections.abc import Sequence
from datetime import datetime
from functools import partial

import structlog
from sqlalchemy import update
from sqlmodel import Session, col
from telegram import BotCommandScopeChat
from telegram.error import TelegramError

from bot.channels.telegram.speech.desk import TelegramDesk
from bot.channels.telegram.speech.speaking import ChatClosed, NotHeard
from bot.channels.telegram.staff.spot import CHANNEL
from bot.chat_texts import COMMANDS as FOR_RESIDENTS
from bot.people import ROLES, Role
from bot.staff_chats import DISABLED, Person, StaffChat, people_in, reach_workers, reopen, unreached

OFF = "off"  # what stands for the role of whoever is disabled
CHANGED = "您现在是{role}，菜单已经换好。"

COMMANDS: Sequence[tuple[str, str, Role]] = (
    ("draft", "起草通知", Role.WORKER),
    ("mine", "我起草的通知和进度", Role.WORKER),
    ("forward", "要转发到微信群的", Role.WORKER),
    ("review", "等我审核的", Role.REVIEWER),
    ("urgent", "紧急通知", Role.PUBLISHER),
    ("gaps", "居民问了没答上的", Role.ADMINISTRATOR),
    ("alerts", "危险警报", Role.ADMINISTRATOR),
    ("unlink", "解除绑定", Role.WORKER),
)

log = structlog.get_logger(__name__)


async def keep_menus(desk: TelegramDesk) -> None:
    """Give everybody the menu of the role they have now, and workers their letters."""
    people = await desk.read(lambda session: people_in(session, CHANNEL))
    unread = await desk.read(unreached)
    if unread or any(person.moved for person in people):
        await desk.write(partial(_reach, now=desk.clock()))
    for person in people:
        if person.menu != _wanted(person):
            await renew(desk, person)


async def renew(desk: TelegramDesk, person: Person) -> None:
    """Set a person's menu, and tell them if it is another than before."""
    scope, wanted = BotCommandScopeChat(int(person.account)), _wanted(person)
    try:
        if wanted == OFF:
            await desk.bot.delete_my_commands(scope)
        else:
            await desk.bot.set_my_commands(menu_of(person), scope)
    except TelegramError as error:  # it is tried again in its turn
        log.warning("menu_not_set", error=type(error).__name__)
        return
    await desk.write(lambda session: _note(session, person, wanted))
    if person.menu:
        await _tell(desk, person)


async def remove(desk: TelegramDesk, person: Person) -> None:
    """Take a menu away from whoever is not on the staff here any more."""
    try:
        await desk.bot.delete_my_commands(BotCommandScopeChat(int(person.account)))
    except TelegramError as error:  # the commands then say how to be linked
        log.warning("menu_not_removed", error=type(error).__name__)


def menu_of(person: Person) -> list[tuple[str, str]]:
    """Give the commands of a role, and below them those everybody has."""
    own = [(name, said) for name, said, role in COMMANDS if person.may(role)]
    return [*own, *FOR_RESIDENTS]


def _reach(session: Session, *, now: datetime) -> None:
    for person in people_in(session, CHANNEL):
        if person.moved:
            reopen(session, person, channel=CHANNEL, now=now)
    reach_workers(session)


async def _tell(desk: TelegramDesk, person: Person) -> None:
    said = DISABLED if person.disabled else CHANGED.format(role=ROLES[person.role])
    try:
        await desk.say(int(person.account), said)
    except (ChatClosed, NotHeard):
        return


def _wanted(person: Person) -> str:
    return OFF if person.disabled else str(person.role)


def _note(session: Session, person: Person, wanted: str) -> None:
    session.execute(
        update(StaffChat)
        .where(col(StaffChat.channel) == CHANNEL, col(StaffChat.account) == person.account)
        .values(menu=wanted)
        .execution_options(synchronize_session=False)
    )
