"""Entries as rows of a list: each with its newest wording, and how that stands."""

from typing import Any

from sqlalchemy import ColumnElement, and_, case, func, or_, select
from sqlalchemy.orm import registry
from sqlmodel import col

from knowledge.drafts import Kind
from knowledge.entry_tables import EntryStanding, EntryState
from knowledge.tables import Entry, Revision, Source

STATES = {
    EntryState.ANSWERING: ("正在回答", "green"),
    EntryState.DRAFT: ("草稿", "yellow"),
    EntryState.REVIEW: ("审核中", "blue"),
    EntryState.DECLINED: ("不采用", "grey"),
    EntryState.WITHDRAWN: ("已撤下", "red"),
}
KINDS = {
    Kind.FAQ: "问答",
    Kind.GUIDE: "办事指南",
    Kind.ARTICLE: "法律条文",
    Kind.PASSAGE: "报告",
    Kind.NOTICE: "通知范本",
}

DECIDED = and_(
    col(EntryStanding.entry_id) == col(Entry.id), col(EntryStanding.revision) == col(Entry.latest)
)
NEWEST = and_(col(Revision.entry_id) == col(Entry.id), col(Revision.number) == col(Entry.latest))
STATE: ColumnElement[str] = case(
    (col(Entry.published) == col(Entry.latest), EntryState.ANSWERING),
    else_=func.coalesce(col(EntryStanding.state), EntryState.DRAFT),
)


def _rows() -> Any:
    return (
        select(
            col(Entry.id),
            col(Entry.kind),
            col(Entry.source_id),
            col(Entry.published),
            col(Entry.valid_from),
            col(Entry.valid_until),
            col(Revision.title),
            col(Revision.section).label("topic"),
            col(Revision.text),
            col(Revision.made_by),
            col(Revision.made_at),
            col(Source.title).label("source"),
            STATE.label("state"),
        )
        .join(Revision, NEWEST)
        .join(Source, col(Source.id) == col(Entry.source_id))
        .outerjoin(EntryStanding, DECIDED)
    )


class EntryRow:
    """One entry in a list, read and never written."""

    id: int
    kind: str
    source_id: int
    published: int | None
    title: str
    topic: str
    text: str
    made_by: str
    source: str
    state: str


_table = _rows().subquery("entry_row")
registry().map_imperatively(EntryRow, _table, primary_key=[_table.c.id])


def said(term: str) -> ColumnElement[bool]:
    """Say which rows hold these words in their question or their text."""
    return or_(
        _table.c.title.contains(term, autoescape=True),
        _table.c.text.contains(term, autoescape=True),
    )
