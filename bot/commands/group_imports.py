"""Importing lists of groups from the command line: progress, counts, and the rejected rows."""

from collections.abc import Iterable, Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import Progress, TaskID

from bot.commands.import_report import bar, say, tell_rejected, tell_total
from bot.town import now
from jobs.places.group_intake import Intake, take_in_groups
from jobs.places.group_lists import read_group_list
from jobs.places.groups import GroupFacts
from jobs.vault import Vault
from knowledge.database import Database
from knowledge.drafts import Rejected
from knowledge.editions import Tally
from knowledge.errors import BadInput

BY = "导入"
AT_ONCE = 200  # rows in one transaction, so that nobody else waits long
Rows = Sequence[tuple[int, GroupFacts]]


class _DryRun(Exception):
    pass


def run(
    paths: Iterable[Path], database: Database, vault: Vault, console: Console, *, dry_run: bool
) -> list[str]:
    """Import lists of groups; what could not be read gives one sentence for each file back."""
    total, failed, made = Tally(), list[str](), dict[str, None]()
    for path in paths:
        rejected = list[Rejected]()
        try:
            found = read_group_list(path)
        except BadInput as error:
            failed.append(str(error))
            continue
        with bar(console) as progress:
            task = progress.add_task(path.name[:30], total=len(found.rows))
            for intake in _take_in(found.rows, database, vault, progress, task, dry_run=dry_run):
                total.add(intake.tally)
                rejected += intake.rejected
                made |= dict.fromkeys(intake.grids)
        total.rejected += len(found.rejected)
        tell_rejected(path, [*found.rejected, *rejected], console)
    if total != Tally() or not failed:
        tell_total(total, console, dry_run=dry_run)
    if made:
        say(f"{'将' if dry_run else '已'}新建网格：{'、'.join(made)}。", console)
    return failed


def _take_in(
    rows: Rows,
    database: Database,
    vault: Vault,
    progress: Progress,
    task: TaskID,
    *,
    dry_run: bool,
) -> Iterable[Intake]:
    for at in range(0, len(rows), AT_ONCE):
        part = rows[at : at + AT_ONCE]
        yield _keep(part, database, vault, dry_run=dry_run)
        progress.advance(task, len(part))


def _keep(part: Rows, database: Database, vault: Vault, *, dry_run: bool) -> Intake:
    intake = Intake()
    try:
        with database.writing() as session:
            intake = take_in_groups(session, part, vault=vault, by=BY, now=now())
            if dry_run:
                raise _DryRun
    except _DryRun:
        pass
    return intake
