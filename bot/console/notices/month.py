"""The month: days of publicity, what goes out on each day, and a way to write for any of them."""

from bot.console.notices.month_words import month_said, month_typed, month_written
from bot.console.notices.months import month_of
from bot.console.notices.sight import sight_of
from bot.console.pages import Pages, Shown
from bot.console.visit import Visit
from bot.delivering import town_times
from bot.people import Role
from jobs.figures.periods import Period

FEW = 4  # notices that a day of the large page names

pages = Pages()


@pages.show("/notices/month", role=Role.WORKER)
def month_page(visit: Visit) -> Shown:
    """Show a month."""
    written = visit.word("month")
    today = visit.today
    period = (
        month_typed(written, visit.zone) if written else Period(today.year, today.month, visit.zone)
    )
    session = visit.session
    month = month_of(
        session,
        period,
        sight_of(session, visit.person),
        times=town_times(visit.session, visit.town.settings),
        now=visit.now,
    )
    return Shown(
        "console/notices/month.html",
        month=month,
        said=month_said(period),
        written=month_written(period),
        earlier=month_written(period, later=-1),
        later=month_written(period, later=1),
        today=today,
        few=FEW,
        planned=sum(len(day.dues) for day in month.days),
        occasions=len({one.id for day in month.days for one in day.occasions}) + len(month.seasons),
    )
