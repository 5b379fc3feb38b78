"""The rows of a file as they were planned, written down so that pages can turn over them."""

import json
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from knowledge.difference import Change, changes, days_said, topic_of
from knowledge.drafts import Citation, Draft, Kind
from knowledge.import_plan import Planned, RowFate
from knowledge.law_names import titled

ON_A_PAGE = 30


@dataclass(frozen=True, slots=True)
class Column:
    """A column of a row by its Chinese name, and what stands in it."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class ShownRow:
    """A row as a page shows it."""

    planned: Planned
    columns: tuple[Column, ...]
    changes: tuple[Change, ...]


def write_rows(path: Path, rows: Iterable[Planned]) -> dict[str, int]:
    """Write the rows down and count them by their fate."""
    counts = Counter[str]()
    with path.open("w", encoding="utf-8") as file:
        for row in rows:
            counts[row.fate] += 1
            said = json.dumps(asdict(row), ensure_ascii=False, default=date.isoformat)
            file.write(f"{row.fate}\t{said}\n")
    return dict(counts)


def read_rows(path: Path, fate: RowFate | None) -> Iterator[Planned]:
    """Read the rows of one fate, or all."""
    begin = f"{fate}\t" if fate else ""
    with path.open(encoding="utf-8") as file:
        for line in file:
            if line.startswith(begin):
                yield _planned(json.loads(line.partition("\t")[2]))


def some_rows(path: Path, fate: RowFate | None, *, skip: int) -> list[ShownRow]:
    """Give one page of rows, those changed with what is different."""
    found = list[ShownRow]()
    begin = f"{fate}\t" if fate else ""
    with path.open(encoding="utf-8") as file:
        wanted = (line for line in file if line.startswith(begin))
        for place, line in enumerate(wanted):
            if place >= skip + ON_A_PAGE:
                break
            if place >= skip:
                found.append(_shown(_planned(json.loads(line.partition("\t")[2]))))
    return found


def columns_of(draft: Draft) -> tuple[Column, ...]:
    """Name what stands in each column of a draft that says anything."""
    head, body = {
        Kind.FAQ: ("问题", "答案"),
        Kind.ARTICLE: ("条文", "内容"),
        Kind.GUIDE: ("事项", "内容"),
    }.get(draft.kind, ("标题", "内容"))
    cited = "\n".join(titled(one.law) + one.article for one in draft.citations)
    topic = "主题" if draft.kind is Kind.FAQ else "章节"
    said = (
        (head, draft.title),
        ("相似问", "\n".join(draft.phrases)),
        (body, draft.text),
        ("依据", cited),
        (topic, topic_of(draft)),
        ("有效期", days_said(draft) if draft.valid_from or draft.valid_until else ""),
        ("反例", "\n".join(draft.negatives)),
        ("热线", draft.fields.get("hotline", "")),
        ("核对日期", draft.fields.get("checked_on", "")),
        ("核对说明", draft.fields.get("note", "")),
    )
    return tuple(Column(name, text) for name, text in said if text)


def _shown(row: Planned) -> ShownRow:
    columns = columns_of(row.after) if row.after else ()
    found = changes(row.before, row.after) if row.before and row.after else ()
    return ShownRow(row, columns, tuple(found))


def _planned(said: dict[str, Any]) -> Planned:
    after, before = said.pop("after"), said.pop("before")
    return Planned(
        **said | {"fate": RowFate(said["fate"])},
        after=_draft(after) if after else None,
        before=_draft(before) if before else None,
    )


def _draft(said: dict[str, Any]) -> Draft:
    return Draft(
        **said
        | {
            "kind": Kind(said["kind"]),
            "phrases": tuple(said["phrases"]),
            "negatives": tuple(said["negatives"]),
            "citations": tuple(Citation(**one) for one in said["citations"]),
            "valid_from": _day(said["valid_from"]),
            "valid_until": _day(said["valid_until"]),
        }
    )


def _day(said: str | None) -> date | None:
    return date.fromisoformat(said) if said else None
