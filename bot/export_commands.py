"""The command that writes lists for staff to edit in Excel and import again."""

import tempfile
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from bot.file_kinds import ListKind
from bot.import_report import say
from bot.logs import configure_logs
from bot.settings import load_settings
from bot.town import prepare
from knowledge.database import Database
from knowledge.errors import BadInput

console = Console()


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
    settings = load_settings()
    configure_logs(settings.log_format, "error")
    database = prepare(settings)
    try:
        content, counted = _written(database, kind)
    finally:
        database.close()
    _put(out, content)
    say(f"已导出 {counted}，写在 {out}。", console)


def _written(database: Database, kind: ListKind) -> tuple[bytes, str]:
    from jobs.group_lists import write_group_list  # workbooks take a while to load
    from knowledge.faq_list import export_faq

    with database.reading() as session:
        if kind is ListKind.FAQ:
            content, count = export_faq(session)
            return content, f"{count} 条问答"
        content, count = write_group_list(session)
    return content, f"{count} 个群"


def _put(out: Path, content: bytes) -> None:
    """Write a file whole, so that an old one is never half overwritten."""
    with tempfile.NamedTemporaryFile(dir=out.parent, suffix=".part", delete=False) as file:
        draft = Path(file.name)
        try:
            file.write(content)
            file.flush()
            draft.replace(out)
        finally:
            draft.unlink(missing_ok=True)
