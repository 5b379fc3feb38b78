"""How commands speak: sentences, tables and JSON, never cut by the terminal's width."""

import json
from collections.abc import Sequence
from datetime import datetime
from zoneinfo import ZoneInfo

from rich.console import Console
from rich.table import Table
from rich.text import Text

console = Console()


def say(sentence: str) -> None:
    """Say a sentence."""
    console.print(Text(sentence), soft_wrap=True)


def say_json(value: object) -> None:
    """Say a value as one line of JSON; moments are written in ISO format."""
    said = json.dumps(value, ensure_ascii=False, default=_plain)
    console.print(said, soft_wrap=True, markup=False, highlight=False)


def say_table(heads: Sequence[str], lines: Sequence[Sequence[str]]) -> None:
    """Say a table."""
    table = Table(*heads)
    for line in lines:
        table.add_row(*map(Text, line))
    console.print(table)


def say_moment(moment: datetime | None, zone: ZoneInfo) -> str:
    """Write a moment as people here read it; nothing for none."""
    if moment is None:
        return ""
    local = moment.astimezone(zone)
    return f"{local.year}年{local.month}月{local.day}日 {local:%H:%M}"


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
