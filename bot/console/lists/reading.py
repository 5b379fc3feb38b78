"""Which reader reads a file that staff brought."""

from pathlib import Path

from bot.file_kinds import FileKind
from knowledge.drafts import Parsed
from knowledge.errors import BadInput

GUESSED = ""
KINDS: dict[str, str] = {
    GUESSED: "自动判断",
    FileKind.FAQ: "常见问答",
    FileKind.GUIDE: "办事指南",
    FileKind.LAW: "法律",
    FileKind.REPORT: "报告",
}
MOST_ROWS = 20_000


def read_sources(path: Path, kind: str) -> list[Parsed]:
    """Read a file as what it is said to be, or as what it looks like."""
    from bot.commands.imports import PARSERS  # readers of Word and PDF are slow to load
    from knowledge.importing.guessing import guess

    found = FileKind(kind or guess(path))
    if found not in PARSERS:
        raise BadInput("这类文件不能在这里导入。")
    sources = list(PARSERS[found](path))
    rows = sum(len(one.drafts) + len(one.rejected) for one in sources)
    if rows > MOST_ROWS:
        raise BadInput(f"这份文件有 {rows:,} 条，一次最多导入 {MOST_ROWS:,} 条，请分成几份。")
    return sources
