"""Figures of questions: how many each day, what came of them, what they were about."""

from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from sqlalchemy import case, func, select
from sqlmodel import Session, col

from jobs.figures.question_values import Asked, GapsClosed, QuestionFigures, Times
from jobs.figures.stretches import Stretch
from jobs.records.day_counts import GapDay, QuestionDay
from jobs.records.exchanges import Exchange
from jobs.records.gaps import UNKNOWN, Gap, GapState
from jobs.records.local_days import day_read, local_day
from jobs.records.subjects import Subject, subjects

FEW = 3  # what fewer people asked could show who they are
MOST = 20  # lines of a list
_FIELDS: Mapping[str, str] = {
    "answer": "answered",
    "choices": "choices",
    "unknown": "unknown",
    "danger": "danger",
}
VIA: Mapping[str, str] = {
    "web": "网页",
    "telegram": "Telegram",
    "wecom": "企业微信",
    "wechat": "微信公众号",
    "terminal": "终端",
}


def question_figures(session: Session, stretch: Stretch) -> QuestionFigures:
    """Count what was asked in a stretch; what is erased by now still counts by day and topic."""
    days = _Days(stretch)
    days.add_kept(session)
    days.add_erased(session)
    entries = _by_entry(session, stretch)
    known = subjects(session, entries)
    asked = days.asked
    return QuestionFigures(
        total=sum(asked.values(), Asked()),
        by_day=tuple(asked.items()),
        by_channel=_lines(_named(days.channels), least=1),
        topics=_lines(_topics(entries, known, days.topics), least=1),
        questions=_lines(_titles(entries, known)),
        unanswered=_unanswered(session, stretch),
        gaps=_gaps(session, stretch),
    )


def total_asked(session: Session, stretch: Stretch) -> Asked:
    """Count what was asked in a stretch as a whole, to compare another with it."""
    days = _Days(stretch)
    days.add_kept(session)
    days.add_erased(session)
    return sum(days.asked.values(), Asked())


class _Days:
    """Counts by day, channel and topic, from what is kept and from what was erased."""

    def __init__(self, stretch: Stretch) -> None:
        self._stretch = stretch
        self._counts = {day: Counter[str]() for day in stretch.days}
        self.channels, self.topics = Counter[str](), Counter[str]()

    @property
    def asked(self) -> dict[date, Asked]:
        """Every day with what was asked on it."""
        return {day: Asked(**counts) for day, counts in self._counts.items()}

    def add_kept(self, session: Session) -> None:
        """Count the exchanges that are on record; an index holds all that this needs."""
        stretch = self._stretch
        day = local_day(
            session,
            col(Exchange.asked_at),
            first=stretch.first,
            last=stretch.last,
            zone=stretch.zone,
        ).label("day")
        columns = (day, col(Exchange.kind), col(Exchange.channel), col(Exchange.useful))
        rows = session.execute(
            select(*columns, func.count())
            .where(stretch.holds(col(Exchange.asked_at)))
            .group_by(*columns)
        )
        for found, kind, channel, useful, times in rows:
            good, bad = (times if useful is said else 0 for said in (True, False))
            self._add(day_read(found), kind, channel, times, good, bad)

    def add_erased(self, session: Session) -> None:
        """Count what is no longer on record."""
        rows = session.scalars(
            select(QuestionDay).where(
                col(QuestionDay.day) >= self._stretch.first,
                col(QuestionDay.day) <= self._stretch.last,
            )
        )
        for row in rows:
            self._add(row.day, row.kind, row.channel, row.asked, row.useful, row.useless)
            if row.topic:
                self.topics[row.topic] += row.asked

    def _add(self, day: date, kind: str, channel: str, times: int, good: int, bad: int) -> None:
        field = _FIELDS.get(kind, "talk")
        self._counts[day].update({field: times, "useful": good, "useless": bad})
        if field != "talk":
            self.channels[channel] += times


def _by_entry(session: Session, stretch: Stretch) -> dict[int, int]:
    rows = session.execute(
        select(col(Exchange.entry_id), func.count())
        .where(stretch.holds(col(Exchange.asked_at)), col(Exchange.entry_id).is_not(None))
        .group_by(col(Exchange.entry_id))
    )
    return {entry: times for entry, times in rows}  # noqa: C416  (rows are not pairs to mypy)


def _topics(
    entries: Mapping[int, int], known: Mapping[int, Subject], erased: Counter[str]
) -> Counter[str]:
    topics = Counter(erased)
    for entry, times in entries.items():
        if entry in known:
            topics[known[entry].topic] += times
    return topics


def _titles(entries: Mapping[int, int], known: Mapping[int, Subject]) -> Counter[str]:
    titles = Counter[str]()
    for entry, times in entries.items():
        if entry in known:
            titles[known[entry].title] += times
    return titles


def _unanswered(session: Session, stretch: Stretch) -> tuple[Times, ...]:
    """Give the masked wordings nobody could answer, each used by at least three people.

    Of the wordings of one gap the most used stands for all.
    """
    nameless = col(Exchange.conversation).like("%:")  # each may be somebody else
    who = case((nameless, col(Exchange.id)), else_=col(Exchange.conversation))
    rows = session.execute(
        select(col(Exchange.gap_id), col(Exchange.question), func.count())
        .where(
            stretch.holds(col(Exchange.asked_at)),
            col(Exchange.kind) == UNKNOWN,
            col(Exchange.gap_id).is_not(None),
        )
        .group_by(col(Exchange.gap_id), col(Exchange.question))
        .having(func.count() >= FEW, func.count(who.distinct()) >= FEW)
        .order_by(func.count().desc(), col(Exchange.question))
    )
    names: dict[int, str] = {}
    counts = Counter[str]()
    for gap, question, times in rows:
        counts[names.setdefault(gap, question)] += times
    return _lines(counts)


def _gaps(session: Session, stretch: Stretch) -> GapsClosed:
    closed: Counter[Any] = Counter()
    rows = session.execute(
        select(col(Gap.state), func.count())
        .where(col(Gap.closed_at).is_not(None), stretch.holds(col(Gap.closed_at)))
        .group_by(col(Gap.state))
    )
    for state, times in rows:
        closed[state] += times
    erased = select(GapDay).where(col(GapDay.day) >= stretch.first, col(GapDay.day) <= stretch.last)
    for row in session.scalars(erased):
        closed[GapState.ANSWERED] += row.answered
        closed[GapState.DISMISSED] += row.dismissed
    waiting = select(func.count()).select_from(Gap).where(col(Gap.state) == GapState.OPEN)
    return GapsClosed(
        answered=closed[GapState.ANSWERED],
        dismissed=closed[GapState.DISMISSED],
        waiting=session.scalar(waiting) or 0,
    )


def _named(channels: Counter[str]) -> dict[str, int]:
    return {VIA.get(channel, channel): times for channel, times in channels.items()}


def _lines(counts: Mapping[str, int], *, least: int = FEW) -> tuple[Times, ...]:
    found: Iterable[tuple[str, int]] = sorted(counts.items(), key=lambda one: (-one[1], one[0]))
    return tuple(Times(name, times) for name, times in found if times >= least)[:MOST]
