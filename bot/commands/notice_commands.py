"""The commands for notices: written, reviewed, sent in an emergency, stopped and taken back."""

from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlmodel import Session

from bot.commands import notice_list_commands
from bot.commands.notice_views import lines, state_said, view
from bot.commands.opening import reading, writing
from bot.commands.printing import say, say_json, say_moment
from bot.notice_files import read_notice
from bot.notice_rights import (
    may_draft,
    may_edit,
    may_publish,
    may_retry,
    may_send_back,
    may_step,
    may_stop,
)
from bot.notice_standards import town_standards
from bot.settings import Settings
from bot.town import now
from jobs.writing import recalling, retrying, reviewing, stopping
from jobs.writing.checks import Standards, check
from jobs.writing.drafting import draft, edit
from jobs.writing.emergencies import emergency
from jobs.writing.notice_facts import facts_of
from jobs.writing.notices import Notice, NoticeState, find_notice

TERMINAL = "终端"

Number = Annotated[int, typer.Argument(help="通知编号")]
File = Annotated[Path, typer.Argument(help="通知文件（.yaml）")]
By = Annotated[str, typer.Option("--by", help="经办人姓名")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]

notice = typer.Typer(
    help="群通知：起草、审核、紧急发布、查看、暂停、取消、撤回。", no_args_is_help=True
)


def add_to(app: typer.Typer) -> None:
    """Put the commands into the command line."""
    app.add_typer(notice, name="notice")
    notice.command("list")(notice_list_commands.notice_list)
    notice.command("preview")(notice_list_commands.notice_preview)


@notice.command("add")
def notice_add(
    file: File,
    by: By,
    keep: Annotated[bool, typer.Option("--draft", help="先留作草稿，不送审")] = False,
    as_json: AsJson = False,
) -> None:
    """起草一条通知，检查后送审。"""
    with writing() as (session, settings):
        standards = town_standards(session, settings)
        facts = read_notice(file, session, calendar=standards.times.calendar)
        name = may_draft(session, by, facts.audience)
        row = draft(session, facts, by=name, now=now(), standards=standards, submit=not keep)
        said = f"第 {row.id} 号通知已{'存为草稿' if keep else '送审'}。"
        _tell(session, row, settings, standards, said, as_json=as_json)


@notice.command("edit")
def notice_edit(number: Number, file: File, by: By, as_json: AsJson = False) -> None:
    """用改好的文件换下原来的内容，重新送审；已经做过的审核作废。"""
    with writing() as (session, settings):
        standards, row = town_standards(session, settings), find_notice(session, number)
        facts = read_notice(file, session, calendar=standards.times.calendar)
        name = may_edit(session, by, row, facts.audience)
        row = edit(session, row, facts, by=name, now=now(), standards=standards)
        said = f"第 {row.id} 号通知已改为第 {row.version} 稿，重新送审。"
        _tell(session, row, settings, standards, said, as_json=as_json)


@notice.command("approve")
def notice_approve(
    number: Number,
    by: By,
    remark: Annotated[str, typer.Option(help="意见，可以不写")] = "",
    as_json: AsJson = False,
) -> None:
    """通过一审、二审或三审；最后一步由签发人来做，做完就按时发出。"""
    with writing() as (session, settings):
        standards, row = town_standards(session, settings), find_notice(session, number)
        steps = settings.review_steps
        name = may_step(session, by, row, steps_needed=steps)
        step = reviewing.review_of(session, row, steps_needed=steps).next_step
        row = reviewing.approve(
            session,
            row,
            by=name,
            now=now(),
            steps_needed=steps,
            times=standards.times,
            remark=remark,
        )
        said = f"第 {row.id} 号通知{step}通过。"
        _tell(session, row, settings, standards, said, as_json=as_json)


@notice.command("return")
def notice_return(
    number: Number,
    by: By,
    remark: Annotated[str, typer.Option(help="退回的意见")],
    as_json: AsJson = False,
) -> None:
    """写明意见，退回给起草人。"""
    with writing() as (session, settings):
        standards, row = town_standards(session, settings), find_notice(session, number)
        name = may_send_back(session, by)
        row = reviewing.send_back(
            session, row, by=name, now=now(), remark=remark, times=standards.times
        )
        said = f"第 {row.id} 号通知已退回，改好后用 mingbai notice edit {row.id} 重新送审。"
        if row.emergency_reason:
            said = f"第 {row.id} 号紧急通知事后审核没有通过，已起草一条更正，请填好内容再送审。"
        _tell(session, row, settings, standards, said, as_json=as_json)


@notice.command("emergency")
def notice_emergency(
    file: File,
    by: By,
    reason: Annotated[str, typer.Option(help="为什么不能等审核")],
    as_json: AsJson = False,
) -> None:
    """紧急通知：签发人一人决定，马上发出，事后补审。"""
    with writing() as (session, settings):
        standards = town_standards(session, settings)
        facts = read_notice(file, session, calendar=standards.times.calendar)
        name = may_publish(session, by)
        row = emergency(session, facts, by=name, reason=reason, now=now(), standards=standards)
        said = f"第 {row.id} 号紧急通知已放行，正在发出；请其他人事后补审。"
        _tell(session, row, settings, standards, said, as_json=as_json)


@notice.command("show")
def notice_show(number: Number, as_json: AsJson = False) -> None:
    """看一条通知：内容、审核到哪一步、什么时候发、谁没有收到。"""
    with reading() as (session, settings):
        standards, row = town_standards(session, settings), find_notice(session, number)
        shown = _view(session, row, settings, standards)
        if as_json:
            say_json(shown)
            return
        for line in lines(shown, row, settings.zone):
            say(line)


@notice.command("retry")
def notice_retry(number: Number, by: By = TERMINAL, as_json: AsJson = False) -> None:
    """把发送失败的群再发一次，别的不动。"""
    with writing() as (session, settings):
        standards, row = town_standards(session, settings), find_notice(session, number)
        name = by if by == TERMINAL else may_retry(session, by, row)
        again = retrying.retry(session, row, by=name, now=now())
        said = f"正在重发 {again} 个群。"
        _tell(session, row, settings, standards, said, as_json=as_json, again=again)


@notice.command("cancel")
def notice_cancel(number: Number, by: By, as_json: AsJson = False) -> None:
    """取消：还没有发出的都不再发，已经发出的留着。"""
    said = f"第 {number} 号通知已取消。已经发出的要收回，用 mingbai notice recall {number}。"
    _stop(number, by, stopping.cancel, said, as_json=as_json)


@notice.command("pause")
def notice_pause(number: Number, by: By, as_json: AsJson = False) -> None:
    """暂停：到了时间也不发，正在发的停下来等。"""
    _stop(number, by, stopping.pause, f"第 {number} 号通知已暂停。", as_json=as_json)


@notice.command("resume")
def notice_resume(number: Number, by: By, as_json: AsJson = False) -> None:
    """继续：从现在起照常发；暂停期间错过的时间不补发。"""
    with writing() as (session, settings):
        standards, row = town_standards(session, settings), find_notice(session, number)
        name = may_publish(session, by)
        row = stopping.resume(session, row, by=name, now=now(), times=standards.times)
        said = f"第 {row.id} 号通知已恢复。"
        _tell(session, row, settings, standards, said, as_json=as_json)


@notice.command("recall")
def notice_recall(number: Number, by: By, as_json: AsJson = False) -> None:
    """撤回：Telegram 里 48 小时内发的删掉，别处起草一条更正。"""
    with writing() as (session, settings):
        standards, row = town_standards(session, settings), find_notice(session, number)
        name = may_publish(session, by)
        done = recalling.recall(session, row, by=name, now=now(), zone=settings.zone)
        said = f"第 {row.id} 号通知已停发。{done.said}"
        correction = done.correction.id if done.correction else None
        more = {"deleting": done.deleting, "kept": done.kept, "correction": correction}
        _tell(session, done.notice, settings, standards, said, as_json=as_json, **more)


def _stop(number: int, by: str, act: Callable[..., Notice], said: str, *, as_json: bool) -> None:
    with writing() as (session, settings):
        standards, row = town_standards(session, settings), find_notice(session, number)
        row = act(session, row, by=may_stop(session, by, row), now=now())
        _tell(session, row, settings, standards, said, as_json=as_json)


def _tell(
    session: Session,
    row: Notice,
    settings: Settings,
    standards: Standards,
    said: str,
    *,
    as_json: bool,
    **more: Any,
) -> None:
    """Say what was done, what the checks found, and what comes next."""
    findings = check(facts_of(row), standards, session=session, now=now(), notice_id=row.id)
    shown = _view(session, row, settings, standards)
    if as_json:
        say_json(shown | {"findings": [str(one) for one in findings]} | more)
        return
    say(said)
    if row.state in (NoticeState.DRAFT, NoticeState.REVIEW):
        for finding in findings:
            say(f"  {'×' if finding.grave else '！'} {finding}")
    say(f"现在：{state_said(row, step=shown['step'])}。")
    if shown["next"]:
        say(f"接下来发出：{say_moment(shown['next'][0], settings.zone)}。")


def _view(
    session: Session, row: Notice, settings: Settings, standards: Standards
) -> dict[str, Any]:
    return view(session, row, steps_needed=settings.review_steps, times=standards.times)
