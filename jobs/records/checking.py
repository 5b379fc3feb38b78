"""Answers for staff to look at: called not useful, given without much certainty, or by lot."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, func, select
from sqlmodel import Session, col

from jobs.records.exchanges import Exchange
from jobs.records.verdicts import About, CheckedAnswer, Grade

ANSWER = "answer"
UNSURE_BELOW = 0.85  # of an answer's confidence; from .74 on the bot answers, unless set otherwise
MOST_DRAWN = 100
_MOST_SEEN = 100_000  # answers that a lot is drawn from, the newest


@dataclass(frozen=True, slots=True)
class Doubt:
    """One question and what answered it, how often it came and how sure the bot was."""

    exchange: str
    question: str
    entry: int
    confidence: float
    count: int
    last_at: datetime


@dataclass(frozen=True, slots=True)
class Drawn:
    """An answer drawn by lot, with its verdict once there is one."""

    exchange: Exchange
    verdict: CheckedAnswer | None


def unhelpful(session: Session, *, limit: int = 50, offset: int = 0) -> Sequence[Exchange]:
    """Give the exchanges that residents called not useful and nobody looked at, newest first."""
    newest = _unhelpful().order_by(col(Exchange.asked_at).desc(), col(Exchange.id))
    return session.scalars(newest.limit(limit).offset(offset)).all()


def count_unhelpful(session: Session) -> int:
    """Count them."""
    return _count(session, _unhelpful())


def doubts(
    session: Session,
    *,
    since: datetime,
    below: float = UNSURE_BELOW,
    limit: int = 50,
    offset: int = 0,
) -> list[Doubt]:
    """Give the answers that were less than sure, those most often given first.

    The same question with the same answer is one; what staff have judged since is left out.
    """
    times, last = func.count().label("times"), func.max(col(Exchange.asked_at)).label("last")
    rows = session.execute(
        _doubts(since, below)
        .with_only_columns(
            func.min(col(Exchange.id)),
            col(Exchange.question),
            col(Exchange.entry_id),
            func.min(col(Exchange.confidence)),
            times,
            last,
        )
        .order_by(times.desc(), last.desc(), func.min(col(Exchange.id)))
        .limit(limit)
        .offset(offset)
    )
    return [Doubt(*row) for row in rows]


def count_doubts(session: Session, *, since: datetime, below: float = UNSURE_BELOW) -> int:
    """Count them, each question once."""
    return _count(session, _doubts(since, below).with_only_columns(col(Exchange.question)))


def draw(session: Session, *, since: datetime, until: datetime, size: int, lot: str) -> list[Drawn]:
    """Draw answers of a period by lot; the same lot draws the same, judged or not.

    The same question with the same answer is drawn once.
    """
    rows = session.scalars(
        select(func.min(col(Exchange.id)))
        .where(_answered(), col(Exchange.asked_at) >= since, col(Exchange.asked_at) < until)
        .group_by(col(Exchange.question), col(Exchange.entry_id))
        .order_by(func.max(col(Exchange.asked_at)).desc())
        .limit(_MOST_SEEN)
    )
    drawn = sorted(rows, key=lambda exchange: _rank(lot, exchange))[: min(size, MOST_DRAWN)]
    exchanges = {row.id: row for row in session.scalars(_of(drawn))}
    verdicts = {row.exchange_id: row for row in session.scalars(_verdicts_of(drawn))}
    return [Drawn(exchanges[one], verdicts.get(one)) for one in drawn]


def tally(session: Session, *, since: datetime, until: datetime) -> dict[Grade, int]:
    """Count the verdicts on answers of a lot that were made in a period, by their grade."""
    rows = session.execute(
        select(col(CheckedAnswer.grade), func.count())
        .where(
            col(CheckedAnswer.about) == About.SAMPLE,
            col(CheckedAnswer.made_at) >= since,
            col(CheckedAnswer.made_at) <= until,
        )
        .group_by(col(CheckedAnswer.grade))
    )
    return {Grade(grade): count for grade, count in rows}


def beginning(now: datetime, days: int) -> datetime:
    """Say when a period of so many days began that ends now."""
    return now - timedelta(days=days)


def _unhelpful() -> Select[Exchange]:
    looked_at = exists().where(
        col(CheckedAnswer.exchange_id) == Exchange.id, col(CheckedAnswer.about) == About.FEEDBACK
    )
    return select(Exchange).where(col(Exchange.useful).is_(False), ~looked_at)


def _doubts(since: datetime, below: float) -> Select[Exchange]:
    judged = exists().where(
        col(CheckedAnswer.question) == Exchange.question,
        col(CheckedAnswer.entry_id) == Exchange.entry_id,
        col(CheckedAnswer.made_at) >= Exchange.asked_at,
    )
    recent = col(Exchange.asked_at) >= since
    unsure = and_(_answered(), recent, col(Exchange.confidence) < below)
    quiet = col(Exchange.useful).is_distinct_from(False)  # the others have a list of their own
    return (
        select(Exchange)
        .where(unsure, quiet, ~judged)
        .group_by(col(Exchange.question), col(Exchange.entry_id))
    )


def _answered() -> ColumnElement[bool]:
    return and_(col(Exchange.kind) == ANSWER, col(Exchange.entry_id).is_not(None))


def _count(session: Session, wanted: Select[Any]) -> int:
    return session.scalar(select(func.count()).select_from(wanted.subquery())) or 0


def _rank(lot: str, exchange: str) -> bytes:
    return hashlib.sha256(f"{lot}:{exchange}".encode()).digest()


def _of(drawn: Sequence[str]) -> Select[Exchange]:
    return select(Exchange).where(col(Exchange.id).in_(drawn))


def _verdicts_of(drawn: Sequence[str]) -> Select[CheckedAnswer]:
    sampled = col(CheckedAnswer.about) == About.SAMPLE
    return select(CheckedAnswer).where(col(CheckedAnswer.exchange_id).in_(drawn), sampled)
