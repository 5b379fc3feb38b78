"""Letters about dangers residents spoke of: to administrators and the workers of the place."""

import re
from collections.abc import Sequence
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import String, cast, select
from sqlmodel import Session, col

from bot.commands.printing import say_moment
from bot.people import Role
from bot.staff_chats import people_in
from bot.telling import Told, first_to_tell
from jobs.delivery.sending import TAP
from jobs.forward.letters import write_to_chat
from jobs.places.grid_names import grid_names
from jobs.places.groups import Group
from jobs.places.workers import of_grid
from jobs.records.alerts import Alert

RECENT = timedelta(hours=6)  # what is older was dealt with by telephone
TITLE = "有人可能遇到危险"
CARE = "我来跟进"
HOW = "该打的电话已经告诉对方。请马上联系、核实；谁跟进，就点“我来跟进”。"

KINDS = {
    "self-harm": "想不开、伤害自己",
    "fire": "着火",
    "gas": "燃气泄漏、煤气中毒",
    "drowning": "有人落水",
    "electric-shock": "触电",
    "violence": "正在被打、被威胁",
    "child-harm": "孩子受到伤害",
    "kidnapping": "被人控制、绑架",
    "missing": "有人走失",
    "flood": "洪水、山体滑坡",
    "medical": "急病、受伤",
    "fraud": "正在被骗",
    "drugs": "有人让他沾毒品",
}

_CHAT = re.compile(r"(\w+):(-?\d+)")


def untold(session: Session, *, now: datetime) -> Sequence[int]:
    """Give the alerts of the last hours that nobody has seen or was written to about."""
    told = select(col(Told.key)).where(col(Told.key) == "alert:" + cast(col(Alert.id), String))
    found = session.scalars(
        select(col(Alert.id))
        .where(col(Alert.seen_at).is_(None), col(Alert.raised_at) > now - RECENT, ~told.exists())
        .order_by(col(Alert.id))
    )
    return [number for number in found if number is not None]


def write_alarms(
    session: Session,
    alerts: Sequence[int],
    channel: str,
    *,
    zone: ZoneInfo,
    now: datetime,
) -> int:
    """Write about each alert to whoever is to know, once; say how many letters that was."""
    letters = 0
    for number in alerts:
        alert = session.get(Alert, number)
        if alert is None or not first_to_tell(session, f"alert:{number}", now=now):
            continue
        place = _place(session, alert)
        text = _text(session, alert, place, zone=zone)
        for chat in _chats(session, channel, place):
            write_to_chat(
                session,
                chat,
                title=TITLE,
                text=text,
                now=now,
                buttons=[(CARE, f"{TAP}s:a:{number}")],
            )
            letters += 1
    return letters


def _place(session: Session, alert: Alert) -> Group | None:
    """Find the chat in which it was said, as far as it is known."""
    found = _CHAT.match(alert.conversation)
    if found is None:
        return None
    wanted = select(Group).where(col(Group.channel) == found[1], col(Group.address) == found[2])
    return session.scalars(wanted).first()


def _chats(session: Session, channel: str, place: Group | None) -> list[int]:
    people = people_in(session, channel, at_least=Role.ADMINISTRATOR)
    chats = [person.group for person in people]
    if place is not None:
        workers = of_grid(session, place.grid_id)
        chats += [worker.contact_id for worker in workers if worker.contact_id is not None]
    return list(dict.fromkeys(chats))


def _text(session: Session, alert: Alert, place: Group | None, *, zone: ZoneInfo) -> str:
    where = f"“{place.name}”群里" if place is not None and not place.private else "私下"
    grid = grid_names(session).full_name(place.grid_id) if place and place.grid_id else ""
    lines = [
        f"{say_moment(alert.raised_at, zone)}，有居民{where}对机器人说：“{alert.excerpt}”",
        f"可能是：{KINDS.get(alert.kind, alert.kind)}",
        f"地方：{grid}" if grid else "",
        HOW,
    ]
    return "\n".join(filter(None, lines))
