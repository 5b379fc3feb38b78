"""What waits about groups: forwards, groups that nobody answers for, groups that are closed."""

from collections.abc import Iterator

from sqlalchemy import func, select
from sqlmodel import Session, col

from bot.console.today.notice_tasks import Desk
from bot.console.today.tasks import Task, Urgency
from jobs.delivery.deliveries import Delivery
from jobs.forward.forwarding import awaiting
from jobs.forward.listing import unforwarded
from jobs.places.groups import Group
from jobs.schedule.runs import Run, RunState

FORWARDS = "/notices/forwards"


def place_tasks(session: Session, desk: Desk) -> Iterator[Task]:
    """Give what waits for a person about groups."""
    if _anything_to_forward(session):
        yield from _forwards(session, desk)
    yield _closed(session, desk)


def _anything_to_forward(session: Session) -> bool:
    found = select(col(Delivery.id)).join(Run, col(Run.id) == col(Delivery.run_id))
    found = found.where(awaiting(), col(Run.state) == RunState.FANNED).limit(1)
    return session.execute(found).first() is not None


def _forwards(session: Session, desk: Desk) -> Iterator[Task]:
    duties, left = unforwarded(session, now=desk.now)
    own = next((duty for duty in duties if duty.worker == desk.person.worker_id), None)
    mine = len(own.waiting) if own else 0
    yield Task(
        Urgency.TODAY, "个微信群等您转发", "复制文字发到群里，再点“已发到群里”", mine, FORWARDS
    )
    if desk.sight.whole:
        others = sum(len(duty.waiting) for duty in duties) - mine
        yield Task(Urgency.TODAY, "个群没有网格员转发", "请安排人转发", len(left), FORWARDS)
        yield Task(
            Urgency.SOME_TIME, "个群等网格员转发", "久了没有动静，打个电话问问", others, FORWARDS
        )


def _closed(session: Session, desk: Desk) -> Task:
    found = select(func.count()).select_from(Group)
    found = found.where(col(Group.active).is_(False), col(Group.private).is_(False))
    if not desk.sight.whole:
        found = found.where(col(Group.id).in_(desk.sight.group_ids))
    number = session.scalar(found) or 0
    said = "收不到通知。看看原因，能恢复的恢复"
    return Task(Urgency.SOME_TIME, "个群停用着", said, number, "/groups/list?standing=closed")
