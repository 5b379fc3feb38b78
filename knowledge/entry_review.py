"""三审三校 of entries: handed in, passed step by step by different people, published, withdrawn."""

from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from knowledge.audit import note
from knowledge.drafts import ASKED, Kind
from knowledge.entry_standing import Stand, hold, stands
from knowledge.entry_tables import EntryStanding, EntryState, EntryStep
from knowledge.errors import BadInput, NotAllowed
from knowledge.publishing import next_stamp, publish_entries
from knowledge.review import check_remark, check_step, signed_name
from knowledge.tables import Entry

Seen = tuple[int, int]


def subject(entry_id: int) -> str:
    """Name an entry in the record of acts."""
    return f"entry:{entry_id}"


def hand_in(
    session: Session, entry_id: int, *, by: str, now: datetime, seen: Seen | None = None
) -> None:
    """Hand the newest wording of an entry in for review, also one that was withdrawn."""
    (one,) = hold(session, [entry_id], seen=seen)
    refuse_handing_in(one)
    name = signed_name(by)
    place(session, one, EntryState.REVIEW, by=name, now=now)
    detail = {"revision": one.entry.latest}
    note(session, "submit", subject(entry_id), by=name, at=now, detail=detail)


def pass_step(
    session: Session,
    entry_id: int,
    *,
    by: str,
    now: datetime,
    steps_needed: int,
    remark: str = "",
    seen: Seen | None = None,
) -> bool:
    """Take the next step; the last one publishes, and that is said."""
    (one,) = hold(session, [entry_id], steps_needed=steps_needed, seen=seen)
    step = one.review.next_step
    name = take_step(session, one, by=by, now=now, remark=remark)
    last = one.review.next_is_last
    if last:
        publish_entries(session, [one.entry])
    detail = {"revision": one.entry.latest, "step": step, "last": last}
    note(session, "approve", subject(entry_id), by=name, at=now, detail=detail)
    return last


def send_back(
    session: Session,
    entry_id: int,
    *,
    by: str,
    now: datetime,
    remark: str,
    seen: Seen | None = None,
) -> None:
    """Give a wording back to whoever wrote it, with a remark on what to change."""
    (one,) = hold(session, [entry_id], seen=seen)
    _refuse_stepping(one)
    remark, name = check_remark(remark), signed_name(by)
    _add_step(session, one, passed=False, by=name, remark=remark, now=now)
    place(session, one, EntryState.DRAFT, by=name, now=now, reason=remark)
    detail = {"revision": one.entry.latest, "remark": remark}
    note(session, "send_back", subject(entry_id), by=name, at=now, detail=detail)


def withdraw(session: Session, entry_id: int, *, by: str, now: datetime, reason: str) -> None:
    """Let an entry answer no more, whatever waits beside it; only review brings it back."""
    (one,) = hold(session, [entry_id])
    if Kind(one.entry.kind) not in ASKED:
        raise NotAllowed("法律条文和报告随原文一起生效、失效，不能单独撤下。")
    if one.entry.published is None:
        raise NotAllowed("这一条现在没有在回答，不用撤下。")
    if not reason.strip():
        raise BadInput("撤下要写明原因，让同事知道为什么不再这样回答。")
    name = signed_name(by)
    detail = {"revision": one.entry.published, "reason": reason.strip()}
    place(session, one, EntryState.WITHDRAWN, by=name, now=now, reason=reason.strip())
    one.entry.published, one.entry.stamp = None, next_stamp(session)
    session.add(one.entry)
    session.flush()
    note(session, "withdraw", subject(entry_id), by=name, at=now, detail=detail)


def decline(
    session: Session,
    entry_id: int,
    *,
    by: str,
    now: datetime,
    reason: str,
    seen: Seen | None = None,
) -> None:
    """Put a draft aside; what is published goes on answering."""
    (one,) = hold(session, [entry_id], seen=seen)
    if one.state not in (EntryState.DRAFT, EntryState.REVIEW):
        raise NotAllowed("只有草稿和正在审核的修改才能不采用。")
    if not reason.strip():
        raise BadInput("不采用要写明原因。")
    name = signed_name(by)
    place(session, one, EntryState.DECLINED, by=name, now=now, reason=reason.strip())
    detail = {"revision": one.entry.latest, "reason": reason.strip()}
    note(session, "decline", subject(entry_id), by=name, at=now, detail=detail)


def waiting_for(
    session: Session, name: str, *, steps_needed: int, reviews: bool, publishes: bool
) -> list[Stand]:
    """List the entries whose next step a person may take, the first handed in first.

    `publishes` says whether they may take last steps, `reviews` whether all others.
    """
    who = signed_name(name)
    waiting = session.scalars(
        select(Entry)
        .join(EntryStanding, col(EntryStanding.entry_id) == Entry.id)
        .where(
            col(EntryStanding.state) == EntryState.REVIEW,
            col(EntryStanding.revision) == Entry.latest,
            col(Entry.published).is_distinct_from(Entry.latest),
        )
        .order_by(col(EntryStanding.at), col(Entry.id))
    ).all()
    return [
        one
        for one in stands(session, waiting, steps_needed=steps_needed)
        if (publishes if one.review.next_is_last else reviews)
        and who not in map(signed_name, (*one.review.writers, *one.review.passed))
    ]


def refuse_handing_in(one: Stand) -> None:
    """Raise `NotAllowed` for what cannot be handed in."""
    if one.sent_back:
        raise NotAllowed("这一稿已经退回，请先按意见改好再送审。")
    if one.state in (EntryState.DRAFT, EntryState.WITHDRAWN):
        return
    raise NotAllowed(
        {
            EntryState.REVIEW: "这一条已经在审核了。",
            EntryState.ANSWERING: "这一条已经发布，没有新的修改要审。",
            EntryState.DECLINED: "这一稿已经定为不采用；要用请先改好，再送审。",
        }[one.state]
    )


def take_step(session: Session, one: Stand, *, by: str, now: datetime, remark: str = "") -> str:
    """Take the next step of one entry, and give the name it was taken under."""
    _refuse_stepping(one)
    name = check_step(one.review, by)
    _add_step(session, one, passed=True, by=name, remark=remark.strip(), now=now)
    if one.review.next_is_last:
        place(session, one, EntryState.ANSWERING, by=name, now=now)
    return name


def place(
    session: Session, one: Stand, state: EntryState, *, by: str, now: datetime, reason: str = ""
) -> None:
    """Write down what was decided on an entry's newest wording."""
    row = one.standing or EntryStanding(
        entry_id=one.id, revision=one.entry.latest, state=state, by=by, at=now
    )
    row.revision, row.state, row.by, row.at, row.reason = one.entry.latest, state, by, now, reason
    if state is EntryState.ANSWERING:
        row.reviewed = one.entry.latest
    elif one.entry.published:
        row.reviewed = one.entry.published
    if state is EntryState.REVIEW:
        row.after = one.last_step
    session.add(row)


def _refuse_stepping(one: Stand) -> None:
    if one.state is EntryState.REVIEW:
        return
    raise NotAllowed(
        {
            EntryState.DRAFT: "这一条还是草稿，送审以后才能审核。",
            EntryState.ANSWERING: "这一条已经审核通过并发布。",
            EntryState.DECLINED: "这一稿已经定为不采用。",
            EntryState.WITHDRAWN: "这一条已经撤下，重新送审以后才能审核。",
        }[one.state]
    )


def _add_step(
    session: Session, one: Stand, *, passed: bool, by: str, remark: str, now: datetime
) -> None:
    session.add(
        EntryStep(
            entry_id=one.id,
            revision=one.entry.latest,
            passed=passed,
            by=by,
            remark=remark,
            at=now,
        )
    )
