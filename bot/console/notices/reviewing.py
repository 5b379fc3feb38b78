"""Reviewing: what waits for a step, passed or sent back, one after the other."""

from bot.commands.notice_views import next_step
from bot.console.notices.showing import notice_page
from bot.console.notices.turns import turns
from bot.console.pages import Pages, Shown, Went
from bot.console.visit import Visit
from bot.delivering import town_times
from bot.notice_rights import may_send_back, may_step
from bot.people import Role
from jobs.figures.figure_names import CATEGORIES
from jobs.writing import reviewing
from jobs.writing.notices import find_notice

pages = Pages()


@pages.show("/notices/review", role=Role.REVIEWER)
def queue(visit: Visit) -> Shown:
    """Show what waits, one's own first."""
    found = turns(visit.session, visit.person, steps_needed=visit.town.settings.review_steps)
    mine = [turn for turn in found if turn.mine]
    others = [turn for turn in found if not turn.mine]
    return Shown("console/notices/review.html", mine=mine, others=others, categories=CATEGORIES)


@pages.act("/notices/{notice:int}/pass", role=Role.REVIEWER, again=notice_page)
def take_step(visit: Visit, notice: int) -> Went:
    """Take the next step, and go on to what waits next."""
    settings = visit.town.settings
    row = find_notice(visit.session, notice, changes=visit.number("changes"))
    name = may_step(visit.session, visit.person.name, row, steps_needed=settings.review_steps)
    step = next_step(visit.session, row, steps_needed=settings.review_steps)
    row = reviewing.approve(
        visit.session,
        row,
        by=name,
        now=visit.now,
        steps_needed=settings.review_steps,
        times=town_times(visit.session, settings),
        remark=visit.word("remark"),
    )
    after = next_step(visit.session, row, steps_needed=settings.review_steps)
    said = f"，还要{after}" if after else ""
    return _on(visit, notice, f"“{row.title}”{step}通过{said}。")


@pages.act("/notices/{notice:int}/return", role=Role.REVIEWER, again=notice_page)
def give_back(visit: Visit, notice: int) -> Went:
    """Send a notice back with a remark."""
    row = find_notice(visit.session, notice, changes=visit.number("changes"))
    name = may_send_back(visit.session, visit.person.name)
    row = reviewing.send_back(
        visit.session,
        row,
        by=name,
        now=visit.now,
        remark=visit.word("remark"),
        times=town_times(visit.session, visit.town.settings),
    )
    said = f"“{row.title}”已退回给{row.edited_by or row.drafted_by}。"
    if row.emergency_reason:
        said = f"“{row.title}”补审没有通过，已经起草一条更正，请填好内容再送审。"
    return _on(visit, notice, said)


def _on(visit: Visit, done: int, said: str) -> Went:
    """Go to the queue while it holds anything for this person, else back to the notice."""
    left = turns(visit.session, visit.person, steps_needed=visit.town.settings.review_steps)
    waiting = any(turn.mine for turn in left)
    return Went("/notices/review" if waiting else f"/notices/{done}", said=said)
