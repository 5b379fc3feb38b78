"""The commands for what waits for staff: questions without an answer, and dangers heard."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text
from sqlmodel import Session

from bot.logs import configure_logs
from bot.settings import load_settings
from bot.town import now, prepare
from jobs.alerts import Alert, list_alerts, see_alert
from jobs.closing import add_wording, answer_gap, dismiss_gap, wordings
from jobs.gaps import Gap, GapState, find_gap, list_gaps
from knowledge.database import Database

STATES = {
    GapState.OPEN: "待补答案",
    GapState.ANSWERED: "已补答案",
    GapState.DISMISSED: "不处理",
}

Number = Annotated[int, typer.Argument(help="编号")]
By = Annotated[str, typer.Option("--by", help="处理人姓名")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]

gap = typer.Typer(help="还没有答案的问题：查看、补答案、加问法、不处理。", no_args_is_help=True)
alert = typer.Typer(help="居民遇到危险的警报：查看、标为已看。", no_args_is_help=True)
console = Console()


def add_to(app: typer.Typer) -> None:
    """Put both groups of commands into the command line."""
    app.add_typer(gap, name="gap")
    app.add_typer(alert, name="alert")


@gap.command("list")
def gap_list(
    every: Annotated[bool, typer.Option("--all", help="连已经处理的一起列出")] = False,
    as_json: AsJson = False,
) -> None:
    """列出还没有答案的问题，问得多的在前。"""
    with _database() as database, database.reading() as session:
        gaps = list_gaps(session, state=None if every else GapState.OPEN)
        if as_json:
            _print_json([_shown_gap(row) for row in gaps])
        elif not gaps:
            console.print("没有等着补答案的问题。")
        else:
            lines = [(str(row.id), f"{row.count} 次", _day(row.last_at), row) for row in gaps]
            _print_table(
                ("编号", "问过", "最近一次", "状态", "问题"),
                [(*line, STATES[GapState(row.state)], row.question) for *line, row in lines],
            )


@gap.command("show")
def gap_show(number: Number, as_json: AsJson = False) -> None:
    """看一个问题：有哪些问法，最接近的条目是哪些。"""
    with _database() as database, database.reading() as session:
        row = find_gap(session, number)
        shown = _shown_gap(row) | {"wordings": wordings(session, row)}
    if as_json:
        _print_json(shown)
        return
    _print(f"{shown['question']}")
    _print(f"{STATES[GapState(shown['state'])]}，问过 {shown['count']} 次")
    for said in shown["wordings"][1:]:
        _print(f"  也有人这样问：{said}")
    for near in shown["nearest"]:
        _print(f"  最接近的条目 {near['entry']}：{near['title']}")
    if shown["closed_by"]:
        _print(f"{_day(row.closed_at)}由{row.closed_by}处理。{row.reason}")


@gap.command("answer")
def gap_answer(
    number: Number,
    answer: Annotated[str, typer.Option(help="答案")],
    by: By,
    title: Annotated[str, typer.Option(help="换一个更清楚的问题写法")] = "",
) -> None:
    """补上答案，成为一条问答草稿，发布后才回答居民。"""
    with _writing() as session:
        entry = answer_gap(session, number, answer=answer, title=title, by=by, now=now())
    _print(f"已建成问答草稿，条目编号 {entry}。发布后才会回答居民。")


@gap.command("add-wording")
def gap_add_wording(
    number: Number,
    entry: Annotated[int, typer.Option(help="已有条目的编号")],
    by: By,
    publish: Annotated[bool, typer.Option("--publish", help="直接发布")] = False,
) -> None:
    """已有条目能回答：把居民的问法加到那一条。"""
    with _writing() as session:
        add_wording(session, number, entry_id=entry, by=by, now=now(), publish=publish)
    _print("问法已加上并发布。" if publish else "问法已加在草稿里，发布后生效。")


@gap.command("dismiss")
def gap_dismiss(
    number: Number, by: By, reason: Annotated[str, typer.Option(help="不处理的原因")]
) -> None:
    """标为不处理。以后再有人问，只计次数。"""
    with _writing() as session:
        dismiss_gap(session, number, by=by, now=now(), reason=reason)
    _print("已标为不处理。")


@alert.command("list")
def alert_list(
    every: Annotated[bool, typer.Option("--all", help="连已经看过的一起列出")] = False,
    as_json: AsJson = False,
) -> None:
    """列出还没有人看过的警报，最新的在前。"""
    with _database() as database, database.reading() as session:
        rows = list_alerts(session, seen=every)
        if as_json:
            _print_json([row.model_dump() for row in rows])
        elif not rows:
            console.print("没有等着查看的警报。")
        else:
            _print_table(
                ("编号", "时间", "种类", "渠道", "次数", "查看人", "说了什么"),
                [_alert_line(row) for row in rows],
            )


@alert.command("seen")
def alert_seen(number: Number, by: By) -> None:
    """标明谁已经看过这条警报、负责跟进。"""
    with _writing() as session:
        see_alert(session, number, by=by, now=now())
    _print(f"已记下：{by}看过这条警报。")


def _shown_gap(row: Gap) -> dict[str, Any]:
    return row.model_dump(exclude={"key", "revision"})


def _alert_line(row: Alert) -> tuple[str, ...]:
    when, times = _day(row.raised_at), f"{row.count} 次"
    return str(row.id), when, row.kind, row.channel, times, row.seen_by, row.excerpt


def _day(moment: datetime | None) -> str:
    if moment is None:
        return ""
    local = moment.astimezone(load_settings().zone)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def _print(sentence: str) -> None:
    console.print(Text(sentence), soft_wrap=True)


def _print_json(value: object) -> None:
    said = json.dumps(value, ensure_ascii=False, default=_plain)
    console.print(said, soft_wrap=True, markup=False, highlight=False)


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def _print_table(heads: tuple[str, ...], lines: list[tuple[str, ...]]) -> None:
    table = Table(*heads)
    for line in lines:
        table.add_row(*map(Text, line))
    console.print(table)


@contextmanager
def _database() -> Iterator[Database]:
    settings = load_settings()
    configure_logs(settings.log_format, "error")
    database = prepare(settings)
    try:
        yield database
    finally:
        database.close()


@contextmanager
def _writing() -> Iterator[Session]:
    with _database() as database, database.writing() as session:
        yield session
