"""One occurrence of a notice: whether it goes out, when, and the words it takes along."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, SQLModel

from jobs.schedule.runs import Run, RunKind, RunState
from jobs.schedule.town_times import TownTimes
from jobs.schedule.wall_time import say
from jobs.writing.notices import Notice
from knowledge.starter_notices import Category

PROMPT = timedelta(minutes=1)  # a tick so late is no delay worth speaking of

_RUNS = SQLModel.metadata.tables["run"]
_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}
_FIRST, _USUAL = 0, 10


@dataclass(frozen=True)
class Slot:
    """The moment at which a schedule fires."""

    schedule_id: int
    at: datetime


@dataclass(frozen=True)
class Verdict:
    """What becomes of an occurrence: it goes at `send_at`, or does not, for a reason."""

    state: RunState
    send_at: datetime
    reason: str = ""


def judge(
    due: datetime,
    *,
    now: datetime,
    times: TownTimes,
    grace: timedelta,
    expires_at: datetime | None,
    emergency: bool,
) -> Verdict:
    """Say what becomes of an occurrence that was due: sent, moved past the quiet hours, or missed.

    Late by more than its grace it is missed, and so it is if it would be sent when it is too late.
    """
    late = now - due > PROMPT
    if late and now - due > grace:
        return missed(due, f"服务停机，错过了{say(due, times.zone)}的发送。")
    start = now if late else due
    send_at = start if emergency else times.quiet.moved(start)
    if expires_at is None or send_at <= expires_at:
        return Verdict(RunState.DUE, send_at)
    if send_at > start:
        ends = say(send_at, times.zone)
        return missed(due, f"免打扰时段到{ends}才结束，那时已过有效时间，没有发送。")
    return missed(due, "服务停机，恢复时已过有效时间，没有发送。")


def missed(due: datetime, reason: str) -> Verdict:
    """Say that an occurrence does not go out."""
    return Verdict(RunState.MISSED, due, reason)


def is_emergency(notice: Notice) -> bool:
    """Say whether a notice may disturb people at night."""
    return notice.category == Category.EMERGENCY


def too_late(notice: Notice, slot: datetime) -> datetime | None:
    """Give the moment after which a slot of a notice is not to be sent any more."""
    minutes = notice.expires_minutes
    return None if minutes is None else slot + timedelta(minutes=minutes)


def add_run(
    session: Session, said: Notice, verdict: Verdict, *, lead: Notice, slot: Slot, now: datetime
) -> bool:
    """Keep an occurrence in the very words of `said`; false if the slot has one already.

    When it goes and when it is too late follow from `lead`, whose schedule it is. It goes to the
    audience that `said` was approved for, or that of `lead` where it names none.
    """
    emergency = is_emergency(said)
    run = Run(
        kind=RunKind.NOTICE if said.corrects_id is None else RunKind.CORRECTION,
        notice_id=said.id,
        schedule_id=slot.schedule_id,
        slot=slot.at,
        state=verdict.state,
        reason=verdict.reason,
        title=said.title,
        text=said.text,
        short=said.short,
        category=said.category,
        picture_id=said.picture_id,
        link=said.link,
        mention_all=said.mention_all,
        audience=said.audience if any(said.audience.values()) else lead.audience,
        emergency=emergency,
        once=said.once,
        priority=_FIRST if emergency else _USUAL,
        send_at=verdict.send_at,
        expires_at=too_late(lead, slot.at),
        made_at=now,
    )
    return _kept(session, run)


def _kept(session: Session, run: Run) -> bool:
    connection = session.connection()
    insert = _INSERTS[connection.dialect.name](_RUNS).values(**run.model_dump(exclude={"id"}))
    added = insert.on_conflict_do_nothing(index_elements=["schedule_id", "slot"])
    return connection.execute(added.returning(_RUNS.c.id)).first() is not None
