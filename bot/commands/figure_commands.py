"""The commands for what came of notices: one notice's report, a month's and a year's figures."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from bot.commands import notice_exports
from bot.commands.opening import reading
from bot.commands.printing import say, say_json
from bot.town import now
from jobs.delivery.sending import Limits
from jobs.figures.delivery_report import report
from jobs.figures.notice_figures import month_figures, year_figures
from jobs.figures.progress import progress
from jobs.figures.report_sheets import figure_sheets, report_sheets
from jobs.figures.report_values import NoticeReport
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
    """统计一年或一个月的通知：按类别、按渠道、按网格，可以存成 Excel。"""
    with reading() as (session, settings):
        calendar, zone = town_calendar(session), settings.zone
        if month is None:
            found = year_figures(session, year, zone=zone, calendar=calendar)
        else:
            found = month_figures(session, year, month, zone=zone, calendar=calendar)
    sheets = figure_sheets(found, town=settings.town_name, zone=zone, now=now())
    if as_json:
        say_json(notice_exports.plain_figures(found))
    else:
        notice_exports.show(sheets)
    _save(sheets, out, as_json=as_json)


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
