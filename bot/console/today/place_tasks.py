"""What waits about groups: forwards, groups that nobody answers for, groups that are closed."""

from collections.abc import Iterator

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from bot.console.today.notice_tasks import Desk
from bot.console.today.tasks import Task, Urgency
from jobs.delivery.deliveries import Delivery
from jobs.forward.forwarding import awaiting
from jobs.places.duties import duties
from jobs.places.groups import Group
from jobs.schedule.runs import Run, RunState

FORWARDS = "/notices/forwards"


def place_tasks(session: Session, desk: Desk) -> Iterator[Task]:
    """Give what waits for a person about groups."""
    yield from _forwards(session, desk)
    yield _closed(session, desk)


def _forwards(session: Session, desk: Desk) -> Iterator[Task]:
    waiting = _waiting(session, desk)
    answering = duties(session) if waiting else {}
    worker, mine, nobody = desk.person.worker_id, 0, 0
    for grid, number in waiting.items():
        workers = answering.get(grid or 0, ())
        mine += number if worker in workers else 0
        nobody += 0 if workers else number
    others = sum(waiting.values()) - mine - nobody
    yield Task(
        Urgency.TODAY, "个微信群等您转发", "复制文字发到群里，再点“已发到群里”", mine, FORWARDS
    )
    if desk.sight.whole:
        yield Task(Urgency.TODAY, "个群没有网格员转发", "请安排人转发", nobody, FORWARDS)
        yield Task(
            Urgency.SOME_TIME, "个群等网格员转发", "久了没有动静，打个电话问问", others, FORWARDS
        )


def _waiting(session: Session, desk: Desk) -> dict[int | None, int]:
    """Count what waits to be forwarded, by grid."""
    grid, until = col(Group.grid_id), col(Run.expires_at)
    found = (
        select(grid, func.count())
        .select_from(Delivery)
        .join(Group, col(Group.id) == col(Delivery.group_id))
        .join(Run, col(Run.id) == col(Delivery.run_id))
        .where(awaiting(), col(Run.state) == RunState.FANNED)
        .where(or_(until.is_(None), until > desk.now))
        .group_by(grid)
    )
    return {place: number for place, number in session.execute(found)}  # noqa: C416


def _closed(session: Session, desk: Desk) -> Task:
    found = select(func.count()).select_from(Group)
    found = found.where(col(Group.active).is_(False), col(Group.private).is_(False))
    if not desk.sight.whole:
        found = found.where(col(Group.id).in_(desk.sight.group_ids))
    number = session.scalar(found) or 0
    said = "收不到通知。看看原因，能恢复的恢复"
    return Task(Urgency.SOME_TIME, "个群停用着", said, number, "/groups/list?standing=closed")
