"""Trials: one message to one group, to see whether it arrives."""

from datetime import datetime, timedelta

from sqlalchemy import select
from sqlmodel import Session, col

from jobs.delivery.deliveries import Delivery
from jobs.forward.letters import write_to_chat
from jobs.places.groups import Channel, get_group
from jobs.schedule.runs import Run
from knowledge.audit import note
from knowledge.errors import NotAllowed

TITLE = "测试消息"
TEXT = "收到这条，说明这个群能收到{town}的通知。不用回复。（{by}发）"
REST = timedelta(minutes=1)
GOOD_FOR = timedelta(minutes=10)


def send_trial(session: Session, group_id: int, *, town: str, by: str, now: datetime) -> Run:
    """Send a trial to a group; it is in no figure, and one a minute is enough."""
    group = get_group(session, group_id)
    if group.channel == Channel.WECHAT:
        raise NotAllowed("普通微信群里没有机器人，发不了测试消息；通知由网格员转发。")
    if not group.active:
        raise NotAllowed(f"“{group.name}”停用着，先恢复再测试。")
    if _just_tried(session, group_id, now):
        raise NotAllowed("刚发过一条测试消息，过一分钟再试。")
    said = TEXT.format(town=town, by=by)
    expires = now + GOOD_FOR
    run = write_to_chat(session, group_id, title=TITLE, text=said, now=now, expires_at=expires)
    if run is None:
        raise NotAllowed(f"“{group.name}”还没有可以发送的地址，请先填上。")
    note(session, "test", f"group:{group_id}", by=by, at=now, detail={"name": group.name})
    return run


def _just_tried(session: Session, group_id: int, now: datetime) -> bool:
    found = (
        select(col(Run.id))
        .join(Delivery, col(Delivery.run_id) == col(Run.id))
        .where(col(Delivery.group_id) == group_id, col(Run.title) == TITLE)
        .where(col(Run.made_at) > now - REST, col(Run.notice_id).is_(None))
    )
    return session.scalars(found.limit(1)).first() is not None
