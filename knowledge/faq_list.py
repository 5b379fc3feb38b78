"""The list of questions and answers as staff edit it in Excel, and what it is on the way back."""

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import date, timedelta

from sqlalchemy import ColumnElement, and_, select
from sqlmodel import Session, col

from knowledge.drafts import Draft, Kind, Parsed, SourceFacts
from knowledge.entry_standing import state_of
from knowledge.entry_tables import EntryStanding, EntryState, RevisionMemo
from knowledge.importing.faq import FIELDS, list_name
from knowledge.list_workbook import list_workbook
from knowledge.tables import Entry, Phrase, Revision, Source

HEADS = (
    "问题", "相似问", "答案", "依据", "主题", "有效期至", "有效期自", "反例", "热线", "核对日期",
    "核对说明", "所在清单", "条目代码", "状态",
)  # fmt: skip
_STATES = {
    EntryState.ANSWERING: "已发布",
    EntryState.DRAFT: "已发布，新的修改还是草稿",
    EntryState.REVIEW: "审核中",
    EntryState.DECLINED: "新的修改不采用",
    EntryState.WITHDRAWN: "已撤下",
}


def export_faq(session: Session) -> tuple[bytes, int]:
    """Give every question as its newest revision has it, as a workbook, and how many there are."""
    rows = list(_rows(session))
    return list_workbook("常见问答", HEADS, rows), len(rows)


def known_facts(session: Session, facts: SourceFacts) -> SourceFacts:
    """Give the facts of a source as we keep them, if we have it, so that a list keeps them so."""
    source = session.scalars(
        select(Source).where(
            col(Source.kind) == facts.kind,
            col(Source.title) == facts.title,
            col(Source.edition) == facts.edition,
        )
    ).first()
    if source is None:
        return facts
    return SourceFacts(**{name: getattr(source, name) for name in SourceFacts.__dataclass_fields__})


def as_kept(session: Session, parsed: Parsed) -> Parsed:
    """Give a list what it says nothing of: the facts of its source, and fields without a column."""
    source = known_facts(session, parsed.source)
    rows = session.execute(
        select(col(Entry.key), col(Revision.section), col(Revision.fields))
        .join(Revision, _newest())
        .join(Source, col(Source.id) == Entry.source_id)
        .where(col(Source.kind) == source.kind, col(Source.title) == source.title)
        .where(col(Source.edition) == source.edition)
    )
    kept = {key: (section, fields) for key, section, fields in rows}
    drafts = (
        _filled(draft, *kept[draft.key]) if draft.key in kept else draft for draft in parsed.drafts
    )
    return replace(parsed, source=source, drafts=tuple(drafts))


def _filled(draft: Draft, section: str, fields: Mapping[str, str]) -> Draft:
    hidden = {name: said for name, said in fields.items() if name not in FIELDS}
    found = hidden | dict(draft.fields)
    if draft.section != fields.get("topic", section):
        return replace(draft, fields=found)
    found.pop("topic", "")  # it is as it was, in the one place or the other
    topic = {"topic": fields["topic"]} if "topic" in fields else {}
    return replace(draft, section=section, fields=found | topic)


def _newest() -> ColumnElement[bool]:
    return and_(col(Revision.entry_id) == Entry.id, col(Revision.number) == Entry.latest)


def _rows(session: Session) -> Iterator[tuple[str, ...]]:
    entries = session.execute(
        select(Entry, Revision, Source, RevisionMemo, EntryStanding)
        .join(Revision, _newest())
        .join(Source, col(Source.id) == Entry.source_id)
        .outerjoin(RevisionMemo, col(RevisionMemo.revision_id) == Revision.id)
        .outerjoin(EntryStanding, col(EntryStanding.entry_id) == Entry.id)
        .where(col(Entry.kind) == Kind.FAQ)
        .order_by(col(Entry.id))
    )
    asked = _phrases(session)
    for entry, revision, source, memo, standing in entries:
        days = memo or entry  # a draft's own days wait beside it
        phrases, negatives = asked.get(revision.id, ((), ()))
        yield (
            revision.title,
            "\n".join(phrases),
            revision.text,
            "\n".join(f"《{law}》{article}" for law, article in revision.citations),
            revision.fields.get("topic", revision.section),
            _day(days.valid_until and days.valid_until - timedelta(days=1)),
            _day(days.valid_from),
            "\n".join(negatives),
            revision.fields.get("hotline", ""),
            revision.fields.get("checked_on", ""),
            revision.fields.get("note", ""),
            list_name(source.title, source.edition),
            entry.key,
            _state(entry, standing),
        )


def _phrases(session: Session) -> dict[int, tuple[list[str], list[str]]]:
    """Every wording by its revision: those that ask for it, and those that mean another."""
    newest = (
        select(col(Revision.id))
        .join(Entry, (col(Entry.id) == Revision.entry_id) & (col(Entry.latest) == Revision.number))
        .where(col(Entry.kind) == Kind.FAQ)
    )
    found: dict[int, tuple[list[str], list[str]]] = {}
    rows = select(Phrase).where(col(Phrase.revision_id).in_(newest)).order_by(col(Phrase.id))
    for phrase in session.scalars(rows):
        found.setdefault(phrase.revision_id, ([], []))[phrase.negative].append(phrase.text)
    return found


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def _state(entry: Entry, standing: EntryStanding | None) -> str:
    state = state_of(entry, standing)
    if state is EntryState.DRAFT and entry.published is None:
        return "草稿"
    return _STATES[state]
