"""The list of notices: how each stands, when it goes out next, and ways to find one."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from sqlalchemy import ColumnElement, Select, SQLColumnExpression, and_, func, or_, select
from sqlmodel import col

from bot.commands.notice_views import next_step
from bot.console.notices.month_words import month_typed
from bot.console.notices.paging import Leaf, leaf
from bot.console.notices.sight import in_sight, sight_of
from bot.console.notices.states import STANDS, failed_lately, stand_words, traces_of
from bot.console.pages import Pages, Shown
from bot.console.visit import Visit
from bot.people import Role
from jobs.figures.figure_names import CATEGORIES
from jobs.schedule.runs import OUTWARD, Run
from jobs.schedule.schedules import Schedule
from jobs.writing.notices import Notice
from knowledge.starter_notices import Category

PER_PAGE = 20
LONGEST_SEARCH = 40

_NEXT = cast("SQLColumnExpression[datetime]", col(Schedule.next_slot))

pages = Pages()


@dataclass(frozen=True, slots=True)
class Row:
    """One notice in the list."""

    notice: Notice
    category: str
    said: str
    colour: str
    next_at: datetime | None
    last_at: datetime | None


@dataclass(frozen=True, slots=True)
class Found:
    """One page of the list."""

    rows: Sequence[Row]
    leaf: Leaf


@pages.show("/notices", role=Role.WORKER)
def notices(visit: Visit) -> Shown:
    """Show the list."""
    chosen = {name: visit.word(name) for name in ("state", "category", "month", "mine", "q")}
    found = find(visit, chosen)
    return Shown(
        "console/notices/list.html",
        found=found,
        chosen=chosen,
        filtered=any(chosen.values()),
        states=[("", "没有取消的"), *((key, stand.name) for key, stand in STANDS.items())],
        categories=[("", "全部类别"), *CATEGORIES.items()],
    )


def find(visit: Visit, chosen: Mapping[str, str]) -> Found:
    """Find the notices that were asked for, one page of them."""
    session = visit.session
    wanted = [in_sight(session, sight_of(session, visit.person)), *_conditions(visit, chosen)]
    base = select(Notice, Schedule).outerjoin(Schedule, col(Schedule.notice_id) == col(Notice.id))
    counted = select(func.count()).select_from(
        base.where(*wanted).with_only_columns(col(Notice.id)).subquery()
    )
    total = session.scalar(counted) or 0
    page = leaf(
        "/notices",
        chosen,
        number=visit.number("page", 1) or 1,
        total=total,
        per=PER_PAGE,
        unit="条",
    )
    rows = session.execute(
        _ordered(base.where(*wanted), chosen).offset(page.skip).limit(PER_PAGE)
    ).all()
    return Found(_rows(visit, [(notice, schedule) for notice, schedule in rows]), page)


def _conditions(visit: Visit, chosen: Mapping[str, str]) -> list[ColumnElement[bool]]:
    stand = STANDS.get(chosen["state"])
    found = [stand.condition if stand else STANDS["cancelled"].condition.is_(False)]
    if chosen["state"] == "failed":
        found = [failed_lately(visit.session, now=visit.now)]
    if chosen["category"] in set(Category):
        found.append(col(Notice.category) == chosen["category"])
    if chosen["mine"]:
        name = visit.person.name
        found.append(or_(col(Notice.drafted_by) == name, col(Notice.edited_by) == name))
    if chosen["q"]:
        said = chosen["q"][:LONGEST_SEARCH]
        found.append(
            or_(
                col(Notice.title).contains(said, autoescape=True),
                col(Notice.text).contains(said, autoescape=True),
            )
        )
    if chosen["month"]:
        found.append(_in_month(visit, chosen["month"]))
    return found


def _in_month(visit: Visit, written: str) -> ColumnElement[bool]:
    """Say which notices went out in a month, or go out next in it."""
    period = month_typed(written, visit.zone)
    sent = select(col(Run.notice_id)).where(
        period.holds(col(Run.send_at)), col(Run.kind).in_(OUTWARD)
    )
    coming = and_(col(Schedule.next_slot).is_not(None), period.holds(_NEXT))
    return or_(col(Notice.id).in_(sent), coming)


def _ordered(rows: Select[*tuple[Any, ...]], chosen: Mapping[str, str]) -> Select[*tuple[Any, ...]]:
    if chosen["state"] == "coming":
        return rows.order_by(col(Schedule.next_slot), col(Notice.id))
    return rows.order_by(col(Notice.id).desc())


def _rows(visit: Visit, found: Sequence[tuple[Notice, Schedule | None]]) -> list[Row]:
    numbers = [notice.id or 0 for notice, _schedule in found]
    traces = traces_of(visit.session, numbers)
    steps = visit.town.settings.review_steps
    rows = list[Row]()
    for notice, schedule in found:
        step = next_step(visit.session, notice, steps_needed=steps)
        said, colour = stand_words(notice, schedule, traces, step=step)
        held = schedule is None or schedule.paused
        next_at = None if held or schedule is None else schedule.next_slot
        category = CATEGORIES[Category(notice.category)]
        rows.append(Row(notice, category, said, colour, next_at, traces.last.get(notice.id or 0)))
    return rows
