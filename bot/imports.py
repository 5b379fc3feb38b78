"""The import command: progress, counts, and the rejected rows in a file."""

import csv
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from bot.file_kinds import FileKind
from bot.town import now
from knowledge.database import Database
from knowledge.drafts import Parsed, Rejected
from knowledge.editions import Tally, take_in
from knowledge.errors import BadInput
from knowledge.importing.faq import parse_faq
from knowledge.importing.guessing import guess
from knowledge.importing.guide import parse_guide
from knowledge.importing.law import parse_law
from knowledge.importing.report import parse_report

PARSERS: dict[FileKind, Callable[[Path], Iterable[Parsed]]] = {
    FileKind.FAQ: parse_faq,
    FileKind.LAW: parse_law,
    FileKind.REPORT: parse_report,
    FileKind.GUIDE: parse_guide,
}


class _DryRun(Exception):
    pass


def run(
    paths: Iterable[Path],
    kind: FileKind | None,
    database: Database,
    console: Console,
    *,
    publish: bool,
    dry_run: bool,
) -> list[str]:
    """Import files one source at a time; each is stored whole or not at all.

    A file that cannot be read does not hold up the others: it gives one sentence back.
    """
    total, rejected, failed = Tally(), list[Rejected](), list[str]()
    with Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed} 条"),
        console=console,
    ) as progress:
        for path in paths:
            task = progress.add_task(path.name[:30], total=None)
            try:
                for parsed in _parse(path, kind):
                    total.add(_store(parsed, database, publish=publish, dry_run=dry_run))
                    rejected += parsed.rejected
                    progress.advance(task, len(parsed.drafts))
            except BadInput as error:
                failed.append(str(error))
            done = progress.tasks[task].completed
            progress.update(task, total=done or 1, completed=done)
            if rejected:
                _write_rejected(path, rejected, console)
                rejected = []
    if total != Tally() or not failed:
        _sum_up(total, console, publish=publish, dry_run=dry_run)
    return failed


def _parse(path: Path, kind: FileKind | None) -> Iterator[Parsed]:
    yield from PARSERS[kind or FileKind(guess(path))](path)


def _store(parsed: Parsed, database: Database, *, publish: bool, dry_run: bool) -> Tally:
    tally = Tally()
    try:
        with database.writing() as session:
            tally = take_in(session, parsed, by="导入", now=now(), publish=publish)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return tally


def _write_rejected(path: Path, rejected: list[Rejected], console: Console) -> None:
    target = Path(f"{path.stem}-rejected.csv")
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        rows = csv.writer(file)
        rows.writerow(("行", "原因", "内容"))
        rows.writerows((row.line, row.reason, row.row) for row in rejected)
    first = rejected[0]
    example = f"例如第 {first.line} 行：{first.reason}"
    said = f"{path.name} 有 {len(rejected)} 行没有导入，{example}。全部写在 {target}。"
    console.print(said, style="yellow", markup=False, highlight=False)


def _sum_up(total: Tally, console: Console, *, publish: bool, dry_run: bool) -> None:
    counts = (
        f"新增 {total.added}，修改 {total.changed}，未变 {total.unchanged}，未导入 {total.rejected}"
    )
    console.print(
        ("只检查没有写入：" if dry_run else "导入完成：") + counts + "。", highlight=False
    )
    if not publish and not dry_run and total.added + total.changed:
        console.print(
            "导入的内容还是草稿，不会用来回答；确认无误后加 --publish 再运行一次即可发布。"
        )
