"""The commands for notices that workers forward: who still has to, their links, and confirming."""

from collections.abc import Sequence
from dataclasses import asdict
from datetime import datetime
from typing import Annotated

import typer

from bot.commands.opening import opened
from bot.commands.printing import say, say_json
from bot.people import Role, allow
from bot.secret_key import open_vault
from bot.town import now
from jobs.forward.forwarding import confirm
from jobs.forward.links import ForwardLinks, Target
from jobs.forward.listing import Unforwarded, WorkerDuty, unforwarded

NO_ADDRESS = (
    "没有设置 MINGBAI_PUBLIC_URL，下面的链接只有网址的后半段，前面加上本系统的网址才能打开。"
)

forward = typer.Typer(
    help="等网格员转发到微信群的通知：查看、取链接、代为确认。", no_args_is_help=True
)


def add_to(app: typer.Typer) -> None:
    """Put the group of commands into the command line."""
    app.add_typer(forward, name="forward")


@forward.command("list")
def forward_list(
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """列出还没有转发的通知、每个网格员的链接，和没有网格员的群。"""
    with opened() as (database, settings):
        at, links = now(), ForwardLinks(open_vault(settings), settings.public_url)
        with database.reading() as session:
            duties, left = unforwarded(session, now=at)
        if as_json:
            _say_json(duties, left, links=links, at=at)
        else:
            _show(duties, left, links=links, at=at, public=bool(settings.public_url))


@forward.command("confirm")
def forward_confirm(
    number: Annotated[int, typer.Argument(help="转发编号")],
    by: Annotated[str, typer.Option("--by", help="确认人姓名")],
) -> None:
    """网格员打电话说已经发了：代为确认。"""
    with opened() as (database, settings), database.writing() as session:
        name = allow(session, by, Role.WORKER)
        done = confirm(session, number, by=name, now=now())
    at = f"{done.at.astimezone(settings.zone):%H:%M}"
    say("已记下。" if done.new else f"{done.by} {at} 已经确认过了。")


def _show(
    duties: Sequence[WorkerDuty],
    left: Sequence[Unforwarded],
    *,
    links: ForwardLinks,
    at: datetime,
    public: bool,
) -> None:
    if not duties and not left:
        say("没有等着转发的通知。")
        return
    if not public:
        say(NO_ADDRESS)
    for duty in duties:
        told = "" if duty.told else "，没有绑定私聊，请把链接发给本人"
        say(f"{duty.name}：{len(duty.waiting)} 个群没有确认{told}")
        say(f"  链接 {_link(links, Target('worker', duty.worker), at=at)}")
        _show_rows(duty.waiting)
    if left:
        say(f"没有网格员的群：{len(left)} 个，请安排人转发")
    for one in left:
        _show_rows([one])
        say(f"    链接 {_link(links, Target('delivery', one.delivery), at=at)}")


def _show_rows(waiting: Sequence[Unforwarded]) -> None:
    for one in waiting:
        reminded = f"，提醒过 {one.reminders} 次" if one.reminders else ""
        say(f"  {one.delivery}　{one.group}：“{one.title}”{reminded}")


def _say_json(
    duties: Sequence[WorkerDuty],
    left: Sequence[Unforwarded],
    *,
    links: ForwardLinks,
    at: datetime,
) -> None:
    said = {
        "workers": [
            asdict(duty) | {"link": _link(links, Target("worker", duty.worker), at=at)}
            for duty in duties
        ],
        "nobody": [
            asdict(one) | {"link": _link(links, Target("delivery", one.delivery), at=at)}
            for one in left
        ],
    }
    say_json(said)


def _link(links: ForwardLinks, target: Target, *, at: datetime) -> str:
    return links.address(target, now=at) or links.path(target, now=at)
