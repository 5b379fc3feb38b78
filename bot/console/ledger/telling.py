"""One act as a sentence, and what else is kept of it."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import Session

from bot.console.ledger.acts import FIELDS, SUBJECTS, VALUES, words_of
from bot.console.ledger.names import names_of
from jobs.schedule.day_facts import say_dates
from knowledge.audit import AuditRow

LONGEST_NAME, LONGEST_VALUE = 40, 300
_PATH = re.compile(r"/(?:\d+/)*")
_PAGES = {"notice": "/notices/", "group": "/groups/", "staff": "/staff/", "entry": "/entries/"}
_IN_SENTENCE = frozenset(("title", "name", "step"))


@dataclass(frozen=True, slots=True)
class Act:
    """An act in words; `more` says what is kept of it beyond the sentence."""

    number: int
    at: datetime
    by: str
    said: str
    more: tuple[tuple[str, str], ...]
    page: str

    @property
    def details(self) -> str:
        """Give what is kept beyond the sentence as one text."""
        return "；".join(f"{name}：{value}" for name, value in self.more)


def tell(session: Session, rows: Iterable[AuditRow]) -> list[Act]:
    """Say some acts, with one question for each kind of thing."""
    kept = list(rows)
    names = names_of(session, kept)
    return [_act(row, names) for row in kept]


def _act(row: AuditRow, names: Mapping[str, str]) -> Act:
    kind, _, key = row.subject.partition(":")
    page = f"{_PAGES[kind]}{key}" if kind in _PAGES and key.isdecimal() else ""
    more = tuple(_more(row, kind))
    return Act(row.number, row.at, row.by, _sentence(row, kind, names), more, page)


def _sentence(row: AuditRow, kind: str, names: Mapping[str, str]) -> str:
    title = _newest(row.detail.get("title") or row.detail.get("name")) or names.get(row.subject, "")
    noun = SUBJECTS.get(kind, "")
    what = f"{noun}“{_cut(title, LONGEST_NAME)}”" if title else noun
    gaps = defaultdict(lambda: "…", {key: _newest(value) for key, value in row.detail.items()})
    gaps |= {f"{key}_was": _oldest(value) for key, value in row.detail.items()}
    gaps["step"] = gaps["step"] if "step" in row.detail else "审核"
    return words_of(kind, row.action).format_map(gaps | {"what": what})


def _more(row: AuditRow, kind: str) -> Iterator[tuple[str, str]]:
    sentence = words_of(kind, row.action)
    told = _IN_SENTENCE | {key for key in row.detail if f"{{{key}}}" in sentence} | {kind}
    for key, value in row.detail.items():
        if key not in FIELDS or value in (None, "", [], {}) or _is_path(value):
            continue
        changed = row.action == "change" and isinstance(value, list) and len(value) == 2
        if key in told and not changed:
            continue
        say: Callable[[Any], str] = say_dates if key == "dates" else _said
        said = f"{say(value[0]) or '空'} → {say(value[1]) or '空'}" if changed else say(value)
        yield FIELDS[key], _cut(said, LONGEST_VALUE)


def _is_path(value: Any) -> bool:
    """Whether it is a grid's place as the tree keeps it, which says nothing to people."""
    return isinstance(value, str) and bool(_PATH.fullmatch(value))


def _said(value: Any) -> str:
    if isinstance(value, list):
        return "、".join(map(_said, value))
    return "" if value is None else VALUES.get(str(value), str(value))


def _newest(value: Any) -> str:
    return _said(value[-1] if isinstance(value, list) and value else value)


def _oldest(value: Any) -> str:
    return _said(value[0] if isinstance(value, list) and value else value)


def _cut(text: str, longest: int) -> str:
    return text if len(text) <= longest else f"{text[: longest - 1]}…"
