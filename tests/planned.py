"""Notices with a schedule, and what became of their slots."""

from datetime import datetime
from typing import Any

import mailings
from clocks import shown, times
from sqlmodel import col, func, select

from jobs.delivery.deliveries import Delivery
from jobs.schedule.runs import Run
from jobs.schedule.schedules import Schedule, plan
from jobs.schedule.ticking import Ticked, tick
from jobs.schedule.timing import storable
from jobs.writing.notices import Notice
from knowledge.database import Database

GROUPS = 3


def town(database: Database) -> None:
    """Some groups to send to."""
    with database.writing() as session:
        place = mailings.grid(session, mailings.TOWN)
        for number in range(GROUPS):
            mailings.group(session, f"第{number}组", place=place, lane="telegram")


def planned(database: Database, raw: object, *, now: datetime, **changed: Any) -> int:
    """An approved notice with its schedule."""
    with database.writing() as session:
        number = mailings.notice(session, timing=storable(raw), **changed)
        plan(session, session.get_one(Notice, number), now=now, times=times())
    return number


def ticked(database: Database, now: datetime, **changed: Any) -> Ticked:
    """One tick, by the town's usual time."""
    return tick(database, now=now, times=times(**changed))


def runs(database: Database, notice: int | None = None) -> list[Run]:
    """The runs there are, by slot."""
    with database.reading() as session:
        found = select(Run).order_by(col(Run.slot), col(Run.id))
        if notice is not None:
            found = found.where(Run.notice_id == notice)
        return list(session.exec(found))


def states(database: Database) -> list[tuple[str, str]]:
    """The slots there were, and what became of each."""
    return [(shown(run.slot), str(run.state)) for run in runs(database)]


def deliveries(database: Database) -> int:
    """How many rows wait for the lanes."""
    with database.reading() as session:
        return session.exec(select(func.count()).select_from(Delivery)).one()


def schedule_of(database: Database, notice: int) -> Schedule:
    """The schedule of a notice, as it is now."""
    with database.reading() as session:
        return session.exec(select(Schedule).where(Schedule.notice_id == notice)).one()


def following(database: Database, notice: int) -> str:
    """When a notice goes out next, or nothing."""
    slot = schedule_of(database, notice).next_slot
    return shown(slot) if slot else ""


def change(database: Database, notice: int, **changed: Any) -> None:
    """Change a notice behind everybody's back."""
    with database.writing() as session:
        row = session.get_one(Notice, notice)
        for name, value in changed.items():
            setattr(row, name, value)
        session.add(row)
