"""Pictures that go with notices, kept in the database so that every machine has them."""

import hashlib
from collections.abc import Callable, Mapping
from typing import Any

from sqlalchemy import Column, LargeBinary, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col

from knowledge.errors import BadInput

MOST_BYTES = 2 * 1024 * 1024

_KINDS = ((b"\x89PNG\r\n\x1a\n", "image/png"), (b"\xff\xd8\xff", "image/jpeg"))
_INSERTS: Mapping[str, Callable[[Any], postgresql.Insert | sqlite.Insert]] = {
    "sqlite": sqlite.insert,
    "postgresql": postgresql.insert,
}


class Picture(SQLModel, table=True):
    """One picture as it was handed in; the same bytes are kept once."""

    id: int | None = Field(default=None, primary_key=True)
    checksum: str = Field(unique=True)
    kind: str  # image/png or image/jpeg
    content: bytes = Field(sa_column=Column(LargeBinary, nullable=False))


def keep_picture(session: Session, content: bytes) -> int:
    """Keep a picture and give its number; one that is kept already has its old number."""
    kind, checksum = picture_kind(content), hashlib.sha256(content).hexdigest()
    insert = _INSERTS[session.connection().dialect.name](Picture)
    session.execute(
        insert.values(checksum=checksum, kind=kind, content=content).on_conflict_do_nothing(
            index_elements=["checksum"]
        )
    )
    kept = session.scalars(select(col(Picture.id)).where(col(Picture.checksum) == checksum)).one()
    assert kept is not None, "it was kept just now"  # noqa: S101
    return kept


def picture_kind(content: bytes) -> str:
    """Tell a picture's kind by its first bytes; refuse what groups cannot show or is too large."""
    kind = next((kind for start, kind in _KINDS if content.startswith(start)), "")
    if not kind:
        raise BadInput("图片要用 PNG 或 JPEG 格式。")
    if len(content) > MOST_BYTES:
        raise BadInput(f"图片有 {len(content) / 1024 / 1024:.1f} MB，最多 2 MB，请压缩后再用。")
    return kind
