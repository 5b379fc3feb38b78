"""The page on which a lot of recent answers is checked, one after the other."""

from urllib.parse import urlencode

from bot.console.inbox.answer_pages import GRADES
from bot.console.inbox.nearby import entries
from bot.console.inbox.tabs import tabs
from bot.console.pages import Pages, Shown, Went
from bot.console.visit import Visit
from bot.people import Role
from jobs.records.checking import beginning, draw, tally
from jobs.records.judging import judge
from jobs.records.verdicts import About, Grade

PERIODS = ((7, "最近 7 天"), (30, "最近 30 天"), (90, "最近 90 天"))
SIZES = ((10, "10 条"), (20, "20 条"), (50, "50 条"))

pages = Pages()


@pages.show("/inbox/sample", role=Role.DRAFTER)
def sample(visit: Visit) -> Shown:
    """Show a lot of answers; those that were judged stay in it with their verdict."""
    days = _one_of(visit, "days", PERIODS, 30)
    size, turn = _one_of(visit, "size", SIZES, 10), visit.number("turn", 1) or 1
    since = beginning(visit.now, days)
    lot = f"{visit.today.isoformat()}:{turn}"
    drawn = draw(visit.session, since=since, until=visit.now, size=size, lot=lot)
    known = {
        one.id: one for one in entries(visit.session, [row.exchange.entry_id or 0 for row in drawn])
    }
    here = f"/inbox/sample?{urlencode({'days': days, 'size': size, 'turn': turn})}"
    return Shown(
        "console/inbox/sample.html",
        rows=[(row, known.get(row.exchange.entry_id or 0)) for row in drawn],
        left=sum(row.verdict is None for row in drawn),
        counts=tally(visit.session, since=since, until=visit.now),
        grades=dict(GRADES),
        periods=PERIODS,
        sizes=SIZES,
        days=days,
        size=size,
        turn=turn,
        tabs=tabs(visit),
        here="/inbox/sample",
        back=here,
    )


@pages.act("/inbox/sample/{exchange}", role=Role.REVIEWER, again=None)
def right(visit: Visit, exchange: str) -> Went:
    """Say that an answer was right, and go on to the next."""
    judge(
        visit.session,
        exchange,
        about=About.SAMPLE,
        grade=Grade.RIGHT,
        by=visit.person.name,
        now=visit.now,
    )
    back = visit.word("back")
    return Went(
        back if back.startswith("/inbox/sample") else "/inbox/sample", said="已记下：答得对。"
    )


def _one_of(visit: Visit, name: str, choices: tuple[tuple[int, str], ...], usual: int) -> int:
    asked = visit.number(name, usual) or usual
    return asked if asked in dict(choices) else usual
