"""What may answer: published entries, read whole into memory."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, and_, select
from sqlmodel import Session, col

from knowledge.drafts import Citation, Kind
from knowledge.labels import Label
from knowledge.tables import Edition, Entry, Phrase, Revision, Source


@dataclass(frozen=True, slots=True)
class Origin:
    """The source of a document as a reader sees it."""

    title: str
    kind: str
    issuer: str
    number: str
    issued_on: date | None
    in_force_from: date | None


@dataclass(frozen=True, slots=True)
class Document:
    """One published entry, as its published revision has it."""

    id: int
    revision: int
    kind: Kind
    key: str
    title: str
    section: str
    text: str
    origin: Origin
    phrases: tuple[str, ...] = ()
    negatives: tuple[str, ...] = ()
    citations: tuple[Citation, ...] = ()
    fields: Mapping[str, str] | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    written_on: date | None = None
    labelled: tuple[str, ...] = ()

    @property
    def wordings(self) -> tuple[str, ...]:
        """Every question it is known to answer: its own, and those that staff confirmed."""
        return self.title, *self.phrases, *self.labelled

    def holds_on(self, day: date) -> bool:
        """Say whether it is in force on a day; the last day is the one before `valid_until`."""
        begun = self.valid_from is None or self.valid_from <= day
        return begun and (self.valid_until is None or day < self.valid_until)


def current_stamp(session: Session) -> int:
    """Give the number of the newest published change."""
    return session.scalar(select(col(Edition.stamp))) or 0


def changed_since(session: Session, stamp: int) -> tuple[list[int], list[Document]]:
    """Give the entries touched after `stamp`, and those of them that are published now."""
    rows = session.scalars(select(col(Entry.id)).where(col(Entry.stamp) > stamp))
    touched = [number for number in rows if number is not None]
    return touched, list(_documents(session, stamp))


def _documents(session: Session, stamp: int) -> Iterator[Document]:
    phrases, labels = _phrases(session, stamp), _labels(session, stamp)
    origins = {row.id: _origin(row) for row in session.scalars(select(Source))}
    for (
        number,
        revision,
        kind,
        key,
        source,
        start,
        end,
        title,
        section,
        text,
        cited,
        extra,
        row,
        made_at,
    ) in _published_since(session, stamp):
        asked, confirmed = phrases.get(row, ()), labels.get(number, ())
        yield Document(
            number,
            revision,
            Kind(kind),
            key,
            title,
            section,
            text,
            origins[source],
            tuple(phrase for phrase, negative in asked if not negative),
            tuple(phrase for phrase, negative in (*asked, *confirmed) if negative),
            tuple(Citation(law, article) for law, article in cited),
            extra or None,
            start,
            end,
            made_at.date(),
            tuple(question for question, negative in confirmed if not negative),
        )


def _published_since(session: Session, stamp: int) -> Any:
    return session.execute(
        select(Entry, Revision)
        .join(Revision, and_(col(Revision.entry_id) == Entry.id, _is_published()))
        .where(col(Entry.stamp) > stamp)
        .with_only_columns(
            *(getattr(Entry, name) for name in ("id", "published", "kind", "key", "source_id")),
            *(getattr(Entry, name) for name in ("valid_from", "valid_until")),
            *(getattr(Revision, name) for name in ("title", "section", "text")),
            *(getattr(Revision, name) for name in ("citations", "fields", "id", "made_at")),
        )
        .order_by(col(Entry.id))
    )


def _is_published() -> ColumnElement[bool]:
    return col(Revision.number) == Entry.published


def _phrases(session: Session, stamp: int) -> dict[int, list[tuple[str, bool]]]:
    rows = session.execute(
        select(col(Phrase.revision_id), col(Phrase.text), col(Phrase.negative))
        .join(Revision, col(Revision.id) == Phrase.revision_id)
        .join(Entry, and_(col(Entry.id) == Revision.entry_id, _is_published()))
        .where(col(Entry.stamp) > stamp)
        .order_by(col(Phrase.id))
    )
    found: dict[int, list[tuple[str, bool]]] = {}
    for revision, text, negative in rows:
        found.setdefault(revision, []).append((text, negative))
    return found


def _labels(session: Session, stamp: int) -> dict[int, list[tuple[str, bool]]]:
    rows = session.execute(
        select(col(Label.entry_id), col(Label.question), col(Label.good))
        .join(Entry, col(Entry.id) == Label.entry_id)
        .where(col(Entry.stamp) > stamp, col(Entry.published).is_not(None))
        .order_by(col(Label.id))
    )
    found: dict[int, list[tuple[str, bool]]] = {}
    for entry, question, good in rows:
        found.setdefault(entry, []).append((question, not good))
    return found


def _origin(row: Source) -> Origin:
    return Origin(row.title, row.kind, row.issuer, row.number, row.issued_on, row.in_force_from)
