"""What waits in the room of notices: reviews, drafts, forwards, and what did not go out."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func, or_, select
from sqlmodel import Session, col

from bot.console.notices.sight import Sight
from bot.console.notices.turns import Turn, turns
from bot.console.person import Person
from bot.console.today.tasks import Task, Urgency
from bot.people import Role
from jobs.delivery.deliveries import Delivery, State
from jobs.places.groups import Group
from jobs.schedule.runs import OUTWARD, Run, RunState
from jobs.schedule.schedules import Schedule
from jobs.writing.notices import Notice, NoticeState, Step

LATELY = timedelta(days=3)  # what failed before was decided on


@dataclass(frozen=True, slots=True)
class Desk:
    """Who asks, what they see, and when."""

    person: Person
    sight: Sight
    steps_needed: int
    now: datetime


def notice_tasks(session: Session, desk: Desk) -> Iterator[Task]:
    """Give what waits for a person in the room of notices."""
    if desk.person.at_least(Role.REVIEWER):
        yield from _reviews(session, desk)
    yield from _own(session, desk)
    yield _unsent(session, desk)
    if desk.person.at_least(Role.DRAFTER):
        yield _stopped(session)


def _reviews(session: Session, desk: Desk) -> Iterator[Task]:
    found = turns(session, desk.person, steps_needed=desk.steps_needed)
    mine = [turn for turn in found if turn.mine]
    urgent = [turn for turn in mine if turn.notice.emergency_reason]
    usual = [turn for turn in mine if not turn.notice.emergency_reason]
    yield _review(urgent, Urgency.DANGER, "条紧急通知等您补审", "已经发出，看看有没有说错")
    yield _review(usual, Urgency.TODAY, "条通知等您审核", "")
    if desk.person.at_least(Role.ADMINISTRATOR):
        stuck = [turn for turn in found if turn.nobody]
        yield _review(stuck, Urgency.TODAY, "条通知没有人能审", "请加审核人或签发人")


def _review(found: Sequence[Turn], urgency: Urgency, title: str, said: str) -> Task:
    names = "、".join(f"“{turn.notice.title}”" for turn in found[:2])
    more = f"等 {len(found)} 条" if len(found) > 2 else ""
    path = f"/notices/{found[0].notice.id}" if len(found) == 1 else "/notices/review"
    return Task(urgency, title, f"{names}{more}{'：' + said if said else ''}", len(found), path)


def _own(session: Session, desk: Desk) -> Iterator[Task]:
    """Give one's own drafts: those that came back, and those that were never handed in."""
    back = (
        select(col(Step.id))
        .where(
            col(Step.notice_id) == col(Notice.id),
            col(Step.version) == col(Notice.version),
            col(Step.passed).is_(False),
        )
        .exists()
    )
    own = or_(col(Notice.drafted_by) == desk.person.name, col(Notice.edited_by) == desk.person.name)
    rows = session.execute(
        select(col(Notice.id), col(Notice.title), back)
        .where(own, col(Notice.state) == NoticeState.DRAFT)
        .order_by(col(Notice.id))
    ).all()
    returned = [(number, title) for number, title, came_back in rows if came_back]
    drafts = [(number, title) for number, title, came_back in rows if not came_back]
    yield _draft_task(Urgency.TODAY, "条通知退回给您修改", "按意见改好，再送审", returned)
    yield _draft_task(Urgency.SOME_TIME, "条草稿还没送审", "写好就送审，不用了就取消", drafts)


def _draft_task(urgency: Urgency, title: str, said: str, found: Sequence[tuple[int, str]]) -> Task:
    if len(found) == 1:
        number, name = found[0]
        return Task(urgency, title, f"“{name}”：{said}", 1, f"/notices/{number}")
    return Task(urgency, title, said, len(found), "/notices?state=draft&mine=yes")


def _unsent(session: Session, desk: Desk) -> Task:
    """Give the notices of the last days that some groups did not get."""
    recent = select(col(Run.id)).where(
        col(Run.send_at) > desk.now - LATELY,
        col(Run.state) == RunState.FANNED,
        col(Run.kind).in_(OUTWARD),
    )
    failed = (
        select(col(Run.notice_id), col(Run.title), func.count())
        .join(Delivery, col(Delivery.run_id) == col(Run.id))
        .join(Group, col(Group.id) == col(Delivery.group_id))
        .where(
            col(Run.id).in_(recent),
            col(Delivery.state) == State.FAILED,
            col(Delivery.due_at).is_(None),
            col(Group.active),
        )
        .group_by(col(Run.notice_id), col(Run.title))
    )
    if not desk.sight.whole:
        failed = failed.where(col(Delivery.group_id).in_(desk.sight.group_ids))
    rows = session.execute(failed.order_by(col(Run.notice_id).desc())).all()
    groups = sum(number for _notice, _title, number in rows)
    one = f"/notices/{rows[0][0]}{'/report' if desk.sight.whole else ''}" if rows else ""
    path = one if len(rows) == 1 else "/notices?state=failed"
    names = "、".join(f"“{title}”" for _notice, title, _number in rows[:2])
    said = "看原因，能补发的重发" if desk.sight.whole else "看看机器人还在不在群里"
    return Task(Urgency.TODAY, "个群没有发成", f"{names}：{said}", groups, path)


def _stopped(session: Session) -> Task:
    rows = session.execute(
        select(col(Notice.id), col(Notice.title))
        .join(Schedule, col(Schedule.notice_id) == col(Notice.id))
        .where(col(Schedule.fault) != "", col(Notice.state) == NoticeState.APPROVED)
    ).all()
    path = f"/notices/{rows[0][0]}" if len(rows) == 1 else "/notices?state=stopped"
    return Task(
        Urgency.TODAY, "条通知的时间有问题", "已经自动停下，请改时间再送审", len(rows), path
    )
