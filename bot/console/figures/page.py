"""The page of figures, its charts as pictures, and all of it as an Excel file."""

from bot.console.figures import asking
from bot.console.figures.kept import Kept
from bot.console.figures.telling import cards, parts
from bot.console.pages import Pages, Sent, Shown
from bot.console.visit import Visit
from bot.people import Role
from jobs.figures.charts import NARROW, WIDE, Chart, draw, picture
from jobs.figures.overview import Overview, overview
from jobs.figures.overview_charts import overview_charts
from jobs.figures.question_sheets import days_said, overview_sheets, stretch_name
from jobs.figures.workbook import workbook
from knowledge.errors import NotFound
from knowledge.town_days import town_calendar

EXCEL = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

pages = Pages()
_kept = Kept()


@pages.show("/figures", role=Role.DRAFTER)
def figures(visit: Visit) -> Shown:
    """Show the figures of a stretch of days beside those of the one before."""
    compared = asking.wanted(visit)
    found = _count(visit)
    return Shown(
        "console/figures/figures.html",
        found=found,
        name=stretch_name(compared),
        days=days_said(compared.now),
        before=days_said(compared.before),
        units=asking.units(visit, compared),
        earlier=asking.earlier(compared),
        later=asking.later(visit, compared),
        query=asking.query(compared),
        charts=asking.query(compared, kept=_kept.keep(found)),
        cards=cards(found),
        parts_of=parts(found),
        keep_days=visit.town.settings.keep_days,
    )


@pages.show("/figures/chart/{name}.svg", role=Role.DRAFTER)
def drawing(visit: Visit, name: str) -> Sent:
    """Draw one chart for the page; `narrow` for phones."""
    width = NARROW if visit.word("narrow") else WIDE
    return Sent(draw(_chart(visit, name), width=width).encode(), kind="image/svg+xml")


@pages.show("/figures/chart/{name}.png", role=Role.DRAFTER)
def saved(visit: Visit, name: str) -> Sent:
    """Give one chart as a picture to keep or to pass on in a chat."""
    chart = _chart(visit, name)
    file = f"{chart.title}{stretch_name(asking.wanted(visit))}.png"
    return Sent(picture(draw(chart)), name=file, kind="image/png")


@pages.show("/figures/excel", role=Role.DRAFTER)
def excel(visit: Visit) -> Sent:
    """Give everything as an Excel file."""
    compared, settings = asking.wanted(visit), visit.town.settings
    sheets = overview_sheets(
        _count(visit), town=settings.town_name, keep_days=settings.keep_days, zone=visit.zone
    )
    name = f"{settings.town_name}{stretch_name(compared)}统计.xlsx"
    return Sent(workbook(sheets), name=name, kind=EXCEL)


def _count(visit: Visit) -> Overview:
    calendar = town_calendar(visit.session)
    return overview(visit.session, asking.wanted(visit), calendar=calendar, now=visit.now)


def _chart(visit: Visit, name: str) -> Chart:
    found = _kept.find(visit.word("kept")) or _count(visit)
    chart = overview_charts(found).get(name)
    if chart is None:
        raise NotFound("没有这张图。")
    return chart
