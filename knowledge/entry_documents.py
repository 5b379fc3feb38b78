"""A wording as it would answer: the document that publishing it would make."""

from collections.abc import Sequence

from sqlalchemy import select
from sqlmodel import Session, col

from knowledge.catalogue import Document, Origin
from knowledge.drafts import Draft
from knowledge.entry_wordings import Wording
from knowledge.labels import Label
from knowledge.tables import Entry, Source

UNSAVED = -1  # the number of an entry that is not in the database yet


def document_of(session: Session, entry: Entry, wording: Wording) -> Document:
    """Give a wording of an entry as residents would meet it."""
    labels = session.scalars(
        select(Label).where(col(Label.entry_id) == entry.id).order_by(col(Label.id))
    ).all()
    source = session.get_one(Source, entry.source_id)
    origin = Origin(
        source.title,
        source.kind,
        source.issuer,
        source.number,
        source.issued_on,
        source.in_force_from,
    )
    return _document(wording.draft, entry.id or 0, wording, origin, labels)


def unsaved_document(draft: Draft) -> Document:
    """Give an entry that nobody saved yet as residents would meet it."""
    origin = Origin("新写的一条", str(draft.kind), "", "", None, None)
    return _document(draft, UNSAVED, None, origin, [])


def _document(
    draft: Draft, number: int, wording: Wording | None, origin: Origin, labels: Sequence[Label]
) -> Document:
    return Document(
        number,
        wording.number if wording else 1,
        draft.kind,
        draft.key,
        draft.title,
        draft.section,
        draft.text,
        origin,
        draft.phrases,
        (*draft.negatives, *(label.question for label in labels if not label.good)),
        draft.citations,
        draft.fields or None,
        draft.valid_from,
        draft.valid_until,
        wording.at.date() if wording else None,
        tuple(label.question for label in labels if label.good),
    )
