"""The commands for questions that residents handed over to people."""

from typing import Annotated, Any

import typer

from bot.commands.opening import reading, writing
from bot.commands.printing import say, say_json, say_moment, say_table
from bot.people import Role, allow
from bot.secret_key import open_vault
from bot.town import now
from jobs.records.handovers import Handover, finish_handover, list_handovers
from jobs.vault import Vault

Number = Annotated[int, typer.Argument(help="编号")]
By = Annotated[str, typer.Option("--by", help="处理人姓名")]
AsJson = Annotated[bool, typer.Option("--json", help="输出 JSON")]

handover = typer.Typer(help="居民转给工作人员的问题：查看、办完。", no_args_is_help=True)


def add_to(app: typer.Typer) -> None:
    """Put the commands into the command line."""
    app.add_typer(handover, name="handover")


@handover.command("list")
def handover_list(
    every: Annotated[bool, typer.Option("--all", help="连已经办完的一起列出")] = False,
    as_json: AsJson = False,
) -> None:
    """列出转给工作人员的问题，和居民留的电话；等得久的在前。"""
    with reading() as (session, settings):
        vault = open_vault(settings)
        rows = [_shown(row, vault) for row in list_handovers(session, done=every)]
        if as_json:
            say_json(rows)
        elif not rows:
            say("没有等着办的问题。")
        else:
            say_table(
                ("编号", "什么时候", "电话", "问题", "处理人"),
                [
                    (
                        str(row["id"]),
                        say_moment(row["asked_at"], settings.zone),
                        row["contact"] or "没有留",
                        row["question"],
                        row["done_by"],
                    )
                    for row in rows
                ],
            )


@handover.command("done")
def handover_done(number: Number, by: By) -> None:
    """记下办完了；居民留的电话随即删除。"""
    with writing() as (session, _settings):
        name = allow(session, by, Role.DRAFTER)
        finish_handover(session, number, by=name, now=now())
    say(f"第 {number} 个问题已办完，居民留的电话已删除。")


def _shown(row: Handover, vault: Vault) -> dict[str, Any]:
    kept = row.model_dump(include={"id", "question", "channel", "asked_at", "done_by", "done_at"})
    return kept | {"contact": vault.decrypt(row.contact) if row.contact else ""}
