"""Who still has to forward what: for staff, who pass on links and see groups nobody answers for."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import or_, select
from sqlmodel import Session, col

from jobs.delivery.deliveries import Delivery
from jobs.forward.forwarding import awaiting
from jobs.places.duties import by_worker, duties
from jobs.places.grids import Worker
from jobs.places.groups import Group
from jobs.schedule.runs import Run, RunState


@dataclass(frozen=True, slots=True)
class Unforwarded:
    """One notice that waits to be forwarded to one group."""

    delivery: int
    title: str
    group: str
    since: datetime
    reminders: int


@dataclass(frozen=True, slots=True)
class WorkerDuty:
    """What waits for one worker; `told` says that letters reach them."""

    worker: int
    name: str
    told: bool
    waiting: Sequence[Unforwarded]


def unforwarded(
    session: Session, *, now: datetime
) -> tuple[Sequence[WorkerDuty], Sequence[Unforwarded]]:
    """Give what waits, by worker in the order of their numbers, and what nobody answers for."""
    shared, left = by_worker(_rows(session, now=now), duties(session))
    duty = [_duty(session, worker, shared[worker]) for worker in sorted(shared)]
    return duty, left


def _rows(session: Session, *, now: datetime) -> list[tuple[int | None, Unforwarded]]:
    rows = session.execute(
        select(
            col(Group.grid_id),
            col(Delivery.id),
            col(Run.title),
            col(Group.name),
            col(Run.send_at),
            col(Delivery.reminders),
        )
        .select_from(Delivery)
        .join(Group, col(Group.id) == col(Delivery.group_id))
        .join(Run, col(Run.id) == col(Delivery.run_id))
        .where(awaiting(), col(Run.state) == RunState.FANNED)
        .where(or_(col(Run.expires_at).is_(None), col(Run.expires_at) > now))
        .order_by(col(Run.priority), col(Run.send_at), col(Delivery.id))
    )
    return [(grid, Unforwarded(*rest)) for grid, *rest in rows]


def _duty(session: Session, number: int, waiting: Sequence[Unforwarded]) -> WorkerDuty:
    worker = session.get_one(Worker, number)
    chat = session.get(Group, worker.contact_id) if worker.contact_id is not None else None
    told = chat is not None and chat.active and chat.lane is not None
    return WorkerDuty(number, worker.name, told, waiting)
