"""Fanning out: one row for each group of a run's audience, made by the database itself."""

from datetime import datetime
from typing import Any

from sqlalchemy import String, case, literal, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session

from jobs.delivery.deliveries import Delivery, State
from jobs.forward.forwarding import announce
from jobs.places.audience import groups_of, parse_audience
from jobs.places.groups import Channel, Group
from jobs.schedule.runs import Run

_DELIVERIES = Delivery.metadata.tables["delivery"]
_GROUPS = Group.metadata.tables["chat_group"]
_INSERTS: dict[str, Any] = {"sqlite": sqlite.insert, "postgresql": postgresql.insert}


def fan_out(session: Session, run: Run, *, now: datetime) -> int:
    """Make the deliveries of a run and say how many are new; twice adds none.

    Robots send from `run.send_at` on; plain WeChat groups wait for their workers, who are told;
    groups that are not active are skipped with the reason why.
    """
    audience = parse_audience(run.audience)
    group = _GROUPS.c
    plain, active = group.channel == Channel.WECHAT, group.active
    state = case((~active, State.SKIPPED), (plain, State.AWAITING), else_=State.PENDING)
    rows = select(
        literal(run.id),
        group.id,
        group.lane,
        state.cast(String),
        literal(run.priority),
        literal(run.once),
        case((active & ~plain, run.send_at), else_=None).label("due_at"),
        case((active, ""), else_=group.reason),
        case((active, None), else_=now),
    ).where(group.id.in_(groups_of(audience)))
    insert = _INSERTS[session.connection().dialect.name](_DELIVERIES)
    names = (
        "run_id",
        "group_id",
        "lane",
        "state",
        "priority",
        "once",
        "due_at",
        "error",
        "ended_at",
    )
    made = session.connection().execute(
        insert.from_select(names, rows).on_conflict_do_nothing(
            index_elements=["run_id", "group_id"]
        ),
        execution_options={"preserve_rowcount": True},
    )
    if made.rowcount:
        announce(session, run, now=now)
    return int(made.rowcount)
