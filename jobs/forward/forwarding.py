"""Forwarding: plain WeChat groups, which no robot reaches and their grid worker writes to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, literal_column, select, update
from sqlmodel import Session, col

from jobs.delivery.deliveries import Delivery, State
from jobs.delivery.sending import TAP
from jobs.forward.letters import write_letter
from jobs.places.duties import by_worker, duties
from jobs.places.groups import Group
from jobs.schedule.runs import Run
from knowledge.errors import NotAllowed, NotFound

NO_WORKER = "这个群没有网格员，请安排人转发"
TITLE = "有通知要转发"
HOW = "请打开转发页，复制文字发到群里，发完点“已发到群里”。"
OPEN = "打开转发页"
HERE, IN_CHAT = "在聊天里转发", f"{TAP}forward"  # a chat with a bot answers it with what waits
NAMED = 5  # groups that a letter names before it only counts


@dataclass(frozen=True, slots=True)
class Confirmed:
    """Who forwarded and when; `new` unless it had been confirmed before."""

    new: bool
    by: str
    at: datetime


def announce(session: Session, run: Run, *, now: datetime) -> int:
    """Write one letter to each worker with groups to forward this run to; say how many.

    Call it once, right after the run was fanned out. Groups that nobody answers for are marked.
    """
    waiting = (
        select(col(Group.grid_id), col(Delivery.id), col(Group.name))
        .join(Group, col(Group.id) == col(Delivery.group_id))
        .where(col(Delivery.run_id) == run.id, awaiting())
        .order_by(col(Delivery.id))
    )
    rows = [(grid, (delivery, name)) for grid, delivery, name in session.execute(waiting)]
    if not rows:
        return 0
    shared, left = by_worker(rows, duties(session))
    if left:
        _mark(session, [delivery for delivery, _name in left])
    letters = [
        write_letter(
            session,
            worker,
            title=TITLE,
            text=_request(run, [name for _delivery, name in mine]),
            now=now,
            buttons=page_button(worker),
            expires_at=run.expires_at,
        )
        for worker, mine in shared.items()
    ]
    return sum(letter is not None for letter in letters)


def confirm(session: Session, delivery_id: int, *, by: str, now: datetime) -> Confirmed:
    """Note that a notice was forwarded to its group; the second time changes nothing.

    Raises `NotAllowed` when there is nothing to forward any more.
    """
    changed = session.execute(
        update(Delivery)
        .where(col(Delivery.id) == delivery_id, col(Delivery.state) == State.AWAITING)
        .values(state=State.FORWARDED, forwarded_by=by, ended_at=now, error="")
        .returning(col(Delivery.id))
        .execution_options(synchronize_session=False)
    ).first()
    if changed is not None:
        return Confirmed(new=True, by=by, at=now)
    delivery = session.get(Delivery, delivery_id, populate_existing=True)
    if delivery is None:
        raise NotFound("没有这条要转发的通知。")
    if delivery.state != State.FORWARDED or delivery.ended_at is None:
        raise NotAllowed("这条通知已经取消或者过期，不用再转发了。")
    return Confirmed(new=False, by=delivery.forwarded_by, at=delivery.ended_at)


def awaiting() -> ColumnElement[bool]:
    """Match what waits to be forwarded; as a literal, or the index made for it is not used."""
    return col(Delivery.state) == literal_column(f"'{State.AWAITING}'")


def page_button(worker: int) -> tuple[tuple[str, str], ...]:
    """The buttons that lead a worker to what waits for them; an address is made on sending."""
    return ((OPEN, f"forward:worker:{worker}"), (HERE, IN_CHAT))


def listed(names: Sequence[str]) -> str:
    """Name a few groups and count the rest."""
    few = "、".join(names[:NAMED])
    return f"{few}等 {len(names)} 个群" if len(names) > NAMED else few


def _request(run: Run, names: Sequence[str]) -> str:
    urgent = "这是紧急通知，请马上转发。\n" if run.emergency else ""
    return f"{urgent}“{run.title}”要发到 {len(names)} 个微信群：{listed(names)}。\n{HOW}"


def _mark(session: Session, deliveries: Sequence[int]) -> None:
    session.execute(
        update(Delivery)
        .where(col(Delivery.id).in_(deliveries))
        .values(error=NO_WORKER)
        .execution_options(synchronize_session=False)
    )
