"""Rows of every kind that pages of the console show, with the words a test wants in them."""

from datetime import datetime
from typing import Any

from console_town import ConsoleTown
from sqlmodel import Session, col, select

from bot.people import Role, add_staff
from jobs.delivery.deliveries import Delivery, State
from jobs.places.grids import Grid
from jobs.places.groups import Channel, Group
from jobs.records.exchanges import Exchange
from jobs.records.gaps import Gap
from jobs.schedule.runs import Run, RunState
from jobs.writing.notices import Notice, NoticeState
from knowledge.drafts import Citation, Draft, Kind, Parsed, SourceFacts
from knowledge.editions import take_in
from knowledge.starter_notices import Category
from knowledge.tables import Entry

BY = "别的人"


def add_rows(console: ConsoleTown, words: str) -> dict[str, str]:
    """Add one row of each kind that says these words; give their numbers by the paths' names.

    None of them is of the five people's, nor in the worker's grid.
    """
    now = console.now
    with console.database.writing() as session:
        entry = _entry(session, words, now)
        grid = _kept(session, Grid(name=words[:20], path="", added_at=now), path=True)
        group = _kept(session, _group(grid, words, now))
        notice = _kept(session, _notice(words, now))
        run = _kept(session, _run(notice, words, now))
        delivery = _kept(
            session,
            Delivery(run_id=run, group_id=group, state=State.FAILED, error=words, attempts=1),
        )
        gap = _kept(
            session,
            Gap(
                key=words,
                question=words,
                first_at=now,
                last_at=now,
                nearest=[{"entry": entry, "title": words}],
            ),
        )
        session.add(_exchange(words, entry, now, name=f"asked-{gap}"))
        person = add_staff(session, words[:20], role=Role.WORKER, grid=grid, by=BY, now=now)
        return {
            name: str(value)
            for name, value in {
                "entry": entry,
                "grid": grid,
                "group": group,
                "notice": notice,
                "run": run,
                "delivery": delivery,
                "gap": gap,
                "exchange": f"asked-{gap}",
                "person": person.id,
                "staff": person.id,
            }.items()
        }


def _kept(session: Session, row: Any, *, path: bool = False) -> int:
    session.add(row)
    session.flush()
    if path:
        row.path = f"/{row.id}/"
        session.flush()
    return int(row.id)


def _entry(session: Session, words: str, now: datetime) -> int:
    draft = Draft(
        Kind.FAQ,
        words[:60],
        words,
        words,
        phrases=(words,),
        negatives=(words,),
        citations=(Citation(words, words),),
        fields={"topic": words},
    )
    take_in(session, Parsed(SourceFacts(words, "faq"), (draft,)), by=BY, now=now, publish=True)
    found = session.scalars(select(col(Entry.id)).where(col(Entry.key) == words[:60])).one()
    return found or 0


def _group(grid: int, words: str, now: datetime) -> Group:
    return Group(
        channel=Channel.TELEGRAM,
        address=words,
        name=words,
        grid_id=grid,
        reason=words,
        added_at=now,
    )


def _notice(words: str, now: datetime) -> Notice:
    return Notice(
        title=words,
        text=words,
        short=words,
        category=Category.LAW,
        state=NoticeState.REVIEW,
        drafted_by=BY,
        made_at=now,
        changed_at=now,
    )


def _run(notice: int, words: str, now: datetime) -> Run:
    return Run(
        notice_id=notice,
        slot=now,
        state=RunState.FANNED,
        title=words,
        text=words,
        category=Category.LAW,
        send_at=now,
        made_at=now,
        reason=words,
    )


def _exchange(words: str, entry: int, now: datetime, *, name: str) -> Exchange:
    return Exchange(
        id=name,
        channel="web",
        conversation="web:hostile",
        question=words,
        kind="answer",
        confidence=0.2,
        entry_id=entry,
        asked_at=now,
        useful=False,
        comment=words,
    )
