"""The commands that look at several notices, or at one in each channel."""

import html
import re
from pathlib import Path
from typing import Annotated, Any

import typer
from sqlmodel import Session

from bot.commands.notice_views import next_step, state_said
from bot.commands.opening import reading
from bot.commands.printing import say, say_json, say_moment, say_table
from bot.notice_files import read_notice
from bot.notice_previews import rendered
from bot.notice_standards import town_standards
from bot.town import now
from jobs.figures.figure_names import CATEGORIES, CHANNELS
from jobs.places.audience import parse_audience
from jobs.places.groups import Channel
from jobs.writing.checks import check
from jobs.writing.notice_facts import facts_of
from jobs.writing.notices import Notice, NoticeState, find_notice, list_notices
from jobs.writing.rendering import Rendered
from jobs.writing.reviewing import list_afterwards
from knowledge.starter_notices import Category

MOST = 50

_LISTED = ("id", "title", "category", "state", "emergency_reason", "drafted_by", "changed_at")


def notice_list(
    waiting: Annotated[bool, typer.Option("--waiting", help="只列等着审核的")] = False,
    every: Annotated[bool, typer.Option("--all", help="连已经取消的一起列出")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """列出通知，新的在前；等着事后补审的紧急通知也在里面。"""
    with reading() as (session, settings):
        steps = settings.review_steps
        rows = [
            (row, next_step(session, row, steps_needed=steps))
            for row in _chosen(session, waiting=waiting, every=every)
        ]
        if as_json:
            say_json([_line(row, step) for row, step in rows])
        elif not rows:
            say("没有等着审核的通知。" if waiting else "还没有通知，用 mingbai notice add 起草。")
        else:
            say_table(
                ("编号", "状态", "类别", "标题", "起草", "改动时间"),
                [
                    (
                        str(row.id),
                        state_said(row, step=step),
                        CATEGORIES[Category(row.category)],
                        row.title,
                        row.drafted_by,
                        say_moment(row.changed_at, settings.zone),
                    )
                    for row, step in rows
                ],
            )


def notice_preview(
    source: Annotated[str, typer.Argument(help="通知文件，或者通知编号")],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """看一条通知在各个渠道里的样子，和检查发现的问题；什么都不保存。"""
    with reading() as (session, settings):
        standards, number = town_standards(session, settings), None
        if source.isdecimal():
            number = int(source)
            facts = facts_of(find_notice(session, number))
        else:
            facts = read_notice(Path(source), session, calendar=standards.times.calendar)
        at = now()
        findings = check(facts, standards, session=session, now=at, notice_id=number)
        audience = parse_audience(dict(facts.audience), session)
        day = at.astimezone(settings.zone).date()
        shown = rendered(session, facts, audience, standards, day=day)
        if as_json:
            previews = [_shown(channel, one) for channel, one in shown.items()]
            say_json({"previews": previews, "findings": [str(one) for one in findings]})
            return
        for channel, one in shown.items():
            say(f"【{CHANNELS[channel]}】\n{_plain(channel, one)}\n")
        for finding in findings:
            say(f"{'×' if finding.grave else '！'} {finding}")


def _chosen(session: Session, *, waiting: bool, every: bool) -> list[Notice]:
    if waiting:
        afterwards = list_afterwards(session)
        rows = [*list_notices(session, NoticeState.REVIEW, most=MOST), *afterwards]
        return sorted(rows, key=lambda row: row.id or 0, reverse=True)
    states = () if every else tuple(s for s in NoticeState if s is not NoticeState.CANCELLED)
    return list_notices(session, *states, most=MOST)


def _line(row: Notice, step: str) -> dict[str, Any]:
    return {name: getattr(row, name) for name in _LISTED} | {"step": step}


def _shown(channel: Channel, one: Rendered) -> dict[str, Any]:
    return {
        "channel": channel,
        "title": one.title,
        "text": one.text,
        "warnings": list(one.warnings),
        "cut": one.cut,
    }


def _plain(channel: Channel, one: Rendered) -> str:
    """Leave out markup, which a group does not see either."""
    if channel is Channel.TELEGRAM:
        return html.unescape(re.sub(r"</?b>", "", one.text))
    return re.sub(r"^\*\*(.*)\*\*$", r"\1", one.text, count=1, flags=re.MULTILINE)
