"""What things in the record are called today."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, String, and_, cast, literal, or_, select
from sqlmodel import Session, col

from bot.people import Staff
from bot.town_settings import NAMES as SETTINGS
from jobs.places.grids import Grid, Worker
from jobs.places.groups import Group
from jobs.records.gaps import Gap
from jobs.writing.notices import Notice
from knowledge.audit import AuditRow
from knowledge.tables import Entry, Revision

_TOLD: Mapping[str, tuple[Any, Any]] = {
    "notice": (Notice.id, Notice.title),
    "group": (Group.id, Group.name),
    "grid": (Grid.id, Grid.name),
    "worker": (Worker.id, Worker.name),
    "staff": (Staff.id, Staff.name),
    "gap": (Gap.id, Gap.question),
}
_AT_ONCE = 500


def names_of(session: Session, rows: Iterable[AuditRow]) -> Mapping[str, str]:
    """Give the names of what some acts were done to, by subject, as far as it is still there."""
    numbers: defaultdict[str, set[int]] = defaultdict(set)
    found: dict[str, str] = {}
    for row in rows:
        kind, _, key = row.subject.partition(":")
        if kind in _TOLD or kind == "entry":
            numbers[kind] |= {int(key)} if key.isdecimal() else set()
        elif kind == "setting":
            found[row.subject] = SETTINGS.get(key, key)
        elif kind in ("hotline", "law-name"):
            found[row.subject] = key
    for kind, wanted in numbers.items():
        for some in _parts(sorted(wanted)):
            named = session.execute(_names(kind, some))
            found |= {f"{kind}:{number}": name for number, name in named}
    return found


def subjects_named(written: str) -> ColumnElement[bool]:
    """Hold for acts on things whose name has these words in it."""
    titles = {**_TOLD, "entry": (Revision.entry_id, Revision.title)}
    return or_(
        *(
            col(AuditRow.subject).in_(
                select(literal(f"{kind}:") + cast(number, String)).where(
                    col(name).contains(written, autoescape=True)
                )
            )
            for kind, (number, name) in titles.items()
        )
    )


def _names(kind: str, numbers: Sequence[int]) -> Select[Any]:
    if kind == "entry":
        newest = and_(col(Revision.entry_id) == Entry.id, col(Revision.number) == Entry.latest)
        titles: Select[Any] = select(Entry.id, Revision.title)  # type: ignore[call-overload]
        return titles.join(Revision, newest).where(col(Entry.id).in_(numbers))
    number, name = _TOLD[kind]
    return select(number, name).where(number.in_(numbers))


def _parts(numbers: Sequence[int]) -> Iterable[Sequence[int]]:
    return (numbers[at : at + _AT_ONCE] for at in range(0, len(numbers), _AT_ONCE))
