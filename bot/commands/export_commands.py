"""The command that writes lists for staff to edit in Excel and import again."""

from pathlib import Path
from typing import Annotated

import typer
from sqlmodel import Session

from bot.commands.opening import reading
from bot.commands.printing import say
from bot.commands.whole_files import put_whole
from bot.file_kinds import ListKind
from knowledge.errors import BadInput


def add_to(app: typer.Typer) -> None:
    """Put the command into the command line."""
    app.command("export")(export)


def export(
    out: Annotated[Path, typer.Argument(help="写到这个 Excel 文件（.xlsx）")],
    kind: Annotated[ListKind, typer.Option(help="导出什么：faq 常见问答，groups 群名单")],
) -> None:
    """导出常见问答或群名单，改好后可以再导入。"""
    if out.suffix.lower() != ".xlsx":
        raise BadInput("只能导出成 Excel 文件，文件名请以 .xlsx 结尾。")
    with reading() as (session, _settings):
        content, counted = _written(session, kind)
    put_whole(out, content)
    say(f"已导出 {counted}，写在 {out}。")


def _written(session: Session, kind: ListKind) -> tuple[bytes, str]:
    from jobs.places.group_lists import write_group_list  # workbooks take a while to load
    from knowledge.faq_list import export_faq

    if kind is ListKind.FAQ:
        content, count = export_faq(session)
        return content, f"{count} 条问答"
    content, count = write_group_list(session)
    return content, f"{count} 个群"
