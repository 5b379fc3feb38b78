"""A month's or a year's figures: notices by category, deliveries by channel and village."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from operator import add
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import exists, func, select
from sqlmodel import Session, col

from jobs.delivery.deliveries import Delivery, State
from jobs.figures.figure_names import CHANNELS
from jobs.figures.figure_values import CategoryLine, Figures, Tally, TallyLine
from jobs.figures.occasions import Sent, day_named, occasions
from jobs.figures.periods import Period, Span
from jobs.places.grid_names import GridNames, grid_names
from jobs.places.groups import Channel, Group
from jobs.schedule.runs import OUTWARD, Run, RunState
from jobs.schedule.schedules import Schedule
from knowledge.calendar_shapes import CalendarEntry
from knowledge.starter_notices import Category

_FIELDS = {
    State.SENT: "delivered",
    State.FORWARDED: "forwarded",
    State.UNKNOWN: "unknown",
    State.FAILED: "failed",
    State.SKIPPED: "skipped",
    State.PENDING: "waiting",
    State.SENDING: "waiting",
    State.AWAITING: "waiting",
}


def month_figures(
    session: Session, year: int, month: int, *, zone: ZoneInfo, calendar: Iterable[CalendarEntry]
) -> Figures:
    """Give the figures of one month."""
    found = _read(session, Period(year, month, zone))
    return _figures(found, found.period, grid_names(session), tuple(calendar))


def year_figures(
    session: Session, year: int, *, zone: ZoneInfo, calendar: Iterable[CalendarEntry]
) -> Figures:
    """Give the figures of a year, with those of its months."""
    whole = _read(session, Period(year, None, zone))
    names, entries = grid_names(session), tuple(calendar)
    months = tuple(
        _figures(whole, Period(year, month, zone), names, entries) for month in whole.period.months
    )
    return _figures(whole, whole.period, names, entries, months=months)


def stretch_figures(
    session: Session, stretch: Span, *, calendar: Iterable[CalendarEntry]
) -> Figures:
    """Give the figures of any stretch of days."""
    return _figures(_read(session, stretch), stretch, grid_names(session), tuple(calendar))


@dataclass(frozen=True, slots=True)
class _Cell:
    """The deliveries of one month that share a channel and a grid."""

    month: int
    channel: Channel
    grid: int | None
    tally: Tally


@dataclass(frozen=True, slots=True)
class _Found:
    """What the database gave for a period."""

    period: Span
    sent: Sequence[Sent]
    missed: dict[int, int]
    cells: Sequence[_Cell]


def _read(session: Session, period: Span) -> _Found:
    return _Found(period, _sent(session, period), _missed(session, period), _cells(session, period))


def _sent(session: Session, period: Span) -> list[Sent]:
    """What went out: a run counts once it reached at least one group."""
    month = period.month_of(col(Run.send_at)).label("month")
    columns = (col(Run.notice_id), col(Run.category), col(Run.emergency), col(Run.schedule_id))
    reached = exists().where(
        col(Delivery.run_id) == col(Run.id),
        col(Delivery.state).in_([State.SENT, State.FORWARDED]),
    )
    found = session.execute(
        select(month, *columns, func.count())
        .where(period.holds(col(Run.send_at)), col(Run.kind).in_(OUTWARD), reached)
        .group_by(month, *columns)
    )
    named = _days_named(session, period)
    return [
        Sent(month, notice, category, emergency, named.get(schedule, ""), times)
        for month, notice, category, emergency, schedule, times in found
    ]


def _days_named(session: Session, period: Span) -> dict[int, str]:
    """Which schedules that fired in a period are for a day of the calendar."""
    fired = select(col(Run.schedule_id)).where(period.holds(col(Run.send_at)))
    found = session.execute(
        select(col(Schedule.id), col(Schedule.timing)).where(col(Schedule.id).in_(fired))
    )
    return {schedule: day_named(timing) for schedule, timing in found}


def _missed(session: Session, period: Span) -> dict[int, int]:
    month = period.month_of(col(Run.slot)).label("month")
    missed = col(Run.state) == RunState.MISSED
    found = session.execute(
        select(month, func.count())
        .where(period.holds(col(Run.slot)), missed, col(Run.kind).in_(OUTWARD))
        .group_by(month)
    )
    return {month: int(number) for month, number in found}


def _cells(session: Session, period: Span) -> list[_Cell]:
    """A delivery belongs to the month in which it ended, one still open to that of its run."""
    moment = func.coalesce(col(Delivery.ended_at), col(Run.send_at))
    month = period.month_of(moment).label("month")
    columns = (col(Group.channel), col(Group.grid_id), col(Delivery.state))
    found = session.execute(
        select(month, *columns, func.count())
        .join(Run, col(Run.id) == col(Delivery.run_id))
        .join(Group, col(Group.id) == col(Delivery.group_id))
        .where(period.holds(moment), col(Run.kind).in_(OUTWARD))
        .group_by(month, *columns)
    )
    return [
        _Cell(month, Channel(channel), grid, Tally(**{_FIELDS[State(state)]: number}))
        for month, channel, grid, state, number in found
    ]


def _figures(
    found: _Found,
    period: Span,
    names: GridNames,
    entries: Sequence[CalendarEntry],
    *,
    months: tuple[Figures, ...] = (),
) -> Figures:
    sent = [one for one in found.sent if one.month in period.months]
    cells = [cell for cell in found.cells if cell.month in period.months]
    by_grid = _tallies(cells, lambda cell: names.village(cell.grid))
    by_channel = _tallies(cells, lambda cell: cell.channel)
    return Figures(
        year=period.year,
        month=period.month,
        notices=len({one.notice for one in sent}),
        sendings=sum(one.times for one in sent),
        emergencies=sum(one.times for one in sent if one.emergency),
        slots_missed=sum(found.missed.get(month, 0) for month in period.months),
        tally=reduce(add, (cell.tally for cell in cells), Tally()),
        by_category=tuple(_by_category(sent)),
        by_channel=tuple(
            TallyLine(channel, name, by_channel[channel])
            for channel, name in CHANNELS.items()
            if channel in by_channel
        ),
        by_grid=tuple(
            TallyLine(str(village), names.village_name(village), by_grid[village])
            for village in names.in_order(by_grid)
        ),
        occasions=tuple(occasions(sent, entries, period)),
        months=months,
    )


def _tallies(cells: Iterable[_Cell], key: Callable[[_Cell], Any]) -> dict[Any, Tally]:
    tallies = dict[Any, Tally]()
    for cell in cells:
        tallies[key(cell)] = tallies.get(key(cell), Tally()) + cell.tally
    return tallies


def _by_category(sent: Sequence[Sent]) -> Iterable[CategoryLine]:
    """Every category there is, also where nothing was sent."""
    for category in Category:
        own = [one for one in sent if one.category == category]
        notices = len({one.notice for one in own})
        yield CategoryLine(category, notices, sum(one.times for one in own))
