"""Who did what and when, in a chain that shows if anything was changed or taken away."""

import contextlib
import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Text, text, update
from sqlmodel import Field, Session, SQLModel, col, select

_START = "0" * 64
_FIRST_HEAD = text(
    "INSERT INTO audit_head (id, number, digest) VALUES (1, 0, :start) ON CONFLICT (id) DO NOTHING"
)


class AuditRow(SQLModel, table=True):
    """One act: never changed, never deleted; `digest` covers it and everything before it."""

    __tablename__ = "audit"

    number: int = Field(primary_key=True)
    at: datetime = Field(index=True)
    by: str
    action: str
    subject: str = Field(index=True)
    detail: dict[str, Any] = Field(default_factory=dict, sa_column=Column(JSON, nullable=False))
    digest: str = Field(sa_column=Column(Text, nullable=False))


class AuditHead(SQLModel, table=True):
    """The one row that knows the newest act; writers queue on it."""

    __tablename__ = "audit_head"

    id: int = Field(primary_key=True)
    number: int = 0
    digest: str = _START


def note(
    session: Session,
    action: str,
    subject: str,
    *,
    by: str,
    at: datetime,
    detail: Mapping[str, Any] | None = None,
) -> None:
    """Add an act to the chain, in the transaction of the act itself.

    `subject` names what it was done to, like `notice:7`; `detail` holds no secrets and no
    personal numbers.
    """
    head = _next_head(session)
    row = AuditRow(
        number=head.number,
        at=at,
        by=by,
        action=action,
        subject=subject,
        detail=dict(detail or {}),
        digest="",
    )
    row.digest = head.digest = _digest(head.digest, row)
    session.add_all((row, head))
    session.flush()


def check_chain(session: Session) -> str:
    """Go through the whole chain: nothing if it is whole, else a sentence on where it broke."""
    digest, number = _START, 0
    rows = select(AuditRow).order_by(col(AuditRow.number)).execution_options(yield_per=1_000)
    with contextlib.closing(session.exec(rows)) as found:
        for row in found:
            number += 1
            if row.number != number:
                return f"操作记录缺了第 {number} 条。"
            digest = _digest(digest, row)
            if row.digest != digest:
                return f"操作记录第 {number} 条被改动过。"
    head = session.get(AuditHead, 1)
    if (head.number, head.digest) != (number, digest) if head else number:
        return f"操作记录在第 {number} 条之后被删过。"
    return ""


def _next_head(session: Session) -> AuditHead:
    """Take the next number; whoever else writes waits until this transaction ends."""
    session.execute(_FIRST_HEAD, {"start": _START})
    session.execute(
        update(AuditHead).where(col(AuditHead.id) == 1).values(number=AuditHead.number + 1)
    )
    head = session.get(AuditHead, 1, populate_existing=True)
    assert head is not None, "the row was made above"  # noqa: S101
    return head


def _digest(before: str, row: AuditRow) -> str:
    said = [before, row.number, row.at.isoformat(), row.by, row.action, row.subject, row.detail]
    return hashlib.sha256(
        json.dumps(said, ensure_ascii=False, sort_keys=True).encode("utf-8")
    ).hexdigest()
