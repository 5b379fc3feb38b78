"""What entries are about, where questions are counted: their titles and topics."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from knowledge.drafts import Kind
from knowledge.law_names import titled
from knowledge.tables import Entry, Revision, Source

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class Subject:
    """An entry's title as people know it, and the topic it belongs to."""

    title: str
    topic: str


def subjects(session: Session, entries: Iterable[int]) -> Mapping[int, Subject]:
    """Name entries as they are published, or were last drafted."""
    found: dict[int, Subject] = {}
    wanted = sorted(set(entries))
    for first in range(0, len(wanted), _AT_ONCE):
        rows = session.execute(
            select(
                col(Entry.id),
                col(Entry.kind),
                col(Entry.key),
                col(Source.title),
                col(Revision.title),
                col(Revision.section),
            )
            .join(Source, col(Source.id) == col(Entry.source_id))
            .join(Revision, col(Revision.entry_id) == col(Entry.id))
            .where(
                col(Entry.id).in_(wanted[first : first + _AT_ONCE]),
                col(Revision.number) == func.coalesce(col(Entry.published), col(Entry.latest)),
            )
        )
        found |= {entry: _subject(Kind(kind), *said) for entry, kind, *said in rows}
    return found


def _subject(kind: Kind, key: str, source: str, title: str, section: str) -> Subject:
    if kind is Kind.ARTICLE:
        return Subject(f"{titled(source)}{key}", titled(source))
    if kind is Kind.PASSAGE:
        return Subject(f"《{source}》{title}", f"《{source}》")
    return Subject(title, section.partition(" / ")[0] or "其他")
