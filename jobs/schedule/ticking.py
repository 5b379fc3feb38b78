"""The tick: makes the runs of all slots that have come, and hands out those that are due.

It may tick in any number of processes at once. Whatever it does to a slot or a run is one
transaction that begins by claiming it, so what breaks off half-way has not happened, and the next
tick of anyone does it.
"""

from dataclasses import dataclass, field
from datetime import datetime

import structlog
from sqlalchemy import Executable, bindparam, literal, select, union_all
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import UTCDateTime, col

from jobs.schedule.firing import fire, give_up, hand_out
from jobs.schedule.occurrences import Slot
from jobs.schedule.runs import Run, RunState
from jobs.schedule.schedules import Schedule
from jobs.schedule.town_times import TownTimes
from knowledge.database import Database
from knowledge.errors import KnowledgeError

ROUNDS = 500  # slots of one schedule that one tick settles; the rest is for the next

log = structlog.get_logger(__name__)

_SLOT, _RUN = "slot", "run"
_NOW = bindparam("now", type_=UTCDateTime())
_QUESTION: Executable = union_all(
    select(literal(_SLOT), col(Schedule.id), col(Schedule.next_slot).label("at")).where(
        col(Schedule.next_slot) <= _NOW, col(Schedule.paused).is_(False)
    ),
    select(literal(_RUN), col(Run.id), col(Run.send_at))
    .join(Schedule, col(Schedule.id) == col(Run.schedule_id))
    .where(
        col(Run.state) == RunState.DUE,
        col(Run.send_at) <= _NOW,
        col(Schedule.paused).is_(False),
    ),
).order_by("at")


@dataclass
class Ticked:
    """What one tick did: how many runs it made, missed and stopped, and what failed.

    Lanes are to be woken for the runs in `fanned`, now that these are committed.
    """

    made: int = 0
    missed: int = 0
    cancelled: int = 0
    failed: int = 0
    fanned: list[int] = field(default_factory=list)


@dataclass(frozen=True)
class _Task:
    """A slot of a schedule that has come, or a run that is due."""

    kind: str
    id: int
    at: datetime


def tick(database: Database, *, now: datetime, times: TownTimes) -> Ticked:
    """Do everything that is due; nothing that goes wrong reaches the caller or stops the rest."""
    done, seen = Ticked(), set[_Task]()
    for _round in range(ROUNDS):
        tasks = [task for task in _due(database, now, done) if task not in seen]
        if not tasks:
            break
        seen.update(tasks)
        for task in tasks:
            _attempt(database, task, done, now=now, times=times)
    return done


def _due(database: Database, now: datetime, done: Ticked) -> list[_Task]:
    try:
        with database.reading() as session:
            return [_Task(*row) for row in session.execute(_QUESTION, {"now": now})]
    except SQLAlchemyError as error:
        done.failed += 1
        log.warning("tick_waits", error=type(error).__name__)
        return []


def _attempt(
    database: Database, task: _Task, done: Ticked, *, now: datetime, times: TownTimes
) -> None:
    try:
        state = _settle(database, task, now=now, times=times)
    except Exception as error:  # the next tick tries again; the others must not wait for that
        done.failed += 1
        log.error("tick_failed", kind=task.kind, id=task.id, error=type(error).__name__)
    else:
        _count(done, task, state)


def _settle(database: Database, task: _Task, *, now: datetime, times: TownTimes) -> RunState | None:
    try:
        with database.writing() as session:
            if task.kind == _SLOT:
                return fire(session, Slot(task.id, task.at), now=now, times=times)
            return hand_out(session, task.id, now=now, times=times)
    except KnowledgeError as error:  # an audience that is no more, say: staff are to mend it
        log.warning("run_missed", id=task.id, reason=str(error))
        with database.writing() as session:
            return give_up(session, task.id, reason=str(error))


def _count(done: Ticked, task: _Task, state: RunState | None) -> None:
    done.made += task.kind == _SLOT and state is not None
    done.missed += state is RunState.MISSED
    done.cancelled += state is RunState.CANCELLED
    if state is RunState.FANNED:
        done.fanned.append(task.id)
