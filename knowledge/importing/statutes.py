"""Statutes as JSON lines, plain or gzipped: one row an article, grouped into laws."""

import gzip
import json
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from io import BufferedReader
from pathlib import Path
from typing import Any, cast

from knowledge.drafts import Draft, Kind, Parsed, Rejected, SourceFacts
from knowledge.errors import BadInput
from knowledge.importing.law_drafts import article_draft, with_unique_keys
from knowledge.importing.law_facts import in_force_from
from knowledge.importing.law_text import Article
from knowledge.numerals import parse_article

LARGEST = 500_000_000
LONGEST_LINE = 1_000_000
SHOWN = 200


@dataclass(slots=True)
class _Statute:
    """The rows of one law in one version."""

    law: str
    issued_on: date | None
    rows: list[tuple[int, dict[str, str]]] = field(default_factory=list)


_Statutes = dict[str, dict[str, _Statute]]


def parse_statutes(path: Path) -> Iterator[Parsed]:
    """Read a file of statutes, one `Parsed` a law and date; broken rows go with the first."""
    statutes: _Statutes = {}
    homeless: list[Rejected] = []
    for number, raw in _lines(path):
        try:
            _collect(statutes, number, raw)
        except ValueError as error:
            shown = raw[:SHOWN].decode("utf-8", "replace").strip()
            homeless.append(Rejected(number, str(error), shown))
    if not statutes:
        raise BadInput(f"“{path.name}”里没有一行能读成法律条文，请检查文件格式。")
    for versions in statutes.values():
        for statute in _whole(list(versions.values())):
            yield replace(_parsed(statute), rejected=tuple(homeless))
            homeless = []


def _lines(path: Path) -> Iterator[tuple[int, bytes]]:
    """Read line by line, and no more than `LARGEST` bytes however small the file is packed."""
    size, number = 0, 0
    packed = path.suffix == ".gz"
    try:
        with gzip.open(path) if packed else path.open("rb") as opened:
            file = cast(BufferedReader, opened)
            while raw := file.readline(LONGEST_LINE):
                size, number = size + len(raw), number + 1
                if size > LARGEST:
                    raise BadInput(f"“{path.name}”展开后超过500MB，请拆成几个文件再导入。")
                if raw.strip():
                    yield number, raw
    except (OSError, EOFError) as error:
        raise BadInput(f"“{path.name}”打不开或者已经损坏，请重新下载。") from error


def _collect(statutes: _Statutes, number: int, raw: bytes) -> None:
    row = _row(raw)
    law, day = row.get("law", ""), row.get("date", "")
    if not law or not row.get("text"):
        raise ValueError("缺少“law”（法律名称）或者“text”（条文内容）")
    try:
        issued_on = date.fromisoformat(day) if day else None
    except ValueError:
        raise ValueError(f"日期“{day}”不是2021-01-01这样的写法") from None
    if row.get("kind") == "art":
        parse_article(row.get("article", ""))
    versions = statutes.setdefault(law, {})
    versions.setdefault(day, _Statute(law, issued_on)).rows.append((number, row))


def _whole(versions: list[_Statute]) -> list[_Statute]:
    """Join what is one text under two dates: versions that share no article are its parts."""
    names = [row.get("article", "") for version in versions for _, row in version.rows]
    if len(versions) == 1 or len(set(names)) < len(names):
        return versions
    newest = max((version.issued_on for version in versions if version.issued_on), default=None)
    rows = sorted((row for version in versions for row in version.rows), key=lambda row: row[0])
    return [_Statute(versions[0].law, newest, rows)]


def _row(raw: bytes) -> dict[str, str]:
    try:
        row: Any = json.loads(raw)
    except (ValueError, RecursionError):
        raise ValueError("这一行不是完整的JSON") from None
    if not isinstance(row, dict):
        raise ValueError("这一行不是一条记录")
    return {str(name): "" if value is None else str(value).strip() for name, value in row.items()}


def _parsed(statute: _Statute) -> Parsed:
    texts = [row["text"] for _, row in statute.rows]
    edition = statute.issued_on.isoformat() if statute.issued_on else ""
    facts = SourceFacts(
        title=statute.law,
        kind="law",
        edition=edition,
        issued_on=statute.issued_on,
        in_force_from=in_force_from(statute.law, statute.issued_on, texts),
    )
    drafts = with_unique_keys(_drafts(statute, facts))
    return Parsed(facts, drafts)


def _drafts(statute: _Statute, facts: SourceFacts) -> Iterator[Draft]:
    items = 0
    for line, row in statute.rows:
        if row.get("kind") == "art":
            number, sub = parse_article(row["article"])
            article = Article(number, sub, row.get("section", ""), line, [row["text"]])
            draft = article_draft(article, facts)
        else:
            items += 1
            draft = _item(f"item-{items}", row, facts, line=line)
        yield replace(draft, fields={**draft.fields, "name": row.get("name", "")})


def _item(key: str, row: dict[str, str], facts: SourceFacts, *, line: int) -> Draft:
    return Draft(
        kind=Kind.ARTICLE,
        key=key,
        title=facts.title,
        text=row["text"],
        section=row.get("section", ""),
        line=line,
        fields={"law": facts.title},
        valid_from=facts.in_force_from,
        valid_until=facts.in_force_until,
    )
