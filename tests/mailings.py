"""Grids, groups, notices, runs and deliveries, made straight in their tables."""

from datetime import timedelta
from typing import Any

from builders import NOW
from sqlmodel import Session, select

from jobs.delivery.deliveries import Delivery, State
from jobs.delivery.lanes import Lane
from jobs.places.grids import Grid
from jobs.places.groups import Channel, Group
from jobs.schedule.runs import Run, RunState
from jobs.schedule.schedules import Schedule
from jobs.writing.notices import Notice, NoticeState
from knowledge.starter_notices import Category

TOWN = "城关镇"


def grid(session: Session, *names: str) -> int:
    """The grid with this path from the town down, made where it is missing."""
    parent, path = None, "/"
    for name in names:
        found = session.exec(select(Grid).where(Grid.name == name, Grid.parent_id == parent))
        row = found.first() or Grid(parent_id=parent, name=name)
        _kept(session, row)
        path = row.path = f"{path}{row.id}/"
        parent = row.id
    session.flush()
    assert parent is not None
    return parent


def group(session: Session, name: str, *, place: int | None = None, **changed: Any) -> int:
    """A group chat; with `lane`, the lane is made too."""
    channel = changed.setdefault("channel", Channel.TELEGRAM)
    if changed.get("lane") and not session.get(Lane, changed["lane"]):
        session.add(Lane(key=changed["lane"], channel=channel))
        session.flush()
    row = Group(address=name, name=name, grid_id=place, added_at=NOW, **changed)
    return _kept(session, row)


def notice(session: Session, title: str = "冬季用火安全提示", **changed: Any) -> int:
    """An approved notice."""
    row = {
        "title": title,
        "text": "出门前请关好火源。",
        "category": Category.SAFETY,
        "state": NoticeState.APPROVED,
        "drafted_by": "小王",
        "made_at": NOW,
        "changed_at": NOW,
    }
    return _kept(session, Notice(**(row | changed)))


def schedule(session: Session, notice_id: int, timing: dict[str, Any]) -> int:
    """The schedule of a notice, with what its file said."""
    return _kept(session, Schedule(notice_id=notice_id, timing=timing, made_at=NOW))


def run(session: Session, notice_id: int | None, **changed: Any) -> int:
    """One occurrence, whose deliveries were made."""
    slot = changed.pop("slot", NOW)
    row = {
        "notice_id": notice_id,
        "slot": slot,
        "send_at": slot,
        "made_at": slot,
        "state": RunState.FANNED,
        "title": "冬季用火安全提示",
        "text": "出门前请关好火源。",
        "category": "safety",
    }
    return _kept(session, Run(**(row | changed)))


def delivery(session: Session, run_id: int, group_id: int, state: State, **changed: Any) -> int:
    """One run to one group, with what came of it."""
    ended = None if state in (State.PENDING, State.SENDING, State.AWAITING) else NOW
    row = {
        "run_id": run_id,
        "group_id": group_id,
        "state": state,
        "lane": session.get_one(Group, group_id).lane,
        "ended_at": ended,
        "began_at": ended and ended - timedelta(seconds=1),
    }
    return _kept(session, Delivery(**(row | changed)))


def _kept(session: Session, row: Any) -> int:
    session.add(row)
    session.flush()
    return int(row.id)
