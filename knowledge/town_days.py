"""The town's own days of publicity, kept beside those that the starter brings."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from sqlalchemy import JSON, Column, Text
from sqlmodel import Field, Session, SQLModel, col, select

from knowledge.calendar import NAMED, load_calendar
from knowledge.calendar_shapes import CalendarEntry

EVERYBODY = "全体居民"


class DayKind(StrEnum):
    """What sort of day it is."""

    PUBLICITY = "publicity"
    LOCAL = "local"
    CAMPAIGN = "campaign"


KINDS: Mapping[DayKind, str] = MappingProxyType(
    {
        DayKind.PUBLICITY: "普法宣传日",
        DayKind.LOCAL: "本地的日子",
        DayKind.CAMPAIGN: "专项行动",
    }
)


class TownDay(SQLModel, table=True):
    """A day, week or season of the town's own.

    `rule` says when it is each year, and is empty where it is only on the days that `dates` names:
    for each year the first and the last, as 2026-12-04. `version` counts its changes.
    """

    __tablename__ = "town_day"

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    kind: DayKind = Field(sa_column=Column(Text, nullable=False))
    rule: str = ""
    dates: dict[str, list[str]] = Field(
        default_factory=dict, sa_column=Column(JSON, nullable=False)
    )
    topics: list[str] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    version: int = 1
    by: str
    at: datetime


class HiddenDay(SQLModel, table=True):
    """A day of the starter's that the town does not use."""

    __tablename__ = "hidden_day"

    entry: str = Field(primary_key=True)
    by: str
    at: datetime


@cache
def built_in_days() -> Sequence[CalendarEntry]:
    """Give the days that the starter brings."""
    return load_calendar()


def town_days(session: Session) -> Sequence[TownDay]:
    """Give the town's own days, in the order they were added."""
    return session.exec(select(TownDay).order_by(col(TownDay.id))).all()


def hidden_days(session: Session) -> set[str]:
    """Name the starter's days that the town does not use."""
    return set(session.exec(select(HiddenDay.entry)).all())


def town_calendar(session: Session) -> tuple[CalendarEntry, ...]:
    """Give the calendar as it holds in this town: the starter's days and its own."""
    hidden = hidden_days(session)
    kept = (entry for entry in built_in_days() if entry.id not in hidden)
    return (*kept, *map(entry_of, town_days(session)))


def entry_of(day: TownDay) -> CalendarEntry:
    """Give a day of the town's own as the calendar knows days."""
    return CalendarEntry(
        id=f"town-{day.id or 0}",
        name=day.name,
        when=day.rule or NAMED,
        dates={int(year): _span(*ends) for year, ends in day.dates.items()},
        basis=KINDS[DayKind(day.kind)],
        topics=tuple(day.topics) or (day.name[:16],),
        audience=(EVERYBODY,),
        checked_on=day.at.date(),
    )


def _span(first: str, last: str) -> tuple[date, date]:
    return date.fromisoformat(first), date.fromisoformat(last)
