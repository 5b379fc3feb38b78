"""What a tick does with one slot and with one run, each in one transaction."""

from datetime import datetime, timedelta

from sqlalchemy import update
from sqlmodel import Session, col, select

from jobs.delivery.deliveries import Delivery
from jobs.delivery.fan_out import fan_out
from jobs.delivery.sharing import share
from jobs.schedule.occurrences import Slot, Verdict, add_run, is_emergency, judge, missed, too_late
from jobs.schedule.pools import approved, draw
from jobs.schedule.reckoning import advance
from jobs.schedule.runs import Run, RunState
from jobs.schedule.schedules import CANCELLED, Schedule
from jobs.schedule.town_times import TownTimes
from jobs.schedule.wall_time import say
from jobs.writing.notices import Notice

NOBODY = "没有一个群符合这条通知的发送范围。"
MERGED = "和同一时间的另一次合成一次，只发一遍。"

_DAY = timedelta(days=1)


def fire(session: Session, slot: Slot, *, now: datetime, times: TownTimes) -> RunState | None:
    """Make the run of a slot, and move its schedule on; nothing if another was first."""
    schedule = session.get(Schedule, slot.schedule_id)
    lead = schedule and approved(session, schedule.notice_id)
    if not schedule or not lead or schedule.next_slot != slot.at:
        return None
    said = draw(session, lead)
    if not advance(session, schedule, after=slot.at, now=now, times=times):
        return None
    verdict = _verdict(session, slot, schedule.next_slot, said, lead=lead, now=now, times=times)
    made = add_run(session, said, verdict, lead=lead, slot=slot, now=now)
    return verdict.state if made else None


def hand_out(session: Session, run_id: int, *, now: datetime, times: TownTimes) -> RunState | None:
    """Fan out a run whose time has come, unless that was stopped or is too late by now.

    Nothing if another was first, or if it has to wait: its schedule is paused, or it is quiet.
    """
    run = session.get(Run, run_id)
    schedule = run and session.get(Schedule, run.schedule_id)
    if not run or not schedule or run.state != RunState.DUE:
        return None
    lead = approved(session, schedule.notice_id)
    if not lead or not approved(session, run.notice_id):
        return _settle(session, run, RunState.CANCELLED, CANCELLED)
    if _is_paused(session, schedule):
        return None
    verdict = _again(run, lead, now=now, times=times)
    if verdict.state is not RunState.DUE:
        return _settle(session, run, verdict.state, verdict.reason)
    if verdict.send_at > now:
        _settle(session, run, RunState.DUE, "", send_at=verdict.send_at)
        return None
    if _settle(session, run, RunState.FANNED, "", send_at=verdict.send_at) is None:
        return None
    fan_out(session, run, now=now)
    share(session, run, now=now, times=times)
    if _reaches_nobody(session, run):
        run.reason = NOBODY
        session.add(run)
    return RunState.FANNED


def give_up(session: Session, run_id: int, *, reason: str) -> RunState | None:
    """Note why a run could not be handed out."""
    run = session.get(Run, run_id)
    return None if run is None else _settle(session, run, RunState.MISSED, reason)


def _verdict(
    session: Session,
    slot: Slot,
    following: datetime | None,
    said: Notice,
    *,
    lead: Notice,
    now: datetime,
    times: TownTimes,
) -> Verdict:
    if following and following <= now:
        when = say(slot.at, times.zone)
        return missed(slot.at, f"服务停机，错过了{when}的发送；后面又到了一次，只补最近的一次。")
    verdict = judge(
        slot.at,
        now=now,
        times=times,
        grace=timedelta(minutes=lead.grace_minutes),
        expires_at=too_late(lead, slot.at),
        emergency=is_emergency(said),
    )
    if verdict.state is RunState.DUE and _is_taken(session, slot, verdict.send_at):
        return Verdict(RunState.CANCELLED, verdict.send_at, MERGED)
    return verdict


def _is_taken(session: Session, slot: Slot, send_at: datetime) -> bool:
    """Say whether the end of the quiet hours already brings an earlier slot of this schedule."""
    found = select(Run.id).where(
        col(Run.schedule_id) == slot.schedule_id,
        col(Run.slot).between(slot.at - _DAY, slot.at),
        col(Run.send_at) == send_at,
        col(Run.state).in_((RunState.DUE, RunState.FANNED)),
    )
    return session.exec(found).first() is not None


def _again(run: Run, lead: Notice, *, now: datetime, times: TownTimes) -> Verdict:
    return judge(
        run.send_at,
        now=now,
        times=times,
        grace=timedelta(minutes=lead.grace_minutes),
        expires_at=run.expires_at,
        emergency=run.emergency,
    )


def _is_paused(session: Session, schedule: Schedule) -> bool:
    """Say whether a schedule is paused, and keep it so until this transaction ends."""
    paused = select(Schedule.paused).where(Schedule.id == schedule.id)
    return session.exec(paused.with_for_update(read=True)).one()


def _reaches_nobody(session: Session, run: Run) -> bool:
    found = select(Delivery.id).where(Delivery.run_id == run.id).limit(1)
    return session.exec(found).first() is None


def _settle(
    session: Session, run: Run, state: RunState, reason: str, *, send_at: datetime | None = None
) -> RunState | None:
    """Move a run that waits to another state; nothing if another was first."""
    values = {"state": state, "reason": reason, "send_at": send_at or run.send_at}
    moved = session.connection().execute(
        update(Run).where(col(Run.id) == run.id, col(Run.state) == RunState.DUE).values(values)
    )
    session.refresh(run)
    return state if moved.rowcount else None
