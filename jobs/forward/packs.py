"""Forward packs: the approved words and picture as a worker copies them into a WeChat group."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, and_, or_, select
from sqlmodel import Session, col

from jobs.delivery.deliveries import Delivery, State
from jobs.forward.forwarding import awaiting
from jobs.places.duties import duties
from jobs.places.grids import Grid
from jobs.places.groups import Channel, Group
from jobs.schedule.runs import Run, RunState
from jobs.writing.rendering import render

SHOWN_DONE = timedelta(days=3)  # what was forwarded stays in sight for so long


@dataclass(frozen=True, slots=True)
class Pack:
    """One notice for one group; `done_at` is when it was forwarded, `picture` its number."""

    delivery: int
    run: int
    group: str
    title: str
    text: str
    picture: int | None
    urgent: bool
    since: datetime
    until: datetime | None
    done_at: datetime | None


def waiting(
    session: Session, worker_id: int, *, now: datetime, town: str, zone: ZoneInfo
) -> Sequence[Pack]:
    """Give what waits for a worker, the urgent first, and what was forwarded lately."""
    grids = [grid for grid, workers in duties(session).items() if worker_id in workers]
    return _packs(session, col(Group.grid_id).in_(grids), now=now, town=town, zone=zone)


def single(
    session: Session, delivery_id: int, *, now: datetime, town: str, zone: ZoneInfo
) -> Sequence[Pack]:
    """Give one pack alone, or nothing if it is over."""
    return _packs(session, col(Delivery.id) == delivery_id, now=now, town=town, zone=zone)


def _packs(
    session: Session, wanted: ColumnElement[bool], *, now: datetime, town: str, zone: ZoneInfo
) -> Sequence[Pack]:
    rows = session.execute(
        select(Delivery, Run, col(Group.name), col(Grid.name))
        .join(Run, col(Run.id) == col(Delivery.run_id))
        .join(Group, col(Group.id) == col(Delivery.group_id))
        .outerjoin(Grid, col(Grid.id) == col(Group.grid_id))
        .where(wanted, _in_sight(now), col(Run.state) != RunState.CANCELLED)
        .order_by(col(Run.priority), col(Run.send_at), col(Run.id), col(Group.name))
    )
    return [
        _pack(delivery, run, group, grid or "", town=town, zone=zone)
        for delivery, run, group, grid in rows
    ]


def _in_sight(now: datetime) -> ColumnElement[bool]:
    until = col(Run.expires_at)
    open_still = and_(awaiting(), or_(until.is_(None), until > now))
    lately = and_(col(Delivery.state) == State.FORWARDED, col(Delivery.ended_at) > now - SHOWN_DONE)
    return or_(open_still, lately)


def _pack(
    delivery: Delivery, run: Run, group: str, grid: str, *, town: str, zone: ZoneInfo
) -> Pack:
    day = run.send_at.astimezone(zone).date()
    rendered = render(run, channel=Channel.WECHAT, town=town, grid=grid, day=day)
    return Pack(
        delivery=delivery.id or 0,
        run=run.id or 0,
        group=group,
        title=rendered.title,
        text=rendered.text,
        picture=run.picture_id,
        urgent=run.emergency,
        since=run.send_at,
        until=run.expires_at,
        done_at=delivery.ended_at if delivery.state == State.FORWARDED else None,
    )
