"""Saying how good an answer was, so that the next one is better."""

from datetime import datetime

from sqlmodel import Session, select

from jobs.records.exchanges import Exchange, find_exchange
from jobs.records.gaps import spoken
from jobs.records.masking import mask
from jobs.records.verdicts import About, CheckedAnswer, Grade
from knowledge.audit import note
from knowledge.errors import BadInput, NotAllowed, NotFound
from knowledge.labels import label
from knowledge.review import signed_name
from knowledge.tables import Entry

MAX_REMARK = 500
_UNFIT = "这句话就是该条目自己的问法，不能记成答错。请打开条目修改答案，或把这句问法移给对的条目。"


def judge(
    session: Session,
    exchange_id: str,
    *,
    about: About,
    grade: Grade,
    by: str,
    now: datetime,
    right_entry: int | None = None,
    remark: str = "",
) -> CheckedAnswer:
    """Keep how good an answer was; what is right and wrong counts in every search from now on.

    A wrong one may name the entry that would have been right. A later word replaces the first.
    """
    name, exchange = signed_name(by), find_exchange(session, exchange_id)
    answered = exchange.entry_id
    if answered is None:
        raise NotAllowed("这次没有用条目回答，没有可以判断的答案。")
    if grade is Grade.RIGHT:
        right_entry = answered
    elif right_entry == answered and grade is Grade.WRONG:
        raise BadInput("选的正是这次用的条目。如果它答得对，请选“对”。")
    if right_entry is not None and session.get(Entry, right_entry) is None:
        raise NotFound("选的条目已经不在了，请另选一条。")
    row = _keep(session, exchange, about, grade, right_entry, remark, by=name, now=now)
    _teach(session, exchange, grade, right_entry, by=name, now=now)
    return row


def settle(
    session: Session, exchange_id: str, *, about: About, by: str, now: datetime, remark: str = ""
) -> CheckedAnswer:
    """Take an answer off the list of those to look at, without a word on how good it was."""
    name, exchange = signed_name(by), find_exchange(session, exchange_id)
    return _keep(session, exchange, about, Grade.SETTLED, None, remark, by=name, now=now)


def _keep(
    session: Session,
    exchange: Exchange,
    about: About,
    grade: Grade,
    right_entry: int | None,
    remark: str,
    *,
    by: str,
    now: datetime,
) -> CheckedAnswer:
    known = select(CheckedAnswer).where(
        CheckedAnswer.exchange_id == exchange.id, CheckedAnswer.about == about
    )
    row = session.exec(known).first() or CheckedAnswer(
        exchange_id=exchange.id,
        about=about,
        question=exchange.question,
        entry_id=exchange.entry_id,
        grade=grade,
        by=by,
        made_at=now,
    )
    row.grade, row.right_entry_id, row.by, row.made_at = grade, right_entry, by, now
    row.remark = mask(remark.strip())[:MAX_REMARK]
    session.add(row)
    session.flush()
    detail = {"grade": grade, "right": right_entry, "entry": exchange.entry_id}
    note(session, "judge", f"answer:{exchange.id}", by=by, at=now, detail=detail)
    return row


def _teach(
    session: Session,
    exchange: Exchange,
    grade: Grade,
    right_entry: int | None,
    *,
    by: str,
    now: datetime,
) -> None:
    """Let the question count for the right entry and against the wrong one."""
    said, answered = spoken(exchange.question), exchange.entry_id
    if grade is Grade.WRONG and answered is not None:
        try:
            label(session, said, answered, good=False, by=by, now=now)
        except NotAllowed as error:
            raise NotAllowed(_UNFIT) from error
    if right_entry is not None:
        label(session, said, right_entry, good=True, by=by, now=now)
