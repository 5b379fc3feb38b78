"""Sharing: what goes to groups comes to the residents who subscribed to its kind as well."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, String, case, func, literal, select
from sqlmodel import Session, col

from jobs.delivery.deliveries import Delivery, State
from jobs.places.audience import Audience, parse_audience
from jobs.places.grids import subtree
from jobs.places.groups import Channel, Group
from jobs.places.subscriptions import Hour, Subscription, next_time
from jobs.schedule.runs import OUTWARD, Run, RunKind, RunState
from jobs.schedule.town_times import TownTimes
from knowledge.starter_notices import Category

AFTER_GROUPS = 2  # added to the priority of a run
SETTINGS = ("提醒设置", "tap:rj:")  # under every copy, so that anybody can stop at any time

_DELIVERIES = Delivery.metadata.tables["delivery"]
_MOMENT = _DELIVERIES.c.due_at.type
_NOT_COPIED = {
    *("id", "kind", "schedule_id", "audience", "state", "reason"),
    *("priority", "mention_all", "buttons", "made_at"),
}
_COLUMNS = ("run_id", "group_id", "lane", "state", "priority", "once", "due_at", "error")


def share(session: Session, run: Run, *, now: datetime, times: TownTimes) -> int:
    """Bring a run to its subscribers, each at their hour, and say how many they are.

    Only what is for a whole place is shared: not what goes to tagged or single groups. Whoever
    did not say where they live gets what is for all. Emergencies come at once.
    """
    subscribers = _subscribers(run)
    if subscribers is None or not session.scalar(select(func.count()).select_from(subscribers)):
        return 0
    copy = Run(
        **run.model_dump(exclude=_NOT_COPIED),
        kind=RunKind.COPY,
        state=RunState.FANNED,
        priority=run.priority + AFTER_GROUPS,
        buttons=[*run.buttons, [*SETTINGS]],
        made_at=now,
    )
    session.add(copy)
    session.flush()
    due = _due_times(run, now=now, times=times)
    rows = select(
        literal(copy.id),
        subscribers.c.id,
        subscribers.c.lane,
        literal(State.PENDING).cast(String),
        literal(copy.priority),
        literal(copy.once),
        case(
            *((subscribers.c.hour == str(hour), literal(at, _MOMENT)) for hour, at in due.items()),
            else_=literal(due[Hour.AT_ONCE], _MOMENT),
        ),
        literal(""),
    )
    made = session.connection().execute(
        _DELIVERIES.insert().from_select(_COLUMNS, rows),
        execution_options={"preserve_rowcount": True},
    )
    return int(made.rowcount)


def _subscribers(run: Run) -> Any:
    """Select chat, lane and hour of whoever is to get a run; nothing where it is for nobody."""
    audience = parse_audience(run.audience)
    reached = not audience.channels or Channel.TELEGRAM in audience.channels
    if run.kind not in OUTWARD or not reached or audience.tags or audience.groups:
        return None
    chosen = select(col(Group.id), col(Group.lane), func.max(col(Subscription.hour)).label("hour"))
    return (
        chosen.join(Subscription, col(Subscription.group_id) == col(Group.id))
        .where(col(Group.active), col(Group.private), _lives_in(audience), _wants(run))
        .group_by(col(Group.id), col(Group.lane))
        .subquery()
    )


def _lives_in(audience: Audience) -> ColumnElement[bool]:
    if not audience.grids:
        return literal(True)
    return col(Group.grid_id).in_(subtree(audience.grids))


def _wants(run: Run) -> ColumnElement[bool]:
    urgent = run.emergency or run.category == Category.EMERGENCY
    return literal(True) if urgent else col(Subscription.category) == run.category


def _due_times(run: Run, *, now: datetime, times: TownTimes) -> Mapping[Hour, datetime]:
    """Say when each hour comes; what would be too late by then comes at once."""
    if run.emergency:
        return dict.fromkeys(Hour, run.send_at)
    start = max(run.send_at, now).astimezone(times.zone)
    found = {hour: times.quiet.moved(next_time(hour, after=start)) for hour in Hour}
    ends = run.expires_at
    return {
        hour: run.send_at if ends is not None and at >= ends else at for hour, at in found.items()
    }
