"""What is left of questions when their words are erased: how many there were each day."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import Column, ColumnElement, func, select
from sqlalchemy.sql.base import ReadOnlyColumnCollection
from sqlmodel import Field, Session, SQLModel, col

from jobs.records.gaps import Gap, GapState
from jobs.records.local_days import day_read, local_day
from jobs.records.subjects import subjects

Columns = ReadOnlyColumnCollection[str, Column[Any]]


class QuestionDay(SQLModel, table=True):
    """How many questions of one kind, channel and topic were erased that were asked on a day."""

    __tablename__ = "question_day"

    day: date = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    topic: str = Field(primary_key=True)
    asked: int = 0
    useful: int = 0
    useless: int = 0


class GapDay(SQLModel, table=True):
    """How many gaps were erased that had been closed on a day, and how."""

    __tablename__ = "gap_day"

    day: date = Field(primary_key=True)
    answered: int = 0
    dismissed: int = 0


@dataclass(slots=True)
class _Asked:
    asked: int = 0
    useful: int = 0
    useless: int = 0


def keep_question_counts(
    session: Session, exchange: Columns, *, before: datetime, zone: ZoneInfo
) -> None:
    """Add up the exchanges older than a moment, in the transaction that erases them."""
    asked_at = exchange["asked_at"]
    day = _day(session, asked_at, before=before, zone=zone)
    if day is None:
        return
    others = [exchange[name] for name in ("channel", "kind", "useful", "entry_id")]
    columns = (day.label("day"), *others)
    rows = session.execute(
        select(*columns, func.count()).where(asked_at < before).group_by(*columns)
    ).all()
    known = subjects(session, (row[4] for row in rows if row[4] is not None))
    sums: dict[tuple[date, str, str, str], _Asked] = defaultdict(_Asked)
    for found, via, said, good, number, times in rows:
        topic = known[number].topic if number in known else ""
        cell = sums[day_read(found), via, said, topic]
        cell.asked += times
        cell.useful += times if good is True else 0
        cell.useless += times if good is False else 0
    for key, cell in sums.items():
        _add_questions(session, key, cell)


def keep_gap_counts(
    session: Session, gone: ColumnElement[bool], *, before: datetime, zone: ZoneInfo
) -> None:
    """Add up the closed ones among the gaps that are about to go."""
    closed = (gone, col(Gap.closed_at).is_not(None))
    day = _day(session, col(Gap.closed_at), before=before, zone=zone, where=closed)
    if day is None:
        return
    columns = (day.label("day"), col(Gap.state))
    rows = session.execute(select(*columns, func.count()).where(*closed).group_by(*columns))
    for found, state, times in rows.all():
        row = session.get(GapDay, day_read(found)) or GapDay(day=day_read(found))
        if state == GapState.ANSWERED:
            row.answered += times
        else:
            row.dismissed += times
        session.add(row)
        session.flush()


def _add_questions(session: Session, key: tuple[date, str, str, str], more: _Asked) -> None:
    day, channel, kind, topic = key
    row = session.get(QuestionDay, key)
    if row is None:
        row = QuestionDay(day=day, channel=channel, kind=kind, topic=topic)
    row.asked += more.asked
    row.useful += more.useful
    row.useless += more.useless
    session.add(row)


def _day(
    session: Session,
    moment: Any,
    *,
    before: datetime,
    zone: ZoneInfo,
    where: tuple[ColumnElement[bool], ...] = (),
) -> ColumnElement[Any] | None:
    """Say on which day a moment was, from the oldest there is; nothing where there is none."""
    wanted = where or (moment < before,)
    oldest, newest = session.execute(
        select(func.min(moment), func.max(moment)).where(*wanted)
    ).one()
    if oldest is None:
        return None
    first, last = (at.astimezone(zone).date() for at in (oldest, newest))
    return local_day(session, moment, first=first, last=last + timedelta(days=1), zone=zone)
