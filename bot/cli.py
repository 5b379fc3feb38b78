"""The command line."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Annotated, NoReturn

import typer
from rich.console import Console
from sqlalchemy.exc import SQLAlchemyError

from bot import schema, scorecard
from bot.channels import terminal
from bot.commands import (
    export_commands,
    figure_commands,
    forward_commands,
    gap_commands,
    handover_commands,
    notice_commands,
    qr_commands,
    staff_commands,
)
from bot.doctor import examine, examine_content
from bot.file_kinds import FileKind
from bot.loading import loading
from bot.logs import configure_logs
from bot.settings import Settings, SettingsError, load_settings
from bot.town import Town, open_town, prepare
from knowledge.audit import check_chain
from knowledge.content_check import FaultKind
from knowledge.database import Database, open_database
from knowledge.errors import KnowledgeError

app = typer.Typer(
    help="明白：乡镇普法助手。",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
db = typer.Typer(help="数据库：升级与检查。", no_args_is_help=True)
app.add_typer(db, name="db")
gap_commands.add_to(app)
handover_commands.add_to(app)
qr_commands.add_to(app)
forward_commands.add_to(app)
staff_commands.add_to(app)
export_commands.add_to(app)
notice_commands.add_to(app)
figure_commands.add_to(app, notice_commands.notice)
app.command("eval", help="用一份带答案的问题测量检索效果。")(scorecard.measure)
console = Console()
errors = Console(stderr=True)


def main() -> None:
    """Run a command; whatever goes wrong is one sentence and exit code 1."""
    try:
        app()
    except (KnowledgeError, SettingsError) as error:
        _fail(str(error))
    except SQLAlchemyError as error:
        _fail(f"数据库用不了（{type(error).__name__}），请运行 mingbai doctor 看看哪里不对。")
    except OSError as error:
        _fail(f"读写“{error.filename or ''}”出错（{error.strerror}），请检查磁盘空间和文件权限。")


@app.command()
def run(
    host: Annotated[str, typer.Option(help="监听的地址")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="监听的端口", min=0, max=65535)] = 8000,
) -> None:
    """启动网页、接口和定时任务，全在一个进程里。"""
    settings = _settings()
    configure_logs(settings.log_format, settings.log_level)
    with loading():
        from bot.serving import serve  # the web framework takes a while to load

    serve(settings, host=host, port=port, console=console)


@app.command()
def worker() -> None:
    """再开一个发送进程（数据库须是 PostgreSQL）。"""
    settings = _settings()
    configure_logs(settings.log_format, settings.log_level)
    from bot.working import work  # the platforms' libraries take a while to load

    work(settings, console)


@app.command()
def ask(
    text: Annotated[str, typer.Argument(help="要问的话")],
    as_json: Annotated[bool, typer.Option("--json", help="输出 JSON")] = False,
) -> None:
    """在终端问一个问题。"""
    if not text.strip() or len(text) > 1_000:
        errors.print("问题请写 1 到 1000 个字。", style="red")
        raise typer.Exit(1)
    with _town() as town:
        terminal.ask_once(town, text, console, as_json=as_json)


@app.command()
def chat() -> None:
    """在终端对话，输入“退出”结束。"""
    with _town() as town:
        terminal.converse(town, console, lambda prompt: console.input(prompt))


@app.command("import")
def import_files(
    paths: Annotated[list[Path], typer.Argument(help="文件或文件夹")],
    kind: Annotated[FileKind | None, typer.Option(help="内容的种类，不写则自动判断")] = None,
    publish: Annotated[bool, typer.Option("--publish", help="导入后直接发布")] = False,
    dry_run: Annotated[bool, typer.Option("--dry-run", help="只检查，不写入")] = False,
) -> None:
    """导入法律、报告、办事指南、常见问答或群名单。"""
    from bot.commands import (  # the readers of Word, PDF and HTML are slow to load
        group_imports,
        imports,
    )
    from bot.secret_key import open_vault

    settings = _settings()
    groups = kind is FileKind.GROUPS
    database = prepare(settings)
    try:
        if groups:
            vault = open_vault(settings)
            failed = group_imports.run(paths, database, vault, console, dry_run=dry_run)
        else:
            failed = imports.run(paths, kind, database, console, publish=publish, dry_run=dry_run)
    finally:
        database.close()
    if publish and not dry_run and not groups:
        open_town(settings).close()  # leaves the search index ready on disk
    if failed:
        _fail("\n".join(failed))


@db.command("upgrade")
def db_upgrade() -> None:
    """把数据库升级到当前版本。"""
    prepare(_settings()).close()
    console.print("数据库已是最新。")


@db.command("check")
def db_check() -> None:
    """检查数据库是否完好，操作记录有没有被改动过。"""
    database = open_database(_settings().database)
    try:
        fault = _database_fault(database)
    finally:
        database.close()
    console.print(fault or "数据库完好。", markup=False, highlight=False, soft_wrap=True)
    raise typer.Exit(1 if fault else 0)


@app.command()
def doctor(
    content: Annotated[
        bool, typer.Option("--content", help="逐条检查问答和指南的依据、数字、电话和问法")
    ] = False,
) -> None:
    """检查设置和运行环境，说明哪里不对、怎么改。"""
    if content:
        _check_content()
    findings = examine(_settings())
    for finding in findings:
        console.print(
            ("√ " if finding.fine else "× ") + finding.text, markup=False, highlight=False
        )
    raise typer.Exit(0 if all(finding.fine for finding in findings) else 1)


def _database_fault(database: Database) -> str:
    if not schema.is_current(database):
        return "数据库还不是最新，请运行 mingbai db upgrade。"
    with database.reading() as session:
        broken = check_chain(session)
    return f"{broken}请先不要改动数据库，用备份核对。" if broken else ""


def _check_content() -> NoReturn:
    with _town() as town:
        faults, findings = examine_content(town)
    for fault in faults:
        mark = "×" if fault.kind is FaultKind.CITATION else "！"
        console.print(f"{mark} {fault}", markup=False, highlight=False, soft_wrap=True)
    for finding in findings:
        console.print(
            ("√ " if finding.fine else "× ") + finding.text, markup=False, highlight=False
        )
    raise typer.Exit(1 if any(fault.kind is FaultKind.CITATION for fault in faults) else 0)


def _fail(sentence: str) -> NoReturn:
    errors.print(sentence, style="red", markup=False, highlight=False, soft_wrap=True)
    sys.exit(1)


def _settings() -> Settings:
    return load_settings()


@contextlib.contextmanager
def _town() -> Iterator[Town]:
    settings = _settings()
    configure_logs(settings.log_format, "error")
    town = open_town(settings)
    try:
        yield town
    finally:
        town.close()
