"""Reminders: what was not forwarded after two and after six hours, and what is too late for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import or_, select, update
from sqlmodel import Session, col

from jobs.delivery.deliveries import Delivery, State
from jobs.forward.forwarding import HOW, awaiting, listed, page_button
from jobs.forward.letters import write_letter
from jobs.places.duties import by_worker, duties
from jobs.places.groups import Group
from jobs.schedule.quiet import Quiet
from jobs.schedule.runs import Run, RunState

AFTER = (timedelta(hours=2), timedelta(hours=6))
LAST = timedelta(days=7)  # a notice without an end of its own need not be forwarded after that
TITLE = "还有通知没有转发"
TOO_LATE = "过了有效时间，没有人转发"


@dataclass(frozen=True, slots=True)
class _Overdue:
    """One group that a notice was not forwarded to."""

    title: str
    group: str


def remind(session: Session, *, now: datetime, quiet: Quiet) -> int:
    """Write one letter to each worker who is late, and say how many; never in quiet hours.

    Each group counts as reminded of once after two hours and once after six, whichever replica
    was first.
    """
    if quiet.holds(now):
        return 0
    claimed = [one for stage in (2, 1) for one in _claim(session, stage, now=now)]
    if not claimed:
        return 0
    shared, _left = by_worker(_read(session, claimed), duties(session))
    letters = [
        write_letter(
            session,
            worker,
            title=TITLE,
            text=_plea(mine),
            now=now,
            buttons=page_button(worker),
        )
        for worker, mine in shared.items()
    ]
    return sum(letter is not None for letter in letters)


def expire(session: Session, *, now: datetime) -> int:
    """Skip what nobody forwarded in time, or in a week, and say how many groups that is."""
    over = or_(col(Run.expires_at) <= now, col(Run.send_at) <= now - LAST)
    late = select(col(Run.id)).where(over)
    changed = session.execute(
        update(Delivery)
        .where(awaiting(), col(Delivery.run_id).in_(late))
        .values(state=State.SKIPPED, error=TOO_LATE, ended_at=now)
        .returning(col(Delivery.id))
        .execution_options(synchronize_session=False)
    )
    return len(changed.all())


def _claim(session: Session, stage: int, *, now: datetime) -> Sequence[int]:
    """Take what is due for its first or second reminder, so that nobody else does."""
    due = select(col(Run.id)).where(
        col(Run.send_at) <= now - AFTER[stage - 1], col(Run.state) == RunState.FANNED
    )
    return (
        session.execute(
            update(Delivery)
            .where(awaiting(), col(Delivery.reminders) < stage, col(Delivery.run_id).in_(due))
            .values(reminders=stage)
            .returning(col(Delivery.id))
            .execution_options(synchronize_session=False)
        )
        .scalars()
        .all()
    )


def _read(session: Session, deliveries: Sequence[int]) -> list[tuple[int | None, _Overdue]]:
    rows = session.execute(
        select(col(Group.grid_id), col(Run.title), col(Group.name))
        .select_from(Delivery)
        .join(Group, col(Group.id) == col(Delivery.group_id))
        .join(Run, col(Run.id) == col(Delivery.run_id))
        .where(col(Delivery.id).in_(deliveries))
        .order_by(col(Run.send_at), col(Delivery.id))
    )
    return [(grid, _Overdue(title, group)) for grid, title, group in rows]


def _plea(overdue: Sequence[_Overdue]) -> str:
    groups: dict[str, list[str]] = {}
    for one in overdue:
        groups.setdefault(one.title, []).append(one.group)
    lines = [f"“{title}”：{listed(names)}" for title, names in groups.items()]
    return "\n".join([f"有 {len(overdue)} 个微信群还没有确认转发：", *lines, HOW])
