"""Reckons the next slot of schedules, and pauses one whose timing means nothing any more."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from jobs.schedules import Schedule
from jobs.timing import next_slot, parse_timing
from jobs.town_times import TownTimes
from knowledge.audit import note
from knowledge.errors import BadInput

BY_ITSELF = "系统"


def advance(
    session: Session, row: Schedule, *, after: datetime, now: datetime, times: TownTimes
) -> bool:
    """Move a schedule to its first slot after a moment; false if another was first.

    A timing that can't be reckoned any more pauses it, and says why to whoever looks at it.
    """
    try:
        timing = parse_timing(row.timing, calendar=times.calendar)
        following, fault = next_slot(timing, after=after, zone=times.zone), ""
    except BadInput as error:
        following, fault = None, str(error)
    moved = session.connection().execute(
        update(Schedule)
        .where(
            col(Schedule.id) == row.id,
            col(Schedule.next_slot) == row.next_slot,
            col(Schedule.paused).is_(False),
        )
        .values(next_slot=following, paused=bool(fault), fault=fault)
    )
    session.refresh(row)
    if moved.rowcount and fault:
        note(
            session,
            "schedule.fault",
            f"notice:{row.notice_id}",
            by=BY_ITSELF,
            at=now,
            detail={"reason": fault},
        )
    return bool(moved.rowcount)


def renew(session: Session, *, now: datetime, times: TownTimes) -> int:
    """Reckon all coming slots anew, since the calendar or the zone may have changed; count them.

    What is due already stays as it was.
    """
    coming = col(Schedule.next_slot) > now, col(Schedule.paused).is_(False)
    changed = 0
    for row in session.exec(select(Schedule).where(*coming)).all():
        before = row.next_slot
        advance(session, row, after=now, now=now, times=times)
        changed += row.next_slot != before
    return changed
