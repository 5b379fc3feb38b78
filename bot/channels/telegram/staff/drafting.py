"""Drafting notices in a private chat: steps, the preview as groups will see it, handing in."""

from dataclasses import replace
from functools import lru_cache

from sqlmodel import Session
from telegram import Message

from bot.channels.telegram.speech.desk import TelegramDesk
from bot.channels.telegram.staff.courses import Course, finish, new_course, show
from bot.channels.telegram.staff.progress import begin_following
from bot.channels.telegram.staff.spot import Spot, put, rest, shown
from bot.flows import drafts, handing_in
from bot.flows.draft_screens import KEEP, SEND, SEND_URGENT, screen
from bot.flows.drafting import hear
from bot.flows.drafts import Around, Draft, Step, from_json
from bot.flows.screens import Heard
from bot.notice_rights import may_publish
from bot.notice_standards import town_standards
from bot.people import Role, allow
from bot.staff_chats import Person
from bot.telling import first_to_tell
from jobs.writing.notices import find_notice
from jobs.writing.pictures import MOST_BYTES, keep_picture
from knowledge.errors import BadInput, NotAllowed
from knowledge.starter_notices import StarterNotice, load_notices

NAME = "draft"
BELOW = "下面是预览。"
TWICE = "这条通知刚才已经交上去了。发 /mine 可以看进度。"
KEPT = "已存为草稿，没有送审。发 /mine 可以找到它。"
TOO_LARGE = "图片太大，最多 2 MB，请压缩后再发。"


async def begin(desk: TelegramDesk, spot: Spot, person: Person) -> None:
    """Ask for the first step of a notice."""
    await desk.read(lambda session: allow(session, person.name, Role.WORKER))
    await _show(desk, spot, person, new_course(NAME, {}), Draft())


async def begin_urgent(desk: TelegramDesk, spot: Spot, person: Person) -> None:
    """Ask for the words of an emergency; publishers only."""
    await desk.read(lambda session: may_publish(session, person.name))
    await _show(desk, spot, person, new_course(NAME, {}), drafts.urgent())


async def begin_edit(desk: TelegramDesk, spot: Spot, person: Person, number: int) -> None:
    """Open a notice of one's own, to be written anew."""
    draft = await desk.read(lambda session: handing_in.draft_of(find_notice(session, number)))
    await _show(desk, spot, person, new_course(NAME, {}), draft)


async def go_on(
    desk: TelegramDesk, spot: Spot, person: Person, course: Course, heard: Heard
) -> None:
    """Take the next step of a draft."""
    draft = from_json(course.kept)
    if draft.step is Step.PREVIEW and heard.tap in (SEND, SEND_URGENT, KEEP):
        await _hand_in(desk, spot, person, course, draft, submit=heard.tap != KEEP)
        return
    around = await _around(desk, person)
    await _show(desk, spot, person, course, hear(draft, heard, around), around=around)


def wants_picture(course: Course) -> bool:
    """Whether a picture may come at this step."""
    drawn = (Step.PICTURE, Step.PREVIEW)
    return course.name == new_course(NAME, {}).name and from_json(course.kept).step in drawn


def is_urgent(course: Course) -> bool:
    """Whether an emergency is being written."""
    return bool(course.kept.get("urgent"))


async def keep_sent_picture(desk: TelegramDesk, message: Message) -> int | None:
    """Fetch and keep the picture in a message, if there is one."""
    found = message.photo[-1] if message.photo else message.document
    if found is None:
        return None
    if (found.file_size or 0) > MOST_BYTES:
        raise BadInput(TOO_LARGE)
    content = bytes(await (await found.get_file()).download_as_bytearray())
    return await desk.write(lambda session: keep_picture(session, content))


async def _show(
    desk: TelegramDesk,
    spot: Spot,
    person: Person,
    course: Course,
    draft: Draft,
    *,
    around: Around | None = None,
) -> None:
    around = around or await _around(desk, person)
    course, asked = replace(course, kept=draft.as_json()), screen(draft, around)
    if draft.step is not Step.PREVIEW:
        await show(desk, spot, course, asked)
        return
    said = await _preview(desk, spot, draft)
    await show(desk, spot, course, replace(asked, text=said), afresh=True)


async def _preview(desk: TelegramDesk, spot: Spot, draft: Draft) -> str:
    """Show the notice as it will look, and give what is to be known about it."""
    now = desk.clock()

    def look(session: Session) -> handing_in.Preview:
        standards = town_standards(session, desk.settings)
        facts = handing_in.facts_from(draft, session)
        return handing_in.preview(session, facts, standards, now=now, own=draft.notice)

    found = await desk.read(look)
    if spot.message:
        await desk.edit(spot.chat, spot.message, BELOW)
    if found.picture is None:
        await desk.say(spot.chat, found.html)
    else:
        await desk.show(spot.chat, found.picture, found.html)
    return found.said


async def _hand_in(
    desk: TelegramDesk, spot: Spot, person: Person, course: Course, draft: Draft, *, submit: bool
) -> None:
    now = desk.clock()

    def act(session: Session) -> int:
        if not first_to_tell(session, f"sent:{course.mark}:{course.turn}", now=now):
            raise NotAllowed(TWICE)
        standards = town_standards(session, desk.settings)
        row = handing_in.hand_in(
            session, draft, by=person.name, now=now, standards=standards, submit=submit
        )
        return row.id or 0

    number = await desk.write(act)
    await finish(desk, spot)
    await rest(desk, spot)
    if submit:
        await begin_following(desk, spot, number)
    else:
        await put(desk, spot, shown(f"第 {number} 号通知", KEPT))


async def _around(desk: TelegramDesk, person: Person) -> Around:
    now = desk.clock().astimezone(desk.settings.zone)
    return await desk.read(
        lambda session: handing_in.around(session, person, starters=_starters(), now=now)
    )


@lru_cache(maxsize=1)
def _starters() -> tuple[StarterNotice, ...]:
    return load_notices()
