"""What an author is told of a notice: how far its review and sending are, and who missed it."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session, col, select

from bot.commands.notice_views import state_said
from bot.commands.notice_views import view as view_of
from bot.commands.printing import say_moment
from jobs.delivery.deliveries import State
from jobs.figures.delivery_report import counts, missed
from jobs.figures.figure_names import STATES
from jobs.figures.progress import Progress, progress
from jobs.schedule.runs import OUTWARD, Run, RunState
from jobs.schedule.town_times import TownTimes
from jobs.writing.notices import Notice, NoticeState, steps_of
from jobs.writing.reviewing import awaits_review

MOST_MISSED = 8
_MINUTE = 60


@dataclass(frozen=True, slots=True)
class Card:
    """A heading and lines; `ended` when nothing more is to come of it, `returned` to be mended."""

    title: str
    text: str
    ended: bool
    returned: bool


def card(
    session: Session, notice: Notice, *, steps_needed: int, times: TownTimes, now: datetime
) -> Card:
    """Say where a notice stands, in words that change only when something has changed."""
    shown = view_of(session, notice, steps_needed=steps_needed, times=times)
    run = _newest_run(session, notice)
    far = progress(session, run.id or 0, now) if run and run.state == RunState.FANNED else None
    steps = [_step(step) for step in shown["steps"] if step["counts"]]
    state = f"现在：{state_said(notice, step=shown['step'])}。"
    sending = [*_sending(run, far, times=times)] if run else []
    ended = _ended(notice, run, far)
    report = [*_report(session, run)] if ended and run else []
    coming = shown["next"]
    ahead = [f"接下来发出：{say_moment(coming[0], times.zone)}。"] if coming and not run else []
    plain = [f"发给：{shown['audience_said']}", f"时间：{shown['when_said']}"]
    lines = [*plain, *steps, state, *ahead, *sending, *report]
    return Card(
        title=f"第 {notice.id} 号通知：{notice.title}",
        text="\n".join(lines),
        ended=ended,
        returned=_returned(session, notice),
    )


def _newest_run(session: Session, notice: Notice) -> Run | None:
    found = select(Run).where(col(Run.notice_id) == notice.id, col(Run.kind).in_(OUTWARD))
    return session.exec(found.order_by(col(Run.slot).desc(), col(Run.id).desc())).first()


def _step(step: dict[str, object]) -> str:
    remark = f"：{step['remark']}" if step["remark"] else ""
    return f"{step['name']}　{step['by']}{remark}"


def _returned(session: Session, notice: Notice) -> bool:
    """Whether it is a draft to be mended, or one that was never handed in."""
    back = any(not step.passed for step in steps_of(session, notice))
    return notice.state == NoticeState.DRAFT and (back or not steps_of(session, notice))


def _sending(run: Run, far: Progress | None, *, times: TownTimes) -> Iterator[str]:
    if far is None:
        reason = run.reason or ("等待发出。" if run.state == RunState.DUE else "")
        yield f"{say_moment(run.send_at, times.zone)}：{reason}" if reason else ""
        return
    if far.left:
        left = f"，约还要{_duration(far.seconds_left)}" if far.seconds_left else ""
        yield f"正在发送：{far.total} 个群里已经发了 {far.total - far.left} 个{left}。"


def _duration(seconds: float) -> str:
    """Round, so that a message is not changed for every second."""
    if seconds < _MINUTE:
        return "不到 1 分钟"
    return f" {round(seconds / _MINUTE)} 分钟"


def _ended(notice: Notice, run: Run | None, far: Progress | None) -> bool:
    """Whether its newest sending is over, and nobody has still to look at it."""
    if notice.state == NoticeState.CANCELLED:
        return far is None or not far.left
    if run is None or run.state == RunState.DUE or awaits_review(notice):
        return False
    return far is None or not (far.left or far.waiting)


def _report(session: Session, run: Run) -> Iterator[str]:
    if run.state != RunState.FANNED:
        return
    found = counts(session, run_id=run.id)
    total = sum(found.values())
    told = "，".join(f"{STATES[state]} {number}" for state, number in found.items() if number)
    yield f"发完了：应发 {total} 个群{'，' + told if told else ''}。"
    lost = missed(session, run_id=run.id, limit=MOST_MISSED + 1)
    if lost:
        yield "没有送到："
    for one in lost[:MOST_MISSED]:
        yield f"· {one.group}（{one.grid}）：{one.reason}"
    if len(lost) > MOST_MISSED:
        more = sum(found[state] for state in (State.FAILED, State.UNKNOWN, State.SKIPPED))
        yield f"一共 {max(more, len(lost))} 个群，其余的在报告里。"
