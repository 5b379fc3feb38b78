"""Reviewing notices in a private chat: looked at as groups will see it, passed, or sent back."""

from dataclasses import dataclass

from sqlmodel import Session

from bot.channels.telegram.speech.desk import TelegramDesk
from bot.channels.telegram.speech.keyboard import Buttons
from bot.channels.telegram.staff.courses import Course, finish, new_course, show
from bot.channels.telegram.staff.spot import CHANNEL, Spot, put, rest, shown, tap
from bot.commands.notice_views import next_step, state_said
from bot.flows.handing_in import preview
from bot.flows.screens import Heard, Screen, leaving
from bot.notice_rights import may_send_back, may_step
from bot.notice_standards import town_standards
from bot.people import Role, allow
from bot.review_calls import BACK, PASS, about_lines, calls, may_take, write_call
from bot.staff_chats import Person
from jobs.writing import reviewing
from jobs.writing.notice_facts import facts_of
from jobs.writing.notices import Notice, NoticeState, find_notice, list_notices
from jobs.writing.reviewing import list_afterwards, review_of
from knowledge.errors import BadInput, KnowledgeError

NAME = "return"
NOTHING = "现在没有等着审核的通知。"
ASK_REMARK = "请写明要改哪里，起草人会看到。"
MOST = 10


@dataclass(frozen=True, slots=True)
class _Opened:
    """A notice as somebody who may review it sees it."""

    html: str
    picture: bytes | None
    title: str
    text: str
    buttons: Buttons


async def call_reviewers(desk: TelegramDesk) -> None:
    """Write to everybody who is to take a step and does not know of it yet."""
    steps = desk.settings.review_steps
    found = await desk.read(lambda session: calls(session, CHANNEL, steps_needed=steps))
    if not found:
        return

    def write(session: Session) -> None:
        standards = town_standards(session, desk.settings)
        for call in found:
            write_call(session, call, standards, steps_needed=steps, now=desk.clock())

    await desk.write(write)


async def list_waiting(desk: TelegramDesk, spot: Spot, person: Person) -> None:
    """Show the notices that wait for a step, with a button for each."""

    def look(session: Session) -> list[tuple[str, int]]:
        allow(session, person.name, Role.REVIEWER)
        rows = [*list_afterwards(session), *list_notices(session, NoticeState.REVIEW, most=MOST)]
        return [(_line(desk, session, row), row.id or 0) for row in rows[:MOST]]

    found = await desk.read(look)
    buttons = [tap(line, "n", "open", number) for line, number in found]
    await put(desk, spot, shown("等着审核的通知" if found else NOTHING), buttons=buttons)


async def open_notice(desk: TelegramDesk, spot: Spot, person: Person, number: int) -> None:
    """Show a notice as groups will see it, and what a person may do with it."""
    found = await desk.read(lambda session: _opened(desk, session, person, number))
    await rest(desk, spot)
    if found.picture is None:
        await desk.say(spot.chat, found.html)
    else:
        await desk.show(spot.chat, found.picture, found.html)
    await desk.say(spot.chat, shown(found.title, found.text), buttons=found.buttons)


async def approve(
    desk: TelegramDesk, spot: Spot, person: Person, number: int, changes: int
) -> None:
    """Take the next step of a notice that still is as it was when the button was made."""

    def act(session: Session) -> tuple[str, str]:
        steps, row = desk.settings.review_steps, find_notice(session, number, changes=changes)
        name = may_step(session, person.name, row, steps_needed=steps)
        step = review_of(session, row, steps_needed=steps).next_step
        times = town_standards(session, desk.settings).times
        row = reviewing.approve(
            session, row, by=name, now=desk.clock(), steps_needed=steps, times=times
        )
        return f"第 {number} 号“{row.title}”{step}通过", _now(desk, session, row)

    title, text = await desk.write(act)
    await rest(desk, spot, "通过了。")
    await put(desk, spot, shown(title, text))


async def begin_return(
    desk: TelegramDesk, spot: Spot, person: Person, number: int, changes: int
) -> None:
    """Ask for the remark with which a notice goes back."""

    def look(session: Session) -> str:
        may_send_back(session, person.name)
        return find_notice(session, number, changes=changes).title

    title = await desk.read(look)
    course = new_course(NAME, {"notice": number, "changes": changes})
    asked = Screen(f"退回“{title}”", ASK_REMARK, leaving())
    await show(desk, spot, course, asked, afresh=True)


async def go_on(
    desk: TelegramDesk, spot: Spot, person: Person, course: Course, heard: Heard
) -> None:
    """Send a notice back with the remark that was written."""
    if not heard.text.strip():
        raise BadInput(ASK_REMARK)
    number, changes = int(course.kept["notice"]), int(course.kept["changes"])

    def act(session: Session) -> str:
        row = find_notice(session, number, changes=changes)
        name = may_send_back(session, person.name)
        times = town_standards(session, desk.settings).times
        row = reviewing.send_back(
            session, row, by=name, now=desk.clock(), remark=heard.text, times=times
        )
        return _now(desk, session, row)

    try:
        text = await desk.write(act)
    except KnowledgeError:
        await finish(desk, spot)  # whatever it is, another remark does not mend it
        raise
    await finish(desk, spot)
    await desk.say(spot.chat, shown(f"第 {number} 号通知已退回", text))


def _opened(desk: TelegramDesk, session: Session, person: Person, number: int) -> _Opened:
    allow(session, person.name, Role.REVIEWER)
    row, now, steps = find_notice(session, number), desk.clock(), desk.settings.review_steps
    standards = town_standards(session, desk.settings)
    seen = preview(session, facts_of(row), standards, now=now, own=number)
    review = review_of(session, row, steps_needed=steps)
    waits = reviewing.awaits_review(row)
    buttons = _choices(row) if waits and may_take(person, review) else []
    if waits and not buttons:
        who = "签发人" if review.next_is_last else "另一位审核人"
        step = f"{review.next_step}要由{who}来做。"
    else:
        step = ""
    lines = about_lines(session, row, standards, now=now)
    text = "\n".join(filter(None, (*lines, _now(desk, session, row), step)))
    return _Opened(seen.html, seen.picture, f"第 {number} 号通知", text, buttons)


def _choices(row: Notice) -> Buttons:
    return [
        [
            *tap(PASS, "n", "ok", row.id, row.changes),
            *tap(BACK, "n", "back", row.id, row.changes),
        ]
    ]


def _now(desk: TelegramDesk, session: Session, row: Notice) -> str:
    step = next_step(session, row, steps_needed=desk.settings.review_steps)
    return f"现在：{state_said(row, step=step)}。"


def _line(desk: TelegramDesk, session: Session, row: Notice) -> str:
    step = next_step(session, row, steps_needed=desk.settings.review_steps)
    return f"{row.id} {row.title}（{step}）"
