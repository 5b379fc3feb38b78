"""A notice as staff look at it: where it stands, what comes next, who got it."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from sqlmodel import Session, col, select

from bot.commands.printing import say_moment
from jobs.figures.delivery_report import counts, missed
from jobs.figures.figure_names import CATEGORIES, CHANNELS, RUN_STATES, STATES
from jobs.places.audience import count, describe, parse_audience
from jobs.schedule.runs import OUTWARD, Run, RunState
from jobs.schedule.schedules import Schedule
from jobs.schedule.timing import describe as say_timing
from jobs.schedule.timing import next_slots, parse_timing
from jobs.schedule.town_times import TownTimes
from jobs.writing.notices import Notice, NoticeState, steps_of
from jobs.writing.reviewing import awaits_review, awaits_review_afterwards, review_of
from knowledge.errors import BadInput
from knowledge.review import STEP_NAMES
from knowledge.starter_notices import Category

COMING = 3  # slots that are named ahead
MOST_MISSED = 20  # named on the screen; `--json` and the report name all

_OF_RUN = ("id", "kind", "slot", "send_at", "state", "reason", "title")

NOTICE_STATES = {
    NoticeState.DRAFT: "草稿",
    NoticeState.REVIEW: "审核中",
    NoticeState.APPROVED: "已通过",
    NoticeState.CANCELLED: "已取消",
}


def view(
    session: Session, notice: Notice, *, steps_needed: int, times: TownTimes
) -> dict[str, Any]:
    """Gather everything about a notice, in values that JSON can hold."""
    number, schedule = notice.id or 0, _schedule(session, notice)
    return {
        "id": number,
        "title": notice.title,
        "text": notice.text,
        "short": notice.short,
        "category": notice.category,
        "state": notice.state,
        "step": next_step(session, notice, steps_needed=steps_needed),
        "steps": _steps(session, notice, steps_needed=steps_needed),
        "steps_done": sum(step.passed for step in steps_of(session, notice)),
        "steps_needed": steps_needed,
        "version": notice.version,
        "drafted_by": notice.drafted_by,
        "edited_by": notice.edited_by,
        "emergency_reason": notice.emergency_reason,
        "reviewed_afterwards": None if not notice.emergency_reason else bool(notice.reviewed_at),
        "corrects": notice.corrects_id,
        "audience": notice.audience,
        "audience_said": _audience_said(session, notice),
        "when": notice.timing,
        "when_said": _timing_said(notice, times),
        "paused": bool(schedule and schedule.paused),
        "fault": schedule.fault if schedule else "",
        "next": coming(notice, schedule, times),
        "counts": {str(state): number for state, number in counts(session, number).items()},
        "missed": [
            {
                "group": one.group,
                "grid": one.grid,
                "channel": one.channel,
                "state": one.state,
                "reason": one.reason,
                "slot": one.slot,
            }
            for one in missed(session, number)
        ],
        "runs": [{name: getattr(run, name) for name in _OF_RUN} for run in _runs(session, notice)],
    }


def state_said(notice: Notice, *, step: str) -> str:
    """Say where a notice stands."""
    said = NOTICE_STATES[NoticeState(notice.state)]
    if notice.emergency_reason:
        after = f"，等待事后{step}" if awaits_review_afterwards(notice) else ""
        return f"紧急，{said}{after}"
    return f"{said}，等待{step}" if step else said


def next_step(session: Session, notice: Notice, *, steps_needed: int) -> str:
    """Name the step of the review that comes next; nothing if none does."""
    if not awaits_review(notice):
        return ""
    return review_of(session, notice, steps_needed=steps_needed).next_step


def coming(notice: Notice, schedule: Schedule | None, times: TownTimes) -> list[datetime]:
    """Give the next few slots of an approved notice."""
    first = schedule.next_slot if schedule and not schedule.paused else None
    if first is None or notice.state != NoticeState.APPROVED:
        return []
    try:
        timing = parse_timing(notice.timing, calendar=times.calendar)
    except BadInput:
        return [first]
    return [first, *next_slots(timing, after=first, zone=times.zone, count=COMING - 1)]


def lines(shown: dict[str, Any], notice: Notice, zone: ZoneInfo) -> Iterator[str]:
    """Say what `view` gathered, line by line."""
    yield f"第 {shown['id']} 号　{shown['title']}"
    yield f"状态：{state_said(notice, step=shown['step'])}"
    if notice.emergency_reason:
        yield f"紧急理由：{notice.emergency_reason}"
    if notice.corrects_id:
        yield f"更正的是第 {notice.corrects_id} 号"
    yield f"类别：{CATEGORIES[Category(notice.category)]}　发给：{shown['audience_said']}"
    yield f"时间：{shown['when_said']}{'（已暂停）' if shown['paused'] else ''}"
    if shown["fault"]:
        yield f"时间有问题，已自动暂停：{shown['fault']}"
    if shown["next"]:
        yield f"接下来：{'、'.join(say_moment(slot, zone) for slot in shown['next'])}"
    yield f"起草：{notice.drafted_by}　第 {notice.version} 稿"
    for step in shown["steps"]:
        remark = f"：{step['remark']}" if step["remark"] else ""
        yield f"  {step['name']} {step['by']} {say_moment(step['at'], zone)}{remark}"
    yield ""
    yield notice.text
    yield from _delivery_lines(shown, zone)


def _delivery_lines(shown: dict[str, Any], zone: ZoneInfo) -> Iterator[str]:
    for run in shown["runs"]:
        reason = f"（{run['reason']}）" if run["reason"] else ""
        when = say_moment(run["send_at"], zone)
        yield f"\n{when} {RUN_STATES[RunState(run['state'])]}{reason}"
    told = [f"{STATES[s]} {n} 个群" for s in STATES if (n := shown["counts"][s])]
    if told:
        yield "　".join(told)
    lost: Sequence[dict[str, Any]] = shown["missed"]
    for one in lost[:MOST_MISSED]:
        yield f"  {one['group']}（{one['grid']}，{CHANNELS[one['channel']]}）：{one['reason']}"
    if len(lost) > MOST_MISSED:
        rest = len(lost) - MOST_MISSED
        yield f"  还有 {rest} 个群，用 mingbai notice report {shown['id']} 看全部。"


def _steps(session: Session, notice: Notice, *, steps_needed: int) -> list[dict[str, Any]]:
    """Name every step that was taken, also of earlier versions."""
    found, names = list[dict[str, Any]](), STEP_NAMES[steps_needed]
    taken: dict[int, int] = {}
    for step in steps_of(session, notice, every=True):
        place = taken.get(step.version, 0)
        name = names[min(place, len(names) - 1)]
        taken[step.version] = place + step.passed
        found.append(
            {
                "name": f"{name}{'通过' if step.passed else '退回'}",
                "version": step.version,
                "counts": step.version == notice.version,
                "passed": step.passed,
                "by": step.by,
                "remark": step.remark,
                "at": step.at,
            }
        )
    return found


def _schedule(session: Session, notice: Notice) -> Schedule | None:
    return session.exec(select(Schedule).where(Schedule.notice_id == notice.id)).one_or_none()


def _runs(session: Session, notice: Notice) -> list[Run]:
    found = select(Run).where(col(Run.notice_id) == notice.id, col(Run.kind).in_(OUTWARD))
    return list(session.exec(found.order_by(col(Run.slot), col(Run.id))))


def _audience_said(session: Session, notice: Notice) -> str:
    audience = parse_audience(notice.audience)
    return f"{describe(session, audience)}（现有 {count(session, audience)} 个群）"


def _timing_said(notice: Notice, times: TownTimes) -> str:
    try:
        return say_timing(parse_timing(notice.timing, calendar=times.calendar))
    except BadInput as error:
        return str(error)
