"""Pictures that go with notices, kept in the database so that every machine has them."""

from sqlalchemy import Column, LargeBinary
from sqlmodel import Field, SQLModel


class Picture(SQLModel, table=True):
    """One picture as it was handed in; the same bytes are kept once."""

    id: int | None = Field(default=None, primary_key=True)
    checksum: str = Field(unique=True)
    kind: str  # image/png or image/jpeg
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))
