"""What is kept of one resident's chat: a copy of it all, or erasing it all."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlmodel import Session, col

from bot.flows.keeping import erase_flows
from bot.staff_chats import person_at
from jobs.figures.figure_names import CATEGORIES
from jobs.places.groups import Channel
from jobs.places.subscriptions import HOURS, erase_chat, wishes_of
from jobs.records.exchanges import Exchange, erase_conversation
from jobs.records.handovers import Handover
from jobs.schedule.wall_time import say

KINDS = {
    "answer": "有答案",
    "choices": "给了几个选项",
    "unknown": "没有把握",
    "danger": "危险提示",
    "flow": "应答",
}
NOTHING = "现在没有保存您的任何内容。"


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose records are meant: one private chat of a channel."""

    channel: Channel
    address: str

    @property
    def conversation(self) -> str:
        """How exchanges name it."""
        return f"{self.channel}:{self.address}"


def copy_of(
    session: Session, owner: Owner, *, zone: ZoneInfo, open_secret: Callable[[str], str]
) -> str:
    """Write down everything that is kept of a chat, in words its owner understands."""
    parts = (
        [*_exchanges(session, owner, zone)],
        [*_subscriptions(session, owner)],
        [*_handovers(session, owner, zone, open_secret)],
    )
    return "\n\n".join("\n".join(part) for part in parts if part) or NOTHING


def erase(session: Session, owner: Owner, *, now: datetime) -> int:
    """Erase all of it, and say how many exchanges that was; dangers stay as bare facts."""
    count = erase_conversation(session, owner.conversation)
    erase_flows(session, owner.channel, owner.address)
    staff = person_at(session, owner.channel, owner.address) is not None
    erase_chat(session, owner.channel, owner.address, now=now, staff=staff)
    return count


def _exchanges(session: Session, owner: Owner, zone: ZoneInfo) -> Iterator[str]:
    mine = col(Exchange.conversation) == owner.conversation
    rows = session.scalars(select(Exchange).where(mine).order_by(col(Exchange.asked_at))).all()
    if rows:
        yield f"问过的话（{len(rows)}条）"
    for row in rows:
        said = "" if row.useful is None else "，您说有用" if row.useful else "，您说没帮上"
        kind = KINDS.get(row.kind, row.kind)
        yield f"{say(row.asked_at, zone)}  {row.question}（{kind}{said}）"
        if row.comment:
            yield f"  您的意见：{row.comment}"


def _subscriptions(session: Session, owner: Owner) -> Iterator[str]:
    wishes = wishes_of(session, owner.channel, owner.address)
    if wishes.topics:
        yield "订阅的通知"
        topics = "、".join(CATEGORIES[topic] for topic in wishes.topics)
        yield f"{topics}（{HOURS[wishes.hour]}）"


def _handovers(
    session: Session, owner: Owner, zone: ZoneInfo, open_secret: Callable[[str], str]
) -> Iterator[str]:
    mine = col(Handover.conversation) == owner.conversation
    rows = session.scalars(select(Handover).where(mine).order_by(col(Handover.asked_at))).all()
    if rows:
        yield "转给工作人员的问题"
    for row in rows:
        phone = f"，电话 {open_secret(row.contact)}" if row.contact else ""
        done = "，已经办完" if row.done_at else ""
        yield f"{say(row.asked_at, zone)}  {row.question}{phone}{done}"
