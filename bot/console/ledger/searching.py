"""What of the record is asked for: by whom, of what, in which words, on which days."""

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, Select, String, cast, func, or_, select
from sqlmodel import Session, col

from bot.console.ledger.acts import SUBJECTS, acts_said
from bot.console.ledger.names import subjects_named
from knowledge.audit import AuditRow

LONGEST = 60  # characters to look for


@dataclass(frozen=True, slots=True)
class Wanted:
    """What somebody looks for; what is empty does not count."""

    words: str = ""
    by: str = ""
    kind: str = ""
    first: date | None = None
    last: date | None = None

    def asked(self) -> Mapping[str, str]:
        """Give it as an address asks for it."""
        return {
            "words": self.words,
            "by": self.by,
            "kind": self.kind,
            "first": self.first.isoformat() if self.first else "",
            "last": self.last.isoformat() if self.last else "",
        }


def count(session: Session, wanted: Wanted, *, zone: ZoneInfo) -> int:
    """Count the acts that are wanted."""
    conditions = _conditions(wanted, zone)
    found = select(func.count()).select_from(AuditRow).where(*conditions)
    return session.scalar(found) or 0


def newest_first(
    session: Session, wanted: Wanted, *, zone: ZoneInfo, skip: int = 0, limit: int | None = None
) -> Sequence[AuditRow]:
    """Give the acts that are wanted, the newest first."""
    found: Select[Any] = select(AuditRow).where(*_conditions(wanted, zone))
    found = found.order_by(col(AuditRow.number).desc()).offset(skip)
    return session.scalars(found.limit(limit) if limit is not None else found).all()


def who_acted(session: Session) -> Sequence[str]:
    """Name everybody who stands in the record."""
    return session.scalars(select(col(AuditRow.by)).distinct().order_by(col(AuditRow.by))).all()


def _conditions(wanted: Wanted, zone: ZoneInfo) -> Iterator[ColumnElement[bool]]:
    if wanted.words:
        yield _says(wanted.words[:LONGEST])
    if wanted.by:
        yield col(AuditRow.by) == wanted.by
    if wanted.kind in SUBJECTS:
        of_kind = col(AuditRow.subject).startswith(f"{wanted.kind}:", autoescape=True)
        yield of_kind | (col(AuditRow.subject) == wanted.kind)
    if wanted.first:
        yield col(AuditRow.at) >= _midnight(wanted.first, zone)
    if wanted.last:
        yield col(AuditRow.at) < _midnight(wanted.last + timedelta(days=1), zone)


def _says(words: str) -> ColumnElement[bool]:
    kept = json.dumps(words)[1:-1]  # as the database holds it, escapes and all
    kinds = [kind for kind, noun in SUBJECTS.items() if words in noun]
    return or_(
        col(AuditRow.by).contains(words, autoescape=True),
        cast(AuditRow.detail, String).contains(kept, autoescape=True),
        col(AuditRow.action).in_([act.rpartition(".")[2] for act in acts_said(words)]),
        *(col(AuditRow.subject).startswith(f"{kind}:") for kind in kinds),
        subjects_named(words),
    )


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, time(), tzinfo=zone)
