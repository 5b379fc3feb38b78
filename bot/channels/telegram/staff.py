"""Staff in their private chats: commands, steps of flows, taps, by the rights of that moment."""

from collections.abc import Awaitable, Callable, Mapping

from sqlmodel import Session, col, select
from telegram import Message, Update
from telegram.constants import ChatType

from bot.channels.telegram import (
    alarms,
    digest,
    drafting,
    forwarding,
    progress,
    reviewing,
    staff_links,
    staff_menu,
)
from bot.channels.telegram.desk import TelegramDesk
from bot.channels.telegram.routing import Chore
from bot.channels.telegram.staff_courses import KIND, GoOn, go_on, leave, open_course, tapped
from bot.channels.telegram.staff_spot import MARK, OLD, Spot, actor, put, refuse, rest, shown, tap
from bot.flows.screens import Heard
from bot.notice_rights import may_edit
from bot.notice_views import next_step, state_said
from bot.staff_chats import Person
from jobs.writing.notices import Notice, find_notice
from knowledge.errors import BadInput, KnowledgeError

NO_NOTICES = "您还没有起草过通知。发 /draft 起草一条。"
NOTHING_OPEN = "现在没有要取消的。"
MOST = 8

Command = Callable[[TelegramDesk, Spot, Person], Awaitable[None]]
Act = Callable[[TelegramDesk, Spot, Person, list[str]], Awaitable[None]]


async def staff(update: Update, desk: TelegramDesk) -> bool:
    """Handle what staff do in private; whatever is refused is one sentence."""
    if update.callback_query is not None:
        return await _tapped(update, desk)
    message = update.message
    if message is None:
        return False
    name, rest_of = _command(message, desk.bot.username)
    if message.chat.type != ChatType.PRIVATE:
        return await _in_group(desk, message, name)
    spot = Spot(message.chat.id)
    if name in _ALL:
        await _safely(desk, spot, _commanded(desk, spot, name, rest_of))
        return True
    course = None if name else await open_course(desk, spot)
    if course is None:
        return False
    await _safely(desk, spot, _heard(desk, spot, message))
    return True


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
        await _COMMANDS[name](desk, spot, await actor(desk, spot))


async def _cancel(desk: TelegramDesk, spot: Spot) -> None:
    if await open_course(desk, spot) is None:
        raise BadInput(NOTHING_OPEN)
    await leave(desk, spot)


async def _heard(desk: TelegramDesk, spot: Spot, message: Message) -> None:
    """Give what was written or sent to the flow that is open."""
    await actor(desk, spot)
    picture = await drafting.keep_sent_picture(desk, message)
    course = await open_course(desk, spot)
    if course is not None:
        text = message.text or message.caption or ""
        await go_on(desk, spot, course, Heard(text=text, picture=picture), _FLOWS)


async def _tapped(update: Update, desk: TelegramDesk) -> bool:
    query = update.callback_query
    parts = (query.data or "").split(":") if query else []
    if query is None or query.message is None or parts[:1] != [MARK] or len(parts) < 3:
        return False
    spot = Spot(query.message.chat.id, query.message.message_id, query.id)
    if query.message.chat.type != ChatType.PRIVATE or query.from_user.id != spot.chat:
        await refuse(desk, spot, OLD)
    elif parts[1] == KIND:
        await _safely(desk, spot, tapped(desk, spot, parts[2:], _FLOWS))
    else:
        await _safely(desk, spot, _acted(desk, spot, parts[1:]))
    return True


async def _acted(desk: TelegramDesk, spot: Spot, parts: list[str]) -> None:
    person, act = await actor(desk, spot), _ACTS.get(parts[0])
    if act is None:
        raise BadInput(OLD)
    try:
        await act(desk, spot, person, parts[1:])
    except (ValueError, IndexError, KeyError):  # a button of another version of the program
        raise BadInput(OLD) from None


async def _safely(desk: TelegramDesk, spot: Spot, work: Awaitable[None]) -> None:
    try:
        await work
    except KnowledgeError as error:
        await refuse(desk, spot, str(error))


async def _notice(desk: TelegramDesk, spot: Spot, person: Person, parts: list[str]) -> None:
    act, number = parts[0], int(parts[1])
    if act == "ok":
        await reviewing.approve(desk, spot, person, number, int(parts[2]))
    elif act == "back":
        await reviewing.begin_return(desk, spot, person, number, int(parts[2]))
    elif act == "open":
        await reviewing.open_notice(desk, spot, person, number)
    elif act == "edit":
        await _edit(desk, spot, person, number)
    elif act == "follow":
        await rest(desk, spot)
        await _own(desk, person, number)
        await progress.begin_following(desk, Spot(spot.chat), number)
    else:
        raise BadInput(OLD)


async def _edit(desk: TelegramDesk, spot: Spot, person: Person, number: int) -> None:
    await _own(desk, person, number)
    await drafting.begin_edit(desk, Spot(spot.chat, 0, spot.query), person, number)


async def _own(desk: TelegramDesk, person: Person, number: int) -> None:
    """Refuse whoever might not write a notice anew."""

    def look(session: Session) -> None:
        row = find_notice(session, number)
        may_edit(session, person.name, row, row.audience)

    await desk.read(look)


async def _gap(desk: TelegramDesk, spot: Spot, person: Person, parts: list[str]) -> None:
    act, number = parts[0], int(parts[1])
    if act == "open":
        await digest.open_gap(desk, spot, person, number)
    elif f"gap-{act}" in _FLOWS:
        await digest.begin(desk, spot, person, number, name=f"gap-{act}")
    else:
        raise BadInput(OLD)


async def _pack(desk: TelegramDesk, spot: Spot, person: Person, parts: list[str]) -> None:
    if parts[0] == "all":
        await forwarding.list_packs(desk, spot, person)
    else:
        await forwarding.done(desk, spot, person, int(parts[0]))


async def _alert(desk: TelegramDesk, spot: Spot, person: Person, parts: list[str]) -> None:
    await alarms.care(desk, spot, person, int(parts[0]))


async def _mine(desk: TelegramDesk, spot: Spot, person: Person) -> None:
    """Show what a person drafted lately, each with a button that opens its progress."""

    def look(session: Session) -> list[tuple[str, int]]:
        own = select(Notice).where(col(Notice.drafted_by) == person.name)
        rows = session.exec(own.order_by(col(Notice.id).desc()).limit(MOST))
        steps = desk.settings.review_steps
        return [
            (
                f"{row.title}：{state_said(row, step=next_step(session, row, steps_needed=steps))}",
                row.id or 0,
            )
            for row in rows
        ]

    found = await desk.read(look)
    buttons = [tap(line, "n", "follow", number) for line, number in found]
    await put(desk, spot, shown("我起草的通知" if found else NO_NOTICES), buttons=buttons)


def _command(message: Message, username: str) -> tuple[str, str]:
    """Part a message into the command it begins with, if it is for us, and the rest."""
    text = message.text or ""
    if not text.startswith("/"):
        return "", text
    first, _, rest_of = text[1:].partition(" ")
    name, _, whom = first.partition("@")
    return ("" if whom and whom.lower() != username.lower() else name.lower()), rest_of


_COMMANDS: Mapping[str, Command] = {
    "draft": drafting.begin,
    "urgent": drafting.begin_urgent,
    "mine": _mine,
    "forward": forwarding.list_packs,
    "review": reviewing.list_waiting,
    "gaps": digest.list_open,
    "alerts": alarms.list_open,
}
_ALL = frozenset((*_COMMANDS, "link", "unlink", "cancel"))
_ACTS: Mapping[str, Act] = {"n": _notice, "g": _gap, "w": _pack, "a": _alert}
_FLOWS: Mapping[str, GoOn] = {
    drafting.NAME: drafting.go_on,
    reviewing.NAME: reviewing.go_on,
    digest.ANSWER: digest.go_on_answer,
    digest.WORDING: digest.go_on_wording,
    digest.DISMISS: digest.go_on_dismiss,
}
CHORES = (
    Chore("alarms", 1.0, alarms.raise_alarms),
    Chore("reviewers", 2.0, reviewing.call_reviewers),
    Chore("packs", 2.0, forwarding.bring_packs),
    Chore("progress", 2.0, progress.keep_up),
    Chore("menus", 5.0, staff_menu.keep_menus),
    Chore("digest", 10.0, digest.write_in_the_morning),
)
