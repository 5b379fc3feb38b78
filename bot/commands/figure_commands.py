"""The commands for what came of notices: one notice's report, a month's and a year's figures."""

from datetime import date, datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from bot.commands import notice_exports
from bot.commands.opening import reading
from bot.commands.printing import say, say_json
from bot.settings import Settings
from bot.town import now
from jobs.delivery.sending import Limits
from jobs.figures.delivery_report import report
from jobs.figures.notice_figures import month_figures, year_figures
from jobs.figures.progress import progress
from jobs.figures.question_figures import question_figures, total_asked
from jobs.figures.question_sheets import EACH_DAY, question_sheets
from jobs.figures.report_sheets import figure_sheets, period_name, report_sheets
from jobs.figures.report_values import NoticeReport
from jobs.figures.stretches import Compared, Unit
from jobs.figures.workbook import Sheet
from jobs.schedule.runs import RunState
from knowledge.town_days import town_calendar

Out = Annotated[Path | None, typer.Argument(help="存成这个 Excel 文件（.xlsx）")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]


def add_to(app: typer.Typer, notice: typer.Typer) -> None:
    """Put `figures` into the command line and `report` beside the other commands for notices."""
    app.command("figures")(figures)
    notice.command("report")(notice_report)


def notice_report(
    number: Annotated[int, typer.Argument(help="通知编号")],
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """看一条通知发得怎样：按网格、按渠道、没有送到的群和原因，可以存成 Excel。"""
    with reading() as (session, settings):
        at = now()
        found = report(session, number)
        sheets = report_sheets(found, zone=settings.zone, now=at)
        if as_json:
            say_json(notice_exports.plain_report(found))
        else:
            notice_exports.show(sheets)
            _show_progress(session, found, at)
    _save(sheets, out, as_json=as_json)


def figures(
    year: Annotated[int, typer.Option(help="年份，例如 2026")],
    month: Annotated[int | None, typer.Option(help="月份；不写就是全年")] = None,
    out: Out = None,
    as_json: AsJson = False,
) -> None:
    """统计一年或一个月：通知按类别、渠道、网格，提问按结果、主题，可以存成 Excel。"""
    with reading() as (session, settings):
        calendar, zone = town_calendar(session), settings.zone
        if month is None:
            found = year_figures(session, year, zone=zone, calendar=calendar)
        else:
            found = month_figures(session, year, month, zone=zone, calendar=calendar)
        compared = _whole(year, month, settings)
        asked = question_figures(session, compared.now)
        before = total_asked(session, compared.before)
    town, days = settings.town_name, settings.keep_days
    sheets = figure_sheets(found, town=town, zone=zone, now=now())
    title = f"{town}{period_name(found)}居民提问统计"
    more = question_sheets(asked, before, title=title, keep_days=days)
    if as_json:
        said = notice_exports.plain_figures(found)
        say_json(said | {"questions": notice_exports.plain_questions(asked)})
    else:
        notice_exports.show(sheets)
        notice_exports.show([sheet for sheet in more if sheet.name != EACH_DAY])
    _save([*sheets, *more], out, as_json=as_json)


def _whole(year: int, month: int | None, settings: Settings) -> Compared:
    """Give all days of a year or a month, also those to come, and of the one before."""
    unit = Unit.YEAR if month is None else Unit.MONTH
    first, last = date(year, month or 1, 1), date(year, 12, 31)
    return Compared.of(unit, first, today=last, zone=settings.zone)


def _show_progress(session: Session, found: NoticeReport, at: datetime) -> None:
    """Say how far the newest occurrence is, while it is still being sent."""
    runs = [one.run for one in found.occurrences if one.state is RunState.FANNED]
    if not runs:
        return
    if progress(session, runs[-1], at).left:
        going = progress(session, runs[-1], at, limits=_limits())
        say(notice_exports.progress_said(going))


def _limits() -> dict[str, Limits]:
    from bot.channels.telegram.speech.sending import (
        TelegramSender,  # the library takes long to load
    )
    from bot.channels.wecom import WecomSender

    return {"telegram": TelegramSender.limits, "wecom": WecomSender.limits}


def _save(sheets: list[Sheet], out: Path | None, *, as_json: bool) -> None:
    if out is not None:
        notice_exports.save(sheets, out)
        if not as_json:
            say(f"已存成 {out}。")
