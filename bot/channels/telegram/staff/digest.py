"""Gaps in a private chat: read in the morning, answered, added to an entry, or put aside."""

import re
from collections.abc import Sequence
from functools import partial

from sqlmodel import Session

from bot.channels.telegram.speech.desk import TelegramDesk
from bot.channels.telegram.staff.courses import Course, finish, new_course, show
from bot.channels.telegram.staff.spot import CHANNEL, Spot, put, rest, shown, tap
from bot.flows.screens import Heard, Row, Screen, Tap, leaving
from bot.gap_digest import brief, is_due, write_digest
from bot.people import Role, allow
from bot.staff_chats import Person
from jobs.records.closing import MAX_TITLE, add_wording, answer_gap, dismiss_gap, wordings
from jobs.records.gaps import Gap, GapState, find_gap, list_gaps, spoken
from knowledge.errors import BadInput

ANSWER, WORDING, DISMISS = "gap-answer", "gap-wording", "gap-dismiss"
NOTHING = "没有等着补的问题。"
ASK_ANSWER = "请把答案发过来：先一句话说清，再写怎么办。它会成为草稿，发布后才回答居民。"
ASK_TITLE = f"居民的问法太长。请写一个不超过 {MAX_TITLE} 个字的标题。"
ASK_ENTRY = "哪一条问答能回答它？点一条，或者发条目编号。"
ASK_REASON = "为什么不用补？点一个，或者自己写。"
ANSWERED = "已建成问答草稿，条目编号 {entry}。发布后才会回答居民。"
ADDED = "问法已加在草稿里，发布后生效。"
DISMISSED = "已标为不处理。以后再有人问，只计次数。"
REASONS = ("不是法律或办事问题", "和本镇无关", "说得不清楚，看不出要问什么")
MOST, WORDINGS, LABEL = 10, 5, 36


async def write_in_the_morning(desk: TelegramDesk) -> None:
    """Write the day's letter when it is time for it."""
    now, zone = desk.clock(), desk.settings.zone
    if await desk.read(partial(is_due, zone=zone, now=now)):
        await desk.write(partial(write_digest, channel=CHANNEL, zone=zone, now=now))


async def list_open(desk: TelegramDesk, spot: Spot, person: Person) -> None:
    """Show the gaps that wait, those most asked first."""

    def look(session: Session) -> list[tuple[str, int]]:
        _allowed(session, person)
        found = list_gaps(session, limit=MOST)
        return [(f"{brief(gap.question)[:LABEL]}（{gap.count} 次）", gap.id or 0) for gap in found]

    found = await desk.read(look)
    buttons = [tap(label, "g", "open", number) for label, number in found]
    await put(desk, spot, shown("等着补的问题" if found else NOTHING), buttons=buttons)


async def open_gap(desk: TelegramDesk, spot: Spot, person: Person, number: int) -> None:
    """Show one gap, and what can be done about it."""

    def look(session: Session) -> tuple[str, bool]:
        _allowed(session, person)
        gap = find_gap(session, number)
        return "\n".join(_about(session, gap)), gap.state == GapState.OPEN

    text, waits = await desk.read(look)
    choices = [("写答案", ANSWER), ("加到已有问答", WORDING), ("不用补", DISMISS)]
    buttons = [tap(label, "g", name.removeprefix("gap-"), number) for label, name in choices]
    await rest(desk, spot)
    await desk.say(spot.chat, shown("居民的问题", text), buttons=buttons if waits else None)


async def begin(desk: TelegramDesk, spot: Spot, person: Person, number: int, *, name: str) -> None:
    """Begin to answer a gap, to add it to an entry, or to put it aside."""

    def look(session: Session) -> Screen:
        _allowed(session, person)
        return _SCREENS[name](find_gap(session, number))

    screen = await desk.read(look)
    await show(desk, spot, new_course(name, {"gap": number}), screen, afresh=True)


async def go_on_answer(
    desk: TelegramDesk, spot: Spot, person: Person, course: Course, heard: Heard
) -> None:
    """Take the answer, and a shorter title where the question is too long for one."""
    text, number = heard.text.strip(), int(course.kept["gap"])
    if not text:
        raise BadInput(ASK_ANSWER)
    answer = str(course.kept.get("answer", ""))
    long = await desk.read(
        lambda session: len(spoken(find_gap(session, number).question).strip()) > MAX_TITLE
    )
    if long and not answer:
        kept = {"gap": number, "answer": text}
        again = Course(course.name, course.mark, course.turn, kept)
        await show(desk, spot, again, Screen("写标题", ASK_TITLE, leaving()))
        return
    title, answer = (text, answer) if answer else ("", text)

    def act(session: Session) -> str:
        name = _allowed(session, person)
        entry = answer_gap(session, number, answer=answer, title=title, by=name, now=desk.clock())
        return ANSWERED.format(entry=entry)

    await _close(desk, spot, await desk.write(act))


async def go_on_wording(
    desk: TelegramDesk, spot: Spot, person: Person, course: Course, heard: Heard
) -> None:
    """Take the entry that answers it already."""
    said = heard.tap.removeprefix("entry:") or heard.text
    found = re.fullmatch(r"\D{0,3}(\d{1,9})\D{0,3}", said.strip())
    if found is None:
        raise BadInput(ASK_ENTRY)
    number, entry = int(course.kept["gap"]), int(found[1])

    def act(session: Session) -> str:
        name = _allowed(session, person)
        add_wording(session, number, entry_id=entry, by=name, now=desk.clock())
        return ADDED

    await _close(desk, spot, await desk.write(act))


async def go_on_dismiss(
    desk: TelegramDesk, spot: Spot, person: Person, course: Course, heard: Heard
) -> None:
    """Take the reason for which it needs no answer."""
    place = heard.tap.removeprefix("reason:")
    chosen = REASONS[int(place)] if place.isdecimal() and int(place) < len(REASONS) else ""
    reason, number = chosen or heard.text.strip(), int(course.kept["gap"])
    if not reason:
        raise BadInput(ASK_REASON)

    def act(session: Session) -> str:
        name = _allowed(session, person)
        dismiss_gap(session, number, by=name, now=desk.clock(), reason=reason)
        return DISMISSED

    await _close(desk, spot, await desk.write(act))


async def _close(desk: TelegramDesk, spot: Spot, said: str) -> None:
    await finish(desk, spot)
    await rest(desk, spot)
    await put(desk, spot, shown(said))


def _allowed(session: Session, person: Person) -> str:
    return allow(session, person.name, Role.ADMINISTRATOR)


def _about(session: Session, gap: Gap) -> list[str]:
    others = [f"也有人问：{said}" for said in wordings(session, gap)[1 : WORDINGS + 1]]
    near = [f"最接近的 {one['entry']}：{one['title']}" for one in gap.nearest]
    closed = f"已由{gap.closed_by}处理。" if gap.state != GapState.OPEN else ""
    return [*filter(None, (spoken(gap.question), f"问过 {gap.count} 次", *others, *near, closed))]


def _answer_screen(gap: Gap) -> Screen:
    return Screen(brief(gap.question), ASK_ANSWER, leaving())


def _wording_screen(gap: Gap) -> Screen:
    rows: Sequence[Row] = [
        (Tap(str(one["title"])[:LABEL], f"entry:{one['entry']}"),) for one in gap.nearest
    ]
    return Screen(brief(gap.question), ASK_ENTRY, leaving(*rows))


def _dismiss_screen(gap: Gap) -> Screen:
    rows = [(Tap(reason, f"reason:{place}"),) for place, reason in enumerate(REASONS)]
    return Screen(brief(gap.question), ASK_REASON, leaving(*rows))


_SCREENS = {ANSWER: _answer_screen, WORDING: _wording_screen, DISMISS: _dismiss_screen}
