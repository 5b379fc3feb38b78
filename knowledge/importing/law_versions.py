"""Versions of a law side by side: versions.json names what is in force from when until when."""

import json
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.drafts import Parsed
from knowledge.errors import BadInput


@dataclass(frozen=True, slots=True)
class Version:
    """One version of a law: its text, its first day in force and the first day no longer."""

    entry: Path
    issued_on: date | None
    in_force_from: date | None
    in_force_until: date | None


def read_versions(folder: Path) -> list[Version]:
    """Read a law folder's versions.json; without one there are no versions to tell apart."""
    file = folder / "versions.json"
    if not file.is_file():
        return []
    try:
        rows = json.loads(file.read_text(encoding="utf-8"))["versions"]
        return [_version(folder, row) for row in rows]
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise BadInput(f"“{folder.name}”里的versions.json写得不对，请检查日期和文件名。") from error


def in_version(law: Parsed, version: Version) -> Parsed:
    """Give a law the dates that its version states."""
    start, end = version.in_force_from, version.in_force_until
    source = replace(
        law.source,
        edition=start.isoformat() if start else law.source.edition,
        issued_on=version.issued_on or law.source.issued_on,
        in_force_from=start or law.source.in_force_from,
        in_force_until=end,
    )
    dated = (replace(draft, valid_from=start, valid_until=end) for draft in law.drafts)
    return replace(law, source=source, drafts=tuple(dated))


def _version(folder: Path, row: dict[str, Any]) -> Version:
    entry = folder / row["entry"]
    if not entry.resolve().is_relative_to(folder.resolve()):
        raise ValueError(row["entry"])
    return Version(
        entry,
        issued_on=_day(row.get("promulgatedOn")),
        in_force_from=_day(row.get("effectiveFrom")),
        in_force_until=_day(row.get("effectiveTo")),
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
