"""Where a notice stands: its time, its newest sending, and what became of it, read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlmodel import Session, col, select

from jobs.delivery.deliveries import State
from jobs.figures.delivery_report import counts
from jobs.figures.progress import Progress, progress
from jobs.schedule.occurrences import is_emergency
from jobs.schedule.outlook import Coming, Fate, outlook
from jobs.schedule.runs import OUTWARD, Run, RunState
from jobs.schedule.schedules import Schedule
from jobs.schedule.timing import describe, parse_timing
from jobs.schedule.town_times import TownTimes
from jobs.writing.drafting import has_begun
from jobs.writing.notices import Notice, NoticeState, Step, steps_of
from knowledge.errors import BadInput

AHEAD = 10  # coming dates that are shown
LATEST = 20  # sendings that are shown
_MOMENT = timedelta(microseconds=1)

NOBODY_YET: Mapping[State, int] = dict.fromkeys(State, 0)


@dataclass(frozen=True, slots=True)
class Standing:
    """One notice and all that its page and its next step depend on."""

    notice: Notice
    when: str
    schedule: Schedule | None
    coming: tuple[Coming, ...]
    runs: tuple[Run, ...]
    far: Progress | None
    counts: Mapping[State, int]
    steps: tuple[Step, ...]
    begun: bool

    @property
    def newest(self) -> Run | None:
        """The newest sending."""
        return self.runs[0] if self.runs else None

    @property
    def paused(self) -> bool:
        """Whether somebody holds it."""
        return bool(self.schedule and self.schedule.paused)

    @property
    def fault(self) -> str:
        """Why its time means nothing any more."""
        return self.schedule.fault if self.schedule else ""

    @property
    def sent_back(self) -> Step | None:
        """The step that gave this very wording back."""
        return next((step for step in self.steps if not step.passed and self._is_now(step)), None)

    @property
    def to_come(self) -> bool:
        """Whether anything of it may still go out."""
        waits = any(run.state == RunState.DUE for run in self.runs)
        return bool(self.coming or waits or self.left)

    @property
    def left(self) -> int:
        """How many groups still wait for it: in a lane or with their worker."""
        waiting = (State.PENDING, State.SENDING, State.AWAITING)
        return sum(self.counts[state] for state in waiting)

    @property
    def reached(self) -> int:
        """How many groups have it, or may have it."""
        return sum(self.counts[state] for state in (State.SENT, State.FORWARDED, State.UNKNOWN))

    def _is_now(self, step: Step) -> bool:
        return self.notice.state == NoticeState.DRAFT and step.version == self.notice.version


def standing(session: Session, notice: Notice, *, times: TownTimes, now: datetime) -> Standing:
    """Read where a notice stands."""
    schedule = session.exec(select(Schedule).where(Schedule.notice_id == notice.id)).one_or_none()
    runs = _runs(session, notice)
    fanned = next((run for run in runs if run.state in _SENDING), None)
    said, coming = _times(notice, schedule, times=times, now=now)
    return Standing(
        notice=notice,
        when=said,
        schedule=schedule,
        coming=coming,
        runs=tuple(runs),
        far=progress(session, fanned.id or 0, now) if fanned else None,
        counts=counts(session, notice.id) if runs else NOBODY_YET,
        steps=tuple(steps_of(session, notice, every=True)),
        begun=has_begun(session, notice),
    )


_SENDING = (RunState.FANNED, RunState.CANCELLED)


def _runs(session: Session, notice: Notice) -> list[Run]:
    found = select(Run).where(col(Run.notice_id) == notice.id, col(Run.kind).in_(OUTWARD))
    newest = (col(Run.slot).desc(), col(Run.id).desc())
    return list(session.exec(found.order_by(*newest).limit(LATEST)))


def _times(
    notice: Notice, schedule: Schedule | None, *, times: TownTimes, now: datetime
) -> tuple[str, tuple[Coming, ...]]:
    """Say when it goes out, and give the coming dates, or those there would be once it passes."""
    try:
        timing = parse_timing(notice.timing, calendar=times.calendar)
    except BadInput as error:
        return str(error), ()
    first = _first(notice, schedule, now=now)
    if first is None:
        return describe(timing), ()
    found = outlook(
        timing,
        after=first - _MOMENT,
        times=times,
        count=AHEAD,
        urgent=is_emergency(notice),
        expires=_expires(notice),
    )
    approved = notice.state == NoticeState.APPROVED
    alone = (Coming(first, first, Fate.PROMPT),) if approved else ()
    return describe(timing), found or alone


def _first(notice: Notice, schedule: Schedule | None, *, now: datetime) -> datetime | None:
    """Give the moment from which dates are to come; nothing if none are."""
    if notice.state in (NoticeState.DRAFT, NoticeState.REVIEW):
        return now
    held = schedule is None or schedule.paused or notice.state != NoticeState.APPROVED
    return None if held or schedule is None else schedule.next_slot


def _expires(notice: Notice) -> timedelta | None:
    minutes = notice.expires_minutes
    return None if minutes is None else timedelta(minutes=minutes)
