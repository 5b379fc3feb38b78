"""Opening a gap: again, after it was closed, or for an answer that was none."""

from datetime import datetime

from sqlalchemy import update
from sqlmodel import Session, col, select

from jobs.records.exchanges import Exchange, find_exchange
from jobs.records.gaps import Gap, GapState, find_gap, key_of, queue_up, spoken
from knowledge.audit import note
from knowledge.errors import BadInput, NotAllowed
from knowledge.wording import bare

_OPEN_AGAIN = {"state": str(GapState.OPEN), "closed_by": "", "closed_at": None, "reason": ""}
_NO_ANSWER = {"entry_id": None, "revision": None}


def reopen_gap(session: Session, gap_id: int, *, by: str, now: datetime) -> None:
    """Let a gap that was closed wait for staff again."""
    if not by.strip():
        raise BadInput("请写上处理人的姓名。")
    gap = find_gap(session, gap_id)
    if gap.state == GapState.OPEN:
        raise NotAllowed("这个问题本来就在等答案，不用重新打开。")
    was = str(gap.state)
    _open_again(session, gap)
    note(session, "reopen", f"gap:{gap_id}", by=by.strip(), at=now, detail={"was": was})


def gap_of(session: Session, exchange_id: str, *, by: str, now: datetime) -> int:
    """Give the open gap of a question that got the wrong answer, made where there is none."""
    queue_up(session)
    exchange = find_exchange(session, exchange_id)
    if not bare(spoken(exchange.question)):
        raise BadInput("这句话里没有可以回答的内容。")
    gap = _gap_of(session, exchange)
    if gap is None:
        gap = _new_gap(exchange)
        session.add(gap)
        session.flush()
        note(session, "add", f"gap:{gap.id}", by=by.strip(), at=now)
    elif gap.state != GapState.OPEN:
        reopen_gap(session, gap.id or 0, by=by, now=now)
    exchange.gap_id = gap.id
    session.add(exchange)
    session.flush()
    return gap.id or 0


def _gap_of(session: Session, exchange: Exchange) -> Gap | None:
    if exchange.gap_id is not None:
        return find_gap(session, exchange.gap_id)
    return session.exec(select(Gap).where(Gap.key == key_of(exchange.question))).first()


def _new_gap(exchange: Exchange) -> Gap:
    return Gap(
        key=key_of(exchange.question),
        question=exchange.question,
        first_at=exchange.asked_at,
        last_at=exchange.asked_at,
    )


def _open_again(session: Session, gap: Gap) -> None:
    session.execute(update(Gap).where(col(Gap.id) == gap.id).values(**_OPEN_AGAIN, **_NO_ANSWER))
    session.refresh(gap)
