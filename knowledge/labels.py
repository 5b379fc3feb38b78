"""Questions that staff have confirmed to be answered, or not, by an entry."""

import hashlib
from datetime import datetime

from sqlalchemy import Column, Text, UniqueConstraint, and_, select, update
from sqlmodel import Field, Session, SQLModel, col

from knowledge.editions import next_stamp
from knowledge.errors import BadInput, NotAllowed, NotFound
from knowledge.tables import Entry, Phrase, Revision
from knowledge.wording import bare, normalise


class Label(SQLModel, table=True):
    """One question, masked, and whether an entry answers it; the newest word of staff counts."""

    __table_args__ = (UniqueConstraint("key", "entry_id"),)

    id: int | None = Field(default=None, primary_key=True)
    key: str
    question: str = Field(sa_column=Column(Text, nullable=False))
    entry_id: int = Field(foreign_key="entry.id", index=True)
    good: bool
    by: str
    made_at: datetime


def label(
    session: Session, question: str, entry_id: int, *, good: bool, by: str, now: datetime
) -> None:
    """Let a masked question count for or against an entry in every search from now on.

    Raises `NotFound` for an entry that is not there and `NotAllowed` for speaking against an
    entry's own phrasing.
    """
    said = bare(question)
    if not said:
        raise BadInput("问题是空的，请写清楚居民问的是什么。")
    if session.get(Entry, entry_id) is None:
        raise NotFound(f"没有编号为 {entry_id} 的条目。")
    if not good and said in _own(session, entry_id):
        raise NotAllowed("这句话就是该条目自己的问法。如果不对，请修改条目。")
    stamp = next_stamp(session)  # others who label wait here, so the row cannot come twice
    key = wording_key(said)
    row = session.scalars(
        select(Label).where(col(Label.key) == key, col(Label.entry_id) == entry_id)
    ).first() or Label(
        key=key, question=normalise(question), entry_id=entry_id, good=good, by=by, made_at=now
    )
    row.good, row.by, row.made_at = good, by, now
    session.add(row)
    session.execute(update(Entry).where(col(Entry.id) == entry_id).values(stamp=stamp))


def wording_key(said: str) -> str:
    """Name a bare wording by a mark of fixed length, whatever its own."""
    return hashlib.sha256(said.encode()).hexdigest()[:32]


def _own(session: Session, entry_id: int) -> set[str]:
    revision = and_(
        col(Revision.entry_id) == entry_id,
        col(Revision.number)
        == select(col(Entry.published)).where(col(Entry.id) == entry_id).scalar_subquery(),
    )
    titles = session.scalars(select(col(Revision.title)).where(revision))
    phrases = session.scalars(
        select(col(Phrase.text))
        .join(Revision, and_(col(Revision.id) == Phrase.revision_id, revision))
        .where(col(Phrase.negative).is_(False))
    )
    return {bare(text) for text in (*titles, *phrases)}
