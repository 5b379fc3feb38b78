"""The import command: progress, counts, and the rejected rows in a file."""

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from rich.console import Console

from bot.commands.import_report import bar, say, tell_rejected, tell_total
from bot.file_kinds import FileKind
from bot.town import now
from knowledge.database import Database
from knowledge.drafts import Parsed, Rejected
from knowledge.editions import Tally, take_in
from knowledge.errors import BadInput
from knowledge.faq_list import as_kept
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
    with bar(console) as progress:
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
            tell_rejected(path, rejected, console)
            rejected = []
    if total != Tally() or not failed:
        tell_total(total, console, dry_run=dry_run)
    if not publish and not dry_run and total.added + total.changed:
        say(
            "导入的内容还是草稿，不会用来回答；确认无误后加 --publish 再运行一次即可发布。", console
        )
    return failed


def _parse(path: Path, kind: FileKind | None) -> Iterator[Parsed]:
    yield from PARSERS[kind or FileKind(guess(path))](path)


def _store(parsed: Parsed, database: Database, *, publish: bool, dry_run: bool) -> Tally:
    tally = Tally()
    try:
        with database.writing() as session:
            if parsed.source.kind == FileKind.FAQ:
                parsed = as_kept(session, parsed)
            tally = take_in(session, parsed, by="导入", now=now(), publish=publish)
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return tally
