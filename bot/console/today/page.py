"""The first page: what to do first, all that waits, what goes out today, and yesterday."""

from datetime import timedelta

from bot.console.notices.dues import days_span, dues
from bot.console.notices.sight import sight_of
from bot.console.pages import Pages, Shown
from bot.console.today.entry_tasks import entry_tasks
from bot.console.today.first_tasks import first_tasks
from bot.console.today.knowledge_tasks import knowledge_tasks
from bot.console.today.notice_tasks import Desk, notice_tasks
from bot.console.today.place_tasks import place_tasks
from bot.console.today.tasks import Task, in_order
from bot.console.today.yesterday import yesterday
from bot.console.visit import Visit
from bot.delivering import town_times
from bot.own_records import KINDS
from bot.people import Role
from jobs.figures.figure_names import STATES
from jobs.figures.report_sheets import SHOWN

MOST_DUE = 12  # notices of the day that are named

pages = Pages()


@pages.show("/", role=Role.WORKER)
def today_page(visit: Visit) -> Shown:
    """Show a person's day."""
    session, sight = visit.session, sight_of(visit.session, visit.person)
    times, day = town_times(visit.session, visit.town.settings), visit.today
    span = days_span(day, day, times.zone)
    before = days_span(day - timedelta(days=1), day - timedelta(days=1), times.zone)
    due = [one for one in dues(session, span, sight, times=times, now=visit.now) if one.firm]
    return Shown(
        "console/today/today.html",
        tasks=tasks_of(visit),
        dues=due[:MOST_DUE],
        more=max(0, len(due) - MOST_DUE),
        later=sum(one.at > visit.now for one in due),
        yesterday=yesterday(session, before, sight),
        kinds=KINDS,
        states=STATES,
        shown=SHOWN,
        whole=sight.whole,
        day=day,
    )


def tasks_of(visit: Visit) -> list[Task]:
    """Gather all that waits for a person, the most urgent first."""
    session, sight = visit.session, sight_of(visit.session, visit.person)
    desk = Desk(visit.person, sight, visit.town.settings.review_steps, visit.now)
    administers = visit.at_least(Role.ADMINISTRATOR)
    return in_order(
        (
            *(first_tasks(session, visit.town.settings) if administers else ()),
            *knowledge_tasks(session, desk, today=visit.today),
            *notice_tasks(session, desk),
            *entry_tasks(session, desk),
            *place_tasks(session, desk),
        )
    )
