"""Forward packs in a worker's chat: words to copy with one tap, the picture, and “已转发”."""

import html
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import String, cast, select
from sqlmodel import Session, col

from bot.channels.telegram.speech.desk import TelegramDesk
from bot.channels.telegram.speech.keyboard import Buttons
from bot.channels.telegram.speech.speaking import ChatClosed, NotHeard
from bot.channels.telegram.staff.spot import CHANNEL, Spot, put, rest, tap
from bot.people import Role, allow
from bot.staff_chats import Person, people_in
from bot.telling import Told, first_to_tell, untell
from jobs.delivery.deliveries import Delivery
from jobs.forward.forwarding import awaiting, confirm
from jobs.forward.packs import Pack, waiting
from jobs.schedule.runs import Run, RunState
from jobs.writing.pictures import Picture
from knowledge.errors import NotAllowed, NotFound

DONE, DONE_BEFORE = "记下了，谢谢。", "这个群 {at} 已经确认过了，不用再点。"
NOT_YOURS = "这条通知不用您转发了，可能已经取消、过期，或者换了人负责。"
NOTHING = "现在没有要转发的通知。"
PICTURE = "配图，请一起转发。"
COPY = "点一下下面的文字就能复制："
OUTSIDE = 500  # characters beside the words to copy
LABEL = 40


@dataclass(frozen=True, slots=True)
class _Bundle:
    """The groups of one worker that read the same words of the same run."""

    packs: tuple[Pack, ...]
    picture: bytes | None

    @property
    def open(self) -> list[Pack]:
        """Those that are not done yet."""
        return [pack for pack in self.packs if pack.done_at is None]


async def bring_packs(desk: TelegramDesk) -> None:
    """Bring every worker who is linked what became due for them."""
    fresh = await desk.read(_fresh)
    if not fresh:
        return
    now = desk.clock()
    mine = await desk.write(lambda session: _taken(session, fresh, now=now))
    for person in await desk.read(_workers):
        try:
            await _bring(desk, person, only=mine)
        except ChatClosed:
            continue
        except NotHeard:
            await desk.write(lambda session: _given_back(session, mine))
            raise


async def list_packs(desk: TelegramDesk, spot: Spot, person: Person) -> None:
    """Show again all that a person has still to forward."""
    await rest(desk, spot)
    if not await _bring(desk, person, only=None):
        await desk.say(spot.chat, NOTHING)


async def done(desk: TelegramDesk, spot: Spot, person: Person, delivery: int) -> None:
    """Note that a notice is in a group, and show what is left."""
    now = desk.clock()

    def act(session: Session) -> str:
        name = allow(session, person.name, Role.WORKER)
        if delivery not in {pack.delivery for pack in _packs(desk, session, person)}:
            raise NotAllowed(NOT_YOURS)
        found = confirm(session, delivery, by=name, now=now)
        return DONE if found.new else DONE_BEFORE.format(at=_time(desk, found.at))

    try:
        word = await desk.write(act)
    except NotFound:
        raise NotAllowed(NOT_YOURS) from None
    await rest(desk, spot, word)
    found = await desk.read(lambda session: _bundles(session, _packs(desk, session, person)))
    for bundle in found:
        if delivery in {pack.delivery for pack in bundle.packs}:
            await put(desk, spot, _words(desk, bundle), buttons=_buttons(bundle))


def _fresh(session: Session) -> list[int]:
    """Give the deliveries that wait to be forwarded and were brought to nobody yet."""
    told = select(col(Told.key)).where(col(Told.key) == "pack:" + cast(col(Delivery.id), String))
    found = session.scalars(
        select(col(Delivery.id))
        .join(Run, col(Run.id) == col(Delivery.run_id))
        .where(awaiting(), col(Run.state) == RunState.FANNED, ~told.exists())
    )
    return [number for number in found if number is not None]


def _taken(session: Session, deliveries: Iterable[int], *, now: datetime) -> set[int]:
    return {one for one in deliveries if first_to_tell(session, f"pack:{one}", now=now)}


def _given_back(session: Session, deliveries: Iterable[int]) -> None:
    for one in deliveries:
        untell(session, f"pack:{one}")


def _workers(session: Session) -> list[Person]:
    people = people_in(session, CHANNEL, at_least=Role.WORKER)
    return [one for one in people if one.worker is not None]


async def _bring(desk: TelegramDesk, person: Person, *, only: set[int] | None) -> bool:
    """Show a person what is open for them, or what of it is new; say whether there was any."""

    def look(session: Session) -> list[_Bundle]:
        packs = _packs(desk, session, person)
        wanted = [pack for pack in packs if only is None or pack.delivery in only]
        return [bundle for bundle in _bundles(session, wanted) if bundle.open]

    found = await desk.read(look)
    for bundle in found:
        if bundle.picture is not None:
            await desk.show(int(person.account), bundle.picture, PICTURE)
        await desk.say(int(person.account), _words(desk, bundle), buttons=_buttons(bundle))
    return bool(found)


def _packs(desk: TelegramDesk, session: Session, person: Person) -> Sequence[Pack]:
    settings = desk.settings
    return waiting(
        session,
        person.worker or 0,
        now=desk.clock(),
        town=settings.town_name,
        zone=settings.zone,
    )


def _bundles(session: Session, packs: Iterable[Pack]) -> list[_Bundle]:
    groups: dict[tuple[int, str], list[Pack]] = {}
    for pack in packs:
        groups.setdefault((pack.run, pack.text), []).append(pack)
    return [_Bundle(tuple(one), _picture(session, one[0].picture)) for one in groups.values()]


def _picture(session: Session, number: int | None) -> bytes | None:
    found = session.get(Picture, number) if number is not None else None
    return found.content if found else None


def _words(desk: TelegramDesk, bundle: _Bundle) -> str:
    """Write the words to copy, and which groups have them."""
    first = bundle.packs[0]
    urgent = "紧急，请马上转发。\n" if first.urgent else ""
    until = f"\n{_time(desk, first.until)}以前有效。" if first.until else ""
    have = [
        f"✓ {html.escape(pack.group, quote=False)}　{_time(desk, pack.done_at)}已转发"
        for pack in bundle.packs
        if pack.done_at is not None
    ]
    left = len(bundle.open)
    head = f"<b>请转发：{html.escape(first.title, quote=False)}</b>\n{urgent}"
    asked = f"还有 {left} 个微信群要发，发完一个点一个。{until}\n" if left else "都转发了，谢谢。\n"
    copy = f"{COPY}\n<pre>{html.escape(first.text, quote=False)}</pre>" if left else ""
    return "\n".join(filter(None, (head + asked + copy, *have)))


def _buttons(bundle: _Bundle) -> Buttons:
    return [tap(f"已转发：{pack.group}"[:LABEL], "w", pack.delivery) for pack in bundle.open]


def _time(desk: TelegramDesk, at: datetime | None) -> str:
    if at is None:
        return ""
    here = at.astimezone(desk.settings.zone)
    return f"{here.month}月{here.day}日 {here:%H:%M}"
