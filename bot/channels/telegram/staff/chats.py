"""Staff in their private chats: commands, steps of flows, taps, by the rights of that moment."""

from collections.abc import Awaitable

from telegram import Message, Update
from telegram.constants import ChatType

from bot.channels.telegram.arrival.routing import Chore
from bot.channels.telegram.speech.desk import TelegramDesk
from bot.channels.telegram.staff import alarms, digest, drafting, forwarding, progress, reviewing
from bot.channels.telegram.staff import links as staff_links
from bot.channels.telegram.staff import menu as staff_menu
from bot.channels.telegram.staff.acts import ACTS, COMMANDS, FLOWS
from bot.channels.telegram.staff.courses import (
    KIND,
    Course,
    go_on,
    leave,
    open_course,
    tapped,
)
from bot.channels.telegram.staff.spot import MARK, OLD, Spot, actor, refuse
from bot.flows.screens import Heard
from jobs.delivery.sending import TAP
from jobs.forward.forwarding import IN_CHAT
from knowledge.danger import find_danger
from knowledge.errors import BadInput, KnowledgeError

NOTHING_OPEN = "现在没有要取消的。"
WRITE_ANEW = "改过的字这里看不到，请重新发一遍。"
FORWARD = f"{MARK}:w:all"  # what a letter about forwarding means by its button
CALL = 40  # characters of a call for help; what is longer is being drafted

_NAMES = frozenset((*COMMANDS, "link", "unlink", "cancel"))


async def staff(update: Update, desk: TelegramDesk) -> bool:
    """Handle what staff do in private; whatever is refused is one sentence."""
    if update.callback_query is not None:
        return await _tapped(update, desk)
    if update.edited_message is not None:
        return await _edited(desk, update.edited_message)
    message = update.message
    if message is None:
        return False
    name, rest_of = _command(message, desk.bot.username)
    if message.chat.type != ChatType.PRIVATE:
        return await _in_group(desk, message, name)
    spot = Spot(message.chat.id)
    if name in _NAMES:
        await _safely(desk, spot, _commanded(desk, spot, name, rest_of))
        return True
    course = None if name else await open_course(desk, spot)
    if course is None or _sounds_like_danger(desk, message, course):
        return False
    await _safely(desk, spot, _heard(desk, spot, message, course))
    return True


def _sounds_like_danger(desk: TelegramDesk, message: Message, course: Course) -> bool:
    """Whether somebody in a flow calls for help: one short line, and no emergency is written."""
    text = message.text or ""
    if drafting.is_urgent(course) or "\n" in text or len(text) > CALL:
        return False
    return find_danger(text, desk.town.knowledge.dangers) is not None


async def _in_group(desk: TelegramDesk, message: Message, name: str) -> bool:
    """Warn of a code that everybody can read; all else in groups is not ours."""
    if name != "link":
        return False
    await desk.say(message.chat.id, staff_links.NOT_HERE, reply_to=message.message_id)
    return True


async def _commanded(desk: TelegramDesk, spot: Spot, name: str, rest_of: str) -> None:
    if name == "link":
        await staff_links.link(desk, spot, rest_of)
    elif name == "unlink":
        await staff_links.unlink(desk, spot)
    elif name == "cancel":
        await _cancel(desk, spot)
    else:
        await COMMANDS[name](desk, spot, await actor(desk, spot))


async def _cancel(desk: TelegramDesk, spot: Spot) -> None:
    if await open_course(desk, spot) is None:
        raise BadInput(NOTHING_OPEN)
    await leave(desk, spot)


async def _heard(desk: TelegramDesk, spot: Spot, message: Message, course: Course) -> None:
    """Give what was written or sent to the flow that is open."""
    await actor(desk, spot)
    wanted = drafting.wants_picture(course)
    picture = await drafting.keep_sent_picture(desk, message) if wanted else None
    text = message.text or message.caption or ""
    await go_on(desk, spot, course, Heard(text=text, picture=picture), FLOWS)


async def _edited(desk: TelegramDesk, message: Message) -> bool:
    """Say that a flow goes by what is written anew; other edits are not ours."""
    if message.chat.type != ChatType.PRIVATE:
        return False
    course = await open_course(desk, Spot(message.chat.id))
    if course is None or _sounds_like_danger(desk, message, course):
        return False
    await desk.say(message.chat.id, WRITE_ANEW)
    return True


async def _tapped(update: Update, desk: TelegramDesk) -> bool:
    query = update.callback_query
    said = (query.data or "") if query else ""
    parts = (FORWARD if said == IN_CHAT.removeprefix(TAP) else said).split(":")
    if query is None or query.message is None or parts[:1] != [MARK] or len(parts) < 3:
        return False
    spot = Spot(query.message.chat.id, query.message.message_id, query.id)
    if query.message.chat.type != ChatType.PRIVATE or query.from_user.id != spot.chat:
        await refuse(desk, spot, OLD)
    elif parts[1] == KIND:
        await _safely(desk, spot, tapped(desk, spot, parts[2:], FLOWS))
    else:
        await _safely(desk, spot, _acted(desk, spot, parts[1:]))
    return True


async def _acted(desk: TelegramDesk, spot: Spot, parts: list[str]) -> None:
    person, act = await actor(desk, spot), ACTS.get(parts[0])
    if act is None:
        raise BadInput(OLD)
    await act(desk, spot, person, parts[1:])


async def _safely(desk: TelegramDesk, spot: Spot, work: Awaitable[None]) -> None:
    try:
        await work
    except KnowledgeError as error:
        await refuse(desk, spot, str(error))


def _command(message: Message, username: str) -> tuple[str, str]:
    """Part a message into the command it begins with, if it is for us, and the rest."""
    text = message.text or ""
    if not text.startswith("/"):
        return "", text
    first, *more = text[1:].split(maxsplit=1) or [""]
    name, _, whom = first.partition("@")
    return ("" if whom and whom.lower() != username.lower() else name.lower()), "".join(more)


CHORES = (
    Chore("alarms", 1.0, alarms.raise_alarms),
    Chore("reviewers", 2.0, reviewing.call_reviewers),
    Chore("packs", 2.0, forwarding.bring_packs),
    Chore("progress", 2.0, progress.keep_up),
    Chore("menus", 5.0, staff_menu.keep_menus),
    Chore("digest", 10.0, digest.write_in_the_morning),
)
