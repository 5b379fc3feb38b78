"""The laws as they stand in the database, for whoever looks up a few articles."""

from collections.abc import Iterator, Mapping
from datetime import date
from functools import cached_property

from sqlalchemy import and_, select
from sqlmodel import Session, col

from knowledge.catalogue import Document, Origin
from knowledge.drafts import Kind
from knowledge.law_names import LawNames, short_name
from knowledge.numerals import LIMIT, article_name
from knowledge.tables import Entry, Revision, Source
from knowledge.validity import within_their_days


class LawShelf:
    """Reads only what is asked for, where an index would hold everything in memory."""

    def __init__(self, session: Session, names: LawNames) -> None:
        self._session, self.names = session, names

    @cached_property
    def _sources(self) -> dict[str, list[Source]]:
        published = select(col(Entry.id)).where(
            col(Entry.source_id) == col(Source.id), col(Entry.published).is_not(None)
        )
        found = self._session.scalars(
            select(Source).where(col(Source.kind) == "law", published.exists())
        )
        shelved: dict[str, list[Source]] = {}
        for source in found:
            shelved.setdefault(short_name(source.title), []).append(source)
        return shelved

    @property
    def laws(self) -> Mapping[str, int]:
        """The laws that are in, by short name, and how many texts there are of each."""
        return {law: len(texts) for law, texts in self._sources.items()}

    def editions(self, law: str, number: int, sub: int = 0) -> list[Document]:
        """Give every text of an article that is in, oldest first."""
        if law not in self._sources or not 0 < number < LIMIT:
            return []
        texts = within_their_days(self._texts(law, article_name(number, sub)), self.names)
        return sorted(texts, key=lambda text: text.valid_from or date.min)

    def _texts(self, law: str, key: str) -> Iterator[Document]:
        sources = {source.id: source for source in self._sources[law]}
        rows = self._session.execute(
            select(Entry, Revision)
            .join(
                Revision,
                and_(
                    col(Revision.entry_id) == col(Entry.id),
                    col(Revision.number) == col(Entry.published),
                ),
            )
            .where(
                col(Entry.source_id).in_(sources),
                col(Entry.kind) == Kind.ARTICLE,
                col(Entry.key) == key,
            )
        )
        for entry, revision in rows:
            yield _document(entry, revision, sources[entry.source_id])


def _document(entry: Entry, revision: Revision, source: Source) -> Document:
    return Document(
        entry.id or 0,
        revision.number,
        Kind(entry.kind),
        entry.key,
        revision.title,
        revision.section,
        revision.text,
        Origin(
            source.title,
            source.kind,
            source.issuer,
            source.number,
            source.issued_on,
            source.in_force_from,
        ),
        fields=revision.fields,
        valid_from=entry.valid_from,
        valid_until=entry.valid_until,
        written_on=revision.made_at.date(),
    )
