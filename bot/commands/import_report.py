"""What an import says: how far it is, what it did, and which rows it left out and why."""

import csv
from collections.abc import Sequence
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn

from knowledge.drafts import Rejected
from knowledge.editions import Tally

_FORMULA = ("=", "+", "-", "@", "\t")


def bar(console: Console) -> Progress:
    """Give a progress bar that counts rows."""
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.completed} 条"))
    return Progress(*columns, console=console)


def tell_rejected(path: Path, rejected: Sequence[Rejected], console: Console) -> None:
    """Write the rows left out into a file beside where we are, and say so."""
    if not rejected:
        return
    target, rows = Path(f"{path.stem}-rejected.csv"), sorted(rejected, key=lambda row: row.line)
    with target.open("w", encoding="utf-8-sig", newline="") as file:
        lines = csv.writer(file)
        lines.writerow(("行", "原因", "内容"))
        lines.writerows((row.line, row.reason, harmless(row.row)) for row in rows)
    example = f"例如第 {rows[0].line} 行：{rows[0].reason}"
    said = f"{path.name} 有 {len(rows)} 行没有导入，{example}。全部写在 {target}。"
    console.print(said, style="yellow", markup=False, highlight=False)


def tell_total(total: Tally, console: Console, *, dry_run: bool) -> None:
    """Say how many entries were added, changed, left alone and left out."""
    counts = (
        f"新增 {total.added}，修改 {total.changed}，未变 {total.unchanged}，未导入 {total.rejected}"
    )
    begun = "只检查没有写入：" if dry_run else "导入完成："
    console.print(f"{begun}{counts}。", highlight=False)


def say(sentence: str, console: Console) -> None:
    """Print a sentence as it is."""
    console.print(sentence, markup=False, highlight=False, soft_wrap=True)


def harmless(row: str) -> str:
    """Keep a spreadsheet from taking what people wrote for a formula."""
    return f"'{row}" if row.startswith(_FORMULA) else row
