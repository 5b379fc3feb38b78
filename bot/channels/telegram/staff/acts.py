"""What staff can do in their private chats: by a command, by a tap, and in which flows."""

from collections.abc import Awaitable, Callable, Mapping

from sqlmodel import Session, col, select

from bot.channels.telegram.speech.desk import TelegramDesk
from bot.channels.telegram.staff import alarms, digest, drafting, forwarding, progress, reviewing
from bot.channels.telegram.staff.courses import GoOn
from bot.channels.telegram.staff.spot import OLD, Spot, put, rest, shown, tap
from bot.commands.notice_views import next_step, state_said
from bot.notice_rights import may_edit
from bot.staff_chats import Person
from jobs.writing.notices import Notice, find_notice
from knowledge.errors import BadInput

NO_NOTICES = "您还没有起草过通知。发 /draft 起草一条。"
MOST = 8

Command = Callable[[TelegramDesk, Spot, Person], Awaitable[None]]
Act = Callable[[TelegramDesk, Spot, Person, list[str]], Awaitable[None]]


async def _notice(desk: TelegramDesk, spot: Spot, person: Person, parts: list[str]) -> None:
    act, number = parts[0], _number(parts, 1)
    if act == "ok":
        await reviewing.approve(desk, spot, person, number, _number(parts, 2))
    elif act == "back":
        await reviewing.begin_return(desk, spot, person, number, _number(parts, 2))
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
    act, number = parts[0], _number(parts, 1)
    if act == "open":
        await digest.open_gap(desk, spot, person, number)
    elif f"gap-{act}" in FLOWS:
        await digest.begin(desk, spot, person, number, name=f"gap-{act}")
    else:
        raise BadInput(OLD)


async def _pack(desk: TelegramDesk, spot: Spot, person: Person, parts: list[str]) -> None:
    if parts[0] == "all":
        await forwarding.list_packs(desk, spot, person)
    else:
        await forwarding.done(desk, spot, person, _number(parts, 0))


async def _alert(desk: TelegramDesk, spot: Spot, person: Person, parts: list[str]) -> None:
    await alarms.care(desk, spot, person, _number(parts, 0))


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


def _number(parts: list[str], place: int) -> int:
    """Read a number off a button, which may be one of another version of the program."""
    if place >= len(parts) or not parts[place].isdecimal():
        raise BadInput(OLD)
    return int(parts[place])


COMMANDS: Mapping[str, Command] = {
    "draft": drafting.begin,
    "urgent": drafting.begin_urgent,
    "mine": _mine,
    "forward": forwarding.list_packs,
    "review": reviewing.list_waiting,
    "gaps": digest.list_open,
    "alerts": alarms.list_open,
}
ACTS: Mapping[str, Act] = {"n": _notice, "g": _gap, "w": _pack, "a": _alert}
FLOWS: Mapping[str, GoOn] = {
    drafting.NAME: drafting.go_on,
    reviewing.NAME: reviewing.go_on,
    digest.ANSWER: digest.go_on_answer,
    digest.WORDING: digest.go_on_wording,
    digest.DISMISS: digest.go_on_dismiss,
}
