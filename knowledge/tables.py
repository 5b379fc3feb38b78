"""What is kept: sources, entries, and every revision an entry ever had."""

from datetime import date, datetime

from sqlalchemy import JSON, Column, Text, UniqueConstraint
from sqlmodel import Field, SQLModel

from knowledge.drafts import Kind


class Source(SQLModel, table=True):
    """One edition of a law, report or list that entries were read from."""

    __table_args__ = (UniqueConstraint("kind", "title", "edition"),)

    id: int | None = Field(default=None, primary_key=True)
    kind: str = Field(index=True)
    title: str = Field(index=True)
    edition: str = ""
    issuer: str = ""
    number: str = ""
    issued_on: date | None = None
    in_force_from: date | None = None
    in_force_until: date | None = None
    address: str = ""
    checksum: str = ""
    superseded_by: int | None = Field(default=None, foreign_key="source.id")
    imported_at: datetime


class Entry(SQLModel, table=True):
    """One thing the township knows; what it says is in its revisions.

    `published` is the number of the revision that answers, or nothing while it is a draft.
    `valid_until` is the first day it no longer holds. `stamp` grows with every published
    change, so that an index can ask for what it has not seen.
    """

    __table_args__ = (UniqueConstraint("source_id", "key"),)

    id: int | None = Field(default=None, primary_key=True)
    source_id: int = Field(foreign_key="source.id", index=True)
    kind: Kind = Field(sa_column=Column(Text, nullable=False, index=True))
    key: str
    latest: int = 1
    published: int | None = None
    valid_from: date | None = None
    valid_until: date | None = None
    stamp: int = Field(default=0, index=True)


class Revision(SQLModel, table=True):
    """What an entry said from one change to the next, who changed it and when."""

    __table_args__ = (UniqueConstraint("entry_id", "number"),)

    id: int | None = Field(default=None, primary_key=True)
    entry_id: int = Field(foreign_key="entry.id", index=True)
    number: int
    title: str = Field(sa_column=Column(Text, nullable=False))
    section: str = Field(default="", sa_column=Column(Text, nullable=False))
    text: str = Field(sa_column=Column(Text, nullable=False))
    citations: list[list[str]] = Field(default_factory=list, sa_column=Column(JSON, nullable=False))
    fields: dict[str, str] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    checksum: str
    made_by: str
    made_at: datetime


class Phrase(SQLModel, table=True):
    """One way residents ask for a revision's answer, or (negative) one that means another."""

    id: int | None = Field(default=None, primary_key=True)
    revision_id: int = Field(foreign_key="revision.id", index=True)
    text: str = Field(sa_column=Column(Text, nullable=False))
    negative: bool = False


class Edition(SQLModel, table=True):
    """The one row that counts published changes; writers queue on it."""

    __tablename__ = "knowledge_edition"

    id: int = Field(primary_key=True)
    stamp: int = 0
