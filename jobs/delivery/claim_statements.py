"""The statements of claiming and recording, built once: they run for every few messages."""

from sqlalchemy import String, bindparam, case, func, or_, select, update

from jobs.delivery.deliveries import Delivery, State
from jobs.places.grids import Grid
from jobs.places.groups import Group
from jobs.schedule.runs import Run

_DELIVERIES, _RUNS = Delivery.metadata.tables["delivery"], Run.metadata.tables["run"]
_GROUPS, _GRIDS = Group.metadata.tables["chat_group"], Grid.metadata.tables["grid"]
_ROW = _DELIVERIES.c
_MOMENT = _ROW.ended_at.type

_MINE = _ROW.id == bindparam("delivery")
_UNTRIED = or_(_ROW.state == State.PENDING, _ROW.state == State.SENDING)
_ID_SAID = bindparam("platform_id", type_=String)

_DUE_ROWS = (
    select(_DELIVERIES)
    .where(_ROW.lane == bindparam("of_lane"), _ROW.due_at <= bindparam("now", type_=_MOMENT))
    .order_by(_ROW.priority, _ROW.due_at, _ROW.id)
    .limit(bindparam("most"))
    .subquery()
)

# With the group and the run each row belongs to, and the name of the group's grid.
DUE = (
    select(
        *(
            _DUE_ROWS.c[name]
            for name in (
                *("id", "run_id", "group_id", "state", "once", "attempts"),
                *("recalling", "message_id"),
            )
        ),
        *(_GROUPS.c[name] for name in ("channel", "address", "secret", "active", "reason")),
        _RUNS.c.state.label("run_state"),
        _RUNS.c.expires_at,
        func.coalesce(_GRIDS.c.name, "").label("grid"),
    )
    .join_from(_DUE_ROWS, _GROUPS, _GROUPS.c.id == _DUE_ROWS.c.group_id)
    .join(_RUNS, _RUNS.c.id == _DUE_ROWS.c.run_id)
    .outerjoin(_GRIDS, _GRIDS.c.id == _GROUPS.c.grid_id)
    .order_by(_DUE_ROWS.c.priority, _DUE_ROWS.c.due_at, _DUE_ROWS.c.id)
)

# Only a row that is still due: somebody may have cancelled it meanwhile.
TAKE = (
    update(_DELIVERIES)
    .where(_ROW.id.in_(bindparam("deliveries", expanding=True)), _ROW.due_at.is_not(None))
    .values(
        flight=bindparam("epoch"),
        due_at=None,
        state=case((_ROW.state == State.PENDING, State.SENDING), else_=_ROW.state),
        began_at=func.coalesce(_ROW.began_at, bindparam("now", type_=_MOMENT)),
    )
    .returning(_ROW.id)
)

# What has come to an end before keeps it, with its reason.
SKIP = (
    update(_DELIVERIES)
    .where(_MINE)
    .values(
        state=case((_UNTRIED, State.SKIPPED), else_=_ROW.state),
        error=case((_UNTRIED, bindparam("said", type_=String)), else_=_ROW.error),
        due_at=None,
        ended_at=bindparam("now", type_=_MOMENT),
    )
)

POSTPONE = update(_DELIVERIES).where(_MINE).values(due_at=bindparam("later"))

# Only what is still in our hands: a newer epoch has taken the rest back.
RECORD = (
    update(_DELIVERIES)
    .where(_MINE, _ROW.flight == bindparam("epoch"))
    .values(
        flight=None,
        state=bindparam("new_state"),
        error=bindparam("said"),
        message_id=case((_ID_SAID != "", _ID_SAID), else_=_ROW.message_id),
        due_at=bindparam("again_at"),
        attempts=_ROW.attempts + bindparam("tries"),
        repeated=_ROW.repeated | bindparam("twice"),
        recalling=bindparam("still_recalling"),
        recalled_at=bindparam("taken_back_at"),
        ended_at=func.coalesce(bindparam("over_at", type_=_MOMENT), _ROW.ended_at),
    )
)

NEXT_DUE = select(func.min(_ROW.due_at)).where(
    _ROW.lane == bindparam("of_lane"), _ROW.due_at.is_not(None)
)

PAST = (
    select(_ROW.group_id, _ROW.ended_at)
    .where(_ROW.lane == bindparam("of_lane"), _ROW.ended_at > bindparam("since", type_=_MOMENT))
    .where(_ROW.state != State.SKIPPED)
    .order_by(_ROW.ended_at)
)
