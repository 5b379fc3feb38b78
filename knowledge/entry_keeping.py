"""Writing entries: new ones, newer wordings of old ones, and old wordings brought back."""

from dataclasses import replace
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from knowledge.audit import note
from knowledge.drafts import ASKED, Draft, Kind, Parsed, SourceFacts
from knowledge.editions import checksum, revise, take_in
from knowledge.entry_review import subject
from knowledge.entry_shape import fitting
from knowledge.entry_standing import Stand, hold
from knowledge.entry_tables import RevisionMemo
from knowledge.entry_wordings import Wording, wording, working
from knowledge.errors import BadInput, NotAllowed
from knowledge.importing.faq import question_key
from knowledge.review import signed_name
from knowledge.tables import Entry, Revision, Source

SOURCES = {
    Kind.FAQ: SourceFacts("本镇自己写的问答", "faq"),
    Kind.GUIDE: SourceFacts("本镇自己写的指南", "guide"),
}


class Outrun(NotAllowed):
    """Somebody saved another wording meanwhile; `theirs` is what they wrote."""

    def __init__(self, theirs: Wording) -> None:
        super().__init__(f"您打开以后，{theirs.by}已经另存了一稿。您写的还在，请对照后再存。")
        self.theirs = theirs


def write_new(session: Session, draft: Draft, *, by: str, now: datetime, remark: str = "") -> int:
    """Write a new question or guide as a draft, and give its number."""
    draft, name = fitting(draft), signed_name(by)
    source = SOURCES.get(draft.kind)
    if source is None:
        raise NotAllowed("这里只能写问答和办事指南；法律和报告请导入。")
    draft = replace(draft, key=_free_key(session, source, draft))
    take_in(session, Parsed(source, (draft,)), by=name, now=now, publish=False)
    entry = _by_key(session, source, draft.key)
    assert entry is not None, "it was just taken in"  # noqa: S101
    _remember(session, entry, remark)
    detail = {"title": draft.title, "revision": 1}
    note(session, "draft", subject(entry.id or 0), by=name, at=now, detail=detail)
    return entry.id or 0


def rewrite(
    session: Session,
    entry_id: int,
    draft: Draft,
    *,
    by: str,
    now: datetime,
    base: int,
    remark: str = "",
) -> int:
    """Give an entry a newer wording, and say its number; what is published goes on answering.

    `base` is the newest revision as the writer saw it: raises `Outrun` if there is a newer one.
    Words that say what they said before make no new revision.
    """
    (one,) = hold(session, [entry_id])
    entry = one.entry
    _refuse_kind(one)
    if base != entry.latest:
        raise Outrun(wording(session, entry, entry.latest))
    draft, name = fitting(replace(draft, kind=Kind(entry.kind), key=entry.key)), signed_name(by)
    before = working(session, entry)
    draft = replace(draft, fields=_kept_fields(before.draft, draft))
    if before.number == entry.latest and checksum(draft) == checksum(fitting(before.draft)):
        return entry.latest
    return _add(session, one, draft, name, now, action="edit", remark=remark)


def restore(
    session: Session, entry_id: int, number: int, *, by: str, now: datetime, base: int
) -> int:
    """Bring an old wording back as a new draft, to be reviewed like any other."""
    (one,) = hold(session, [entry_id])
    _refuse_kind(one)
    if base != one.entry.latest:
        raise Outrun(wording(session, one.entry, one.entry.latest))
    if number == one.entry.latest:
        raise NotAllowed("这就是最新的一稿，不用恢复。")
    old = wording(session, one.entry, number)
    remark = f"恢复第 {number} 稿"
    return _add(session, one, old.draft, signed_name(by), now, action="restore", remark=remark)


def _add(
    session: Session,
    one: Stand,
    draft: Draft,
    name: str,
    now: datetime,
    *,
    action: str,
    remark: str,
) -> int:
    voided = list(one.review.passed)
    number = revise(session, one.entry, draft, by=name, now=now)
    if one.entry.published is None:  # its days are those of its draft until something answers
        one.entry.valid_from, one.entry.valid_until = draft.valid_from, draft.valid_until
    _remember(session, one.entry, remark)
    detail = {"title": draft.title, "revision": number, "remark": remark, "voided": voided}
    note(session, action, subject(one.id), by=name, at=now, detail=detail)
    return number


def _remember(session: Session, entry: Entry, remark: str) -> None:
    """Keep why the newest revision was made."""
    memo = session.scalars(
        select(RevisionMemo)
        .join(Revision, col(Revision.id) == RevisionMemo.revision_id)
        .where(col(Revision.entry_id) == entry.id, col(Revision.number) == entry.latest)
    ).one()
    memo.remark = remark.strip()
    session.add(memo)
    session.flush()


def _refuse_kind(one: Stand) -> None:
    if Kind(one.entry.kind) not in ASKED:
        raise NotAllowed("法律条文和报告照原文收录，不能改写；有新文本请导入。")


def _kept_fields(before: Draft, draft: Draft) -> dict[str, str]:
    """Keep what the editor does not show, such as the number a guide's form has."""
    shown = ("topic", "hotline", "checked_on", "note")
    hidden = {name: text for name, text in before.fields.items() if name not in shown}
    return hidden | dict(draft.fields)


def _free_key(session: Session, source: SourceFacts, draft: Draft) -> str:
    """Name a new entry by its question; one that asks the very same is refused."""
    key = question_key(draft.title)
    taken = _by_key(session, source, key)
    if taken is None:
        return key
    if question_key(working(session, taken).draft.title) == key:
        raise BadInput("这一问已经有人写过了，请改那一条，不要再写一条。")
    number = 2
    while _by_key(session, source, f"{key}-{number}") is not None:
        number += 1
    return f"{key}-{number}"


def _by_key(session: Session, source: SourceFacts, key: str) -> Entry | None:
    return session.scalars(
        select(Entry)
        .join(Source, col(Source.id) == Entry.source_id)
        .where(
            col(Source.title) == source.title,
            col(Source.kind) == source.kind,
            col(Source.edition) == source.edition,
            col(Entry.key) == key,
        )
    ).first()
