"""The command that writes lists for staff to edit in Excel, and questions to measure with."""

from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from bot.commands.opening import reading
from bot.commands.printing import say
from bot.commands.whole_files import put_whole
from bot.file_kinds import ListKind
from knowledge.errors import BadInput

_KINDS = "导出什么：faq 常见问答，groups 群名单，verdicts 核对过的问题（用来评测）"


def add_to(app: typer.Typer) -> None:
    """Put the command into the command line."""
    app.command("export")(export)


def export(
    out: Annotated[Path, typer.Argument(help="写到这个文件（.xlsx，核对过的问题是 .jsonl）")],
    kind: Annotated[ListKind, typer.Option(help=_KINDS)],
) -> None:
    """导出常见问答、群名单，或工作人员核对过的问题。"""
    ending, said = (".jsonl", "") if kind is ListKind.VERDICTS else (".xlsx", " Excel ")
    if out.suffix.lower() != ending:
        raise BadInput(f"只能导出成{said or '一行一题的'}文件，文件名请以 {ending} 结尾。")
    with reading() as (session, _settings):
        content, counted = _written(session, kind)
    put_whole(out, content)
    say(f"已导出 {counted}，写在 {out}。")


def _written(session: Session, kind: ListKind) -> tuple[bytes, str]:
    from jobs.places.group_lists import write_group_list  # workbooks take a while to load
    from jobs.records.right_answers import right_lines
    from knowledge.faq_list import export_faq

    if kind is ListKind.VERDICTS:
        content, count = right_lines(session)
        return content, f"{count} 个核对过的问题"
    if kind is ListKind.FAQ:
        content, count = export_faq(session)
        return content, f"{count} 条问答"
    content, count = write_group_list(session)
    return content, f"{count} 个群"
