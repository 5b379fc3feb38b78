"""Reckons the next slot of schedules, and says where a timing means nothing any more."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from jobs.schedule.schedules import Schedule
from jobs.schedule.timing import next_slot, parse_timing
from jobs.schedule.town_times import TownTimes
from knowledge.audit import note
from knowledge.errors import BadInput

BY_ITSELF = "系统"


def advance(
    session: Session, row: Schedule, *, after: datetime, now: datetime, times: TownTimes
) -> bool:
    """Move a schedule to its first slot after a moment; false if another was first.

    A timing that can't be reckoned any more has no further slot, and says why to whoever looks.
    """
    following, fault = _reckon(row, after, times)
    moved = session.connection().execute(
        update(Schedule)
        .where(
            col(Schedule.id) == row.id,
            col(Schedule.next_slot).is_not_distinct_from(row.next_slot),
            col(Schedule.paused).is_(False),
        )
        .values(next_slot=following, fault=fault)
    )
    if moved.rowcount and fault and fault != row.fault:
        detail, named = {"reason": fault}, f"notice:{row.notice_id}"
        note(session, "schedule.fault", named, by=BY_ITSELF, at=now, detail=detail)
    session.refresh(row)
    return bool(moved.rowcount)


def renew(session: Session, *, now: datetime, times: TownTimes) -> int:
    """Reckon all coming slots anew, since the calendar or the zone may have changed; count them.

    What is due already stays as it was; what had a fault goes on if the fault is gone.
    """
    coming = (col(Schedule.next_slot) > now) | (col(Schedule.fault) != "")
    changed = 0
    for row in session.exec(select(Schedule).where(coming, col(Schedule.paused).is_(False))).all():
        before = row.next_slot
        advance(session, row, after=now, now=now, times=times)
        changed += row.next_slot != before
    return changed


def _reckon(row: Schedule, after: datetime, times: TownTimes) -> tuple[datetime | None, str]:
    try:
        timing = parse_timing(row.timing, calendar=times.calendar)
    except BadInput as error:
        return None, str(error)
    return next_slot(timing, after=after, zone=times.zone), ""
