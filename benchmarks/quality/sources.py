"""Marks of the code a figure was measured with, so that changed code is measured anew."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from benchmarks.corpus import ROOT

QUALITY = ROOT / "benchmarks" / "quality"
KNOWLEDGE = (ROOT / "knowledge",)
FOREIGN = QUALITY / "foreign.yaml"
HARNESS = tuple(QUALITY / f"{name}.py" for name in ("asking", "splits", "typos", "foreign"))
_SKIPPED = {".pyc", ".part"}


def mark_of(paths: Iterable[Path]) -> str:
    """Give a short mark of the contents of files, and of all files in folders."""
    mark = hashlib.sha256()
    for path in paths:
        files = sorted(path.rglob("*")) if path.is_dir() else [path]
        for file in files:
            if file.is_file() and file.suffix not in _SKIPPED:
                mark.update(file.relative_to(ROOT).as_posix().encode() + b"\0" + file.read_bytes())
    return mark.hexdigest()[:16]
