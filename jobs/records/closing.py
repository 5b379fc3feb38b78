"""Closing a gap: a new question with its answer, another wording of an old one, or none of ours."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import select, update
from sqlmodel import Session, col

from jobs.records.exchanges import Exchange
from jobs.records.gaps import Gap, GapState, find_gap, spoken
from jobs.records.masking import mask
from knowledge.audit import note
from knowledge.drafts import Citation, Draft, Kind, Parsed, SourceFacts
from knowledge.editions import take_in
from knowledge.entry_keeping import rewrite
from knowledge.entry_tables import EntryStanding, EntryState
from knowledge.entry_wordings import working
from knowledge.errors import BadInput, NotAllowed, NotFound
from knowledge.publishing import publish_entries
from knowledge.tables import Entry, Source
from knowledge.wording import bare

SOURCE = SourceFacts("居民问过的问题", "faq")
ADDED = "加上居民的问法"
MAX_TITLE = 60
MAX_WORDINGS = 20
_ASKED = (Kind.FAQ, Kind.GUIDE)


def answer_gap(
    session: Session,
    gap_id: int,
    *,
    answer: str,
    by: str,
    now: datetime,
    title: str = "",
    citations: Sequence[Citation] = (),
) -> int:
    """Turn a gap into a draft of a new question with its answer, and give the entry's number.

    It answers nobody until it is published.
    """
    gap = _open_gap(session, gap_id, by=by)
    said = wordings(session, gap)
    title, answer = title.strip() or said[0], answer.strip()
    if not answer:
        raise BadInput("请写上答案。")
    if len(title) > MAX_TITLE:
        raise BadInput(f"问题太长，请另写一个不超过 {MAX_TITLE} 个字的标题。")
    others = tuple(text for text in said if bare(text) != bare(title))
    draft = Draft(Kind.FAQ, bare(title), title, answer, phrases=others, citations=tuple(citations))
    take_in(session, Parsed(SOURCE, (draft,)), by=by, now=now, publish=False)
    entry = session.scalars(
        select(Entry)
        .join(Source, col(Source.id) == Entry.source_id)
        .where(col(Source.title) == SOURCE.title, col(Source.kind) == SOURCE.kind)
        .where(col(Entry.key) == draft.key)
    ).one()
    _close(session, gap, GapState.ANSWERED, by=by, now=now, entry=entry)
    note(session, "answer", f"gap:{gap.id}", by=by.strip(), at=now, detail={"entry": entry.id})
    return entry.id or 0


def add_wording(
    session: Session,
    gap_id: int,
    *,
    entry_id: int,
    by: str,
    now: datetime,
    publish: bool = False,
) -> None:
    """Close a gap by giving its wordings to an entry that answers them.

    That makes a draft beside what is published; with `publish` it answers at once, unless
    somebody else's unreviewed draft would be published with it.
    """
    gap = _open_gap(session, gap_id, by=by)
    entry = session.get(Entry, entry_id)
    if entry is None:
        raise NotFound(f"没有编号为 {entry_id} 的条目。")
    if entry.kind not in _ASKED:
        raise NotAllowed("只有问答和办事指南可以增加问法。")
    if publish and entry.published not in (None, entry.latest):
        raise NotAllowed("这个条目还有没审完的草稿，不能直接发布。请先处理草稿。")
    if publish and entry.published is None:
        raise NotAllowed("这个条目还没有发布过，不能直接发布。请先送审。")
    _refuse_held(session, entry)
    draft = working(session, entry).draft
    known = {bare(text) for text in (draft.title, *draft.phrases)}
    fresh = [text for text in wordings(session, gap) if bare(text) not in known]
    if fresh:
        more = replace(draft, phrases=(*draft.phrases, *fresh))
        rewrite(session, entry_id, more, by=by, now=now, base=entry.latest, remark=ADDED)
    if publish and fresh:
        publish_entries(session, [entry])
    _close(session, gap, GapState.ANSWERED, by=by, now=now, entry=entry)
    detail = {"entry": entry_id, "wordings": len(fresh), "published": bool(publish and fresh)}
    note(session, "add_wording", f"gap:{gap.id}", by=by.strip(), at=now, detail=detail)


def answered_by(session: Session, gap_id: int, *, entry_id: int, by: str, now: datetime) -> None:
    """Close a gap by an entry that somebody wrote for it, which waits for its review."""
    gap = _open_gap(session, gap_id, by=by)
    entry = session.get(Entry, entry_id)
    if entry is None:
        raise NotFound(f"没有编号为 {entry_id} 的条目。")
    _close(session, gap, GapState.ANSWERED, by=by, now=now, entry=entry)
    note(session, "answer", f"gap:{gap.id}", by=by.strip(), at=now, detail={"entry": entry_id})


def dismiss_gap(session: Session, gap_id: int, *, by: str, now: datetime, reason: str) -> None:
    """Put a gap aside that needs no answer; asked again it counts on, and stays aside."""
    gap = _open_gap(session, gap_id, by=by)
    if not reason.strip():
        raise BadInput("请写上不处理的原因。")
    _close(session, gap, GapState.DISMISSED, by=by, now=now, reason=reason.strip())
    detail = {"reason": mask(reason.strip())}
    note(session, "dismiss", f"gap:{gap.id}", by=by.strip(), at=now, detail=detail)


def wordings(session: Session, gap: Gap) -> list[str]:
    """Give the different ways a gap was asked in, without personal numbers, its own first."""
    rows = session.scalars(
        select(col(Exchange.question))
        .where(col(Exchange.gap_id) == gap.id)
        .order_by(col(Exchange.asked_at))
        .limit(50 * MAX_WORDINGS)
    )
    found = {bare(spoken(text)): spoken(text).strip() for text in [*rows][::-1]}
    first = spoken(gap.question).strip()
    rest = [text for key, text in reversed(found.items()) if key and key != bare(first)]
    return [first, *(text for text in rest if len(text) <= MAX_TITLE)][:MAX_WORDINGS]


def _open_gap(session: Session, gap_id: int, *, by: str) -> Gap:
    if not by.strip():
        raise BadInput("请写上处理人的姓名。")
    gap = find_gap(session, gap_id)
    if gap.state != GapState.OPEN:
        raise _closed_before(gap)
    return gap


def _closed_before(gap: Gap) -> NotAllowed:
    done = "补上了答案" if gap.state == GapState.ANSWERED else "标为不处理"
    return NotAllowed(f"这个问题已经由{gap.closed_by}{done}。")


def _close(
    session: Session,
    gap: Gap,
    state: GapState,
    *,
    by: str,
    now: datetime,
    entry: Entry | None = None,
    reason: str = "",
) -> None:
    """Close it last of all, so that whoever asks meanwhile waits only for a moment."""
    values: dict[str, Any] = {"closed_by": by.strip(), "closed_at": now, "reason": reason}
    answer = {"entry_id": entry.id, "revision": entry.latest} if entry else {}
    closed = session.execute(
        update(Gap)
        .where(col(Gap.id) == gap.id, col(Gap.state) == GapState.OPEN)
        .values(state=str(state), **values, **answer)
        .returning(col(Gap.id))
    ).first()
    if closed is None:  # a colleague was faster
        session.refresh(gap)
        raise _closed_before(gap)
    session.refresh(gap)


def _refuse_held(session: Session, entry: Entry) -> None:
    """What is being reviewed stays as its reviewers see it, and what was withdrawn is at rest."""
    standing = session.get(EntryStanding, entry.id)
    if standing is None or standing.revision != entry.latest:
        return
    if standing.state == EntryState.REVIEW:
        raise NotAllowed("这个条目正在审核，等审完再加问法，或者先请审核人退回。")
    if standing.state == EntryState.WITHDRAWN:
        raise NotAllowed("这个条目已经撤下，不再回答居民。请换一条，或者写一条新的。")
