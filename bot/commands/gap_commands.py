"""The commands for what waits for staff: questions without an answer, and dangers heard."""

from typing import Annotated, Any

import typer

from bot.commands.opening import reading, writing
from bot.commands.printing import say, say_json, say_moment, say_table
from bot.inbox_rights import may_answer, may_publish_wording, may_put_aside, may_see_alert
from bot.settings import Settings
from bot.town import now
from jobs.records.alerts import Alert, list_alerts, see_alert
from jobs.records.closing import add_wording, answer_gap, dismiss_gap, wordings
from jobs.records.gaps import Gap, GapState, find_gap, list_gaps
from jobs.records.reopening import reopen_gap

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
    with reading() as (session, settings):
        gaps = list_gaps(session, state=None if every else GapState.OPEN)
        if as_json:
            say_json([_shown_gap(row) for row in gaps])
        elif not gaps:
            say("没有等着补答案的问题。")
        else:
            lines = [
                (str(row.id), f"{row.count} 次", say_moment(row.last_at, settings.zone), row)
                for row in gaps
            ]
            say_table(
                ("编号", "问过", "最近一次", "状态", "问题"),
                [(*line, STATES[GapState(row.state)], row.question) for *line, row in lines],
            )


@gap.command("show")
def gap_show(number: Number, as_json: AsJson = False) -> None:
    """看一个问题：有哪些问法，最接近的条目是哪些。"""
    with reading() as (session, settings):
        row = find_gap(session, number)
        shown = _shown_gap(row) | {"wordings": wordings(session, row)}
    if as_json:
        say_json(shown)
        return
    say(f"{shown['question']}")
    say(f"{STATES[GapState(shown['state'])]}，问过 {shown['count']} 次")
    for said in shown["wordings"][1:]:
        say(f"  也有人这样问：{said}")
    for near in shown["nearest"]:
        say(f"  最接近的条目 {near['entry']}：{near['title']}")
    if shown["closed_by"]:
        say(f"{say_moment(row.closed_at, settings.zone)}由{row.closed_by}处理。{row.reason}")


@gap.command("answer")
def gap_answer(
    number: Number,
    answer: Annotated[str, typer.Option(help="答案")],
    by: By,
    title: Annotated[str, typer.Option(help="换一个更清楚的问题写法")] = "",
) -> None:
    """补上答案，成为一条问答草稿，发布后才回答居民。"""
    with writing() as (session, _settings):
        name = may_answer(session, by)
        entry = answer_gap(session, number, answer=answer, title=title, by=name, now=now())
    say(f"已建成问答草稿，条目编号 {entry}。发布后才会回答居民。")


@gap.command("add-wording")
def gap_add_wording(
    number: Number,
    entry: Annotated[int, typer.Option(help="已有条目的编号")],
    by: By,
    publish: Annotated[bool, typer.Option("--publish", help="直接发布")] = False,
) -> None:
    """已有条目能回答：把居民的问法加到那一条。"""
    with writing() as (session, _settings):
        name = (may_publish_wording if publish else may_answer)(session, by)
        add_wording(session, number, entry_id=entry, by=name, now=now(), publish=publish)
    say("问法已加上并发布。" if publish else "问法已加在草稿里，发布后生效。")


@gap.command("dismiss")
def gap_dismiss(
    number: Number, by: By, reason: Annotated[str, typer.Option(help="不处理的原因")]
) -> None:
    """标为不处理。以后再有人问，只计次数。"""
    with writing() as (session, _settings):
        name = may_put_aside(session, by)
        dismiss_gap(session, number, by=name, now=now(), reason=reason)
    say("已标为不处理。")


@gap.command("reopen")
def gap_reopen(number: Number, by: By) -> None:
    """已经处理的问题，重新放回待补答案。"""
    with writing() as (session, _settings):
        reopen_gap(session, number, by=may_answer(session, by), now=now())
    say("已放回待补答案。")


@alert.command("list")
def alert_list(
    every: Annotated[bool, typer.Option("--all", help="连已经看过的一起列出")] = False,
    as_json: AsJson = False,
) -> None:
    """列出还没有人看过的警报，最新的在前。"""
    with reading() as (session, settings):
        rows = list_alerts(session, seen=every)
        if as_json:
            say_json([row.model_dump() for row in rows])
        elif not rows:
            say("没有等着查看的警报。")
        else:
            say_table(
                ("编号", "时间", "种类", "渠道", "次数", "查看人", "说了什么"),
                [_alert_line(row, settings) for row in rows],
            )


@alert.command("seen")
def alert_seen(number: Number, by: By) -> None:
    """标明谁已经看过这条警报、负责跟进。"""
    with writing() as (session, _settings):
        name = may_see_alert(session, by)
        see_alert(session, number, by=name, now=now())
    say(f"已记下：{name}看过这条警报。")


def _shown_gap(row: Gap) -> dict[str, Any]:
    return row.model_dump(exclude={"key", "revision"})


def _alert_line(row: Alert, settings: Settings) -> tuple[str, ...]:
    when, times = say_moment(row.raised_at, settings.zone), f"{row.count} 次"
    return str(row.id), when, row.kind, row.channel, times, row.seen_by, row.excerpt
