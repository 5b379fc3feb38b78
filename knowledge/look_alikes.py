"""Characters that are taken for one another by their looks."""

from functools import lru_cache
from pathlib import Path

from knowledge.starter_files import FOLDER

LookAlikes = dict[str, tuple[str, str]]


@lru_cache(maxsize=1)
def load_look_alikes(folder: Path = FOLDER) -> LookAlikes:
    """Read, for each character, those that look almost the same and those that look alike."""
    text = (folder / "look-alikes.yaml").read_text(encoding="utf-8")
    rows = (line.split(": ", 1) for line in text.splitlines() if ": " in line and line[0] != "#")
    return {letter: _pair(others) for letter, others in rows}


def _pair(others: str) -> tuple[str, str]:
    same, _slash, like = others.partition("/")
    return same, like
