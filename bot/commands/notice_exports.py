"""Tables of figures on the screen and in Excel files, from the same sheets."""

from collections.abc import Iterable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Literal

from rich.table import Table
from rich.text import Text

from bot.commands.printing import console, say
from bot.commands.whole_files import put_whole
from jobs.figures.figure_values import Figures
from jobs.figures.progress import Progress
from jobs.figures.question_values import QuestionFigures
from jobs.figures.report_values import NoticeReport
from jobs.figures.workbook import Sheet, workbook
from knowledge.errors import BadInput

MOST_LINES = 50  # of one table on the screen; a file has them all


def save(sheets: Iterable[Sheet], target: Path) -> None:
    """Write sheets into an Excel file, in place of one that is there."""
    if target.suffix.lower() != ".xlsx":
        raise BadInput(f"只能存成 Excel 文件，文件名请以 .xlsx 结尾，现在是“{target.name}”。")
    put_whole(target, workbook(sheets))


def show(sheets: Iterable[Sheet]) -> None:
    """Print the tables that have anything in them."""
    for number, sheet in enumerate(sheets):
        if number == 0:
            console.print(Text(sheet.title, style="bold"), soft_wrap=True)
        if sheet.rows:
            _print(sheet)
        for remark in sheet.remarks:
            say(remark)


def plain_report(report: NoticeReport) -> dict[str, Any]:
    """Give a report as plain values for JSON, with its sums."""
    said: dict[str, Any] = _plain(asdict(report))
    said["targets"] = report.targets
    for lines, shown in (
        (report.by_grid, said["by_grid"]),
        (report.by_channel, said["by_channel"]),
    ):
        for line, plain in zip(lines, shown, strict=True):
            plain["targets"] = line.targets
    return said


def plain_figures(figures: Figures) -> dict[str, Any]:
    """Give figures as plain values for JSON."""
    said: dict[str, Any] = _plain(asdict(figures))
    return said


def plain_questions(found: QuestionFigures) -> dict[str, Any]:
    """Give what was asked as plain values for JSON."""
    said: dict[str, Any] = _plain(asdict(found))
    said["by_day"] = [{"day": day, **asked} for day, asked in said["by_day"] if any(asked.values())]
    return said


def progress_said(progress: Progress) -> str:
    """Say how far the sending is and how long it may take."""
    said = f"还在发送：已完成 {progress.done:,}，失败 {progress.failed:,}，还剩 {progress.left:,}"
    if progress.per_second:
        said += f"，每秒约 {progress.per_second:.3g} 条"
    if progress.seconds_left is None:
        return f"{said}，还要多久暂时算不出来。"
    return f"{said}，大约还要{_while(progress.seconds_left)}。"


def _print(sheet: Sheet) -> None:
    columns, table = _worth_showing(sheet), Table(title=sheet.name, title_justify="left")
    for column in columns:
        numbers = isinstance(sheet.rows[0][column], int)
        side: Literal["right", "left"] = "right" if numbers else "left"
        table.add_column(sheet.heads[column], justify=side, overflow="fold")
    for row in sheet.rows[:MOST_LINES]:
        cells = (row[column] for column in columns)
        table.add_row(*(f"{cell:,}" if isinstance(cell, int) else Text(cell) for cell in cells))
    console.print(table, highlight=False)
    if len(sheet.rows) > MOST_LINES:
        left = len(sheet.rows) - MOST_LINES
        console.print(
            Text(f"还有 {left:,} 行没有列出，存成 Excel 文件可以看到全部。"), soft_wrap=True
        )


def _worth_showing(sheet: Sheet) -> list[int]:
    """Leave out columns of nothing but zeros and blanks: a screen is narrow."""
    return [
        column
        for column in range(len(sheet.heads))
        if column == 0 or any(row[column] for row in sheet.rows)
    ]


def _plain(value: Any) -> Any:
    """Give `asdict` in a form that JSON takes, with codes as keys."""
    if isinstance(value, dict):
        return {str(key): _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


def _while(seconds: float) -> str:
    if seconds < 90:
        return f" {max(1, round(seconds))} 秒"
    if seconds < 90 * 60:
        return f" {round(seconds / 60)} 分钟"
    return f" {seconds / 3600:.1f} 小时"
