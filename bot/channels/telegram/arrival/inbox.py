"""The inbox: updates are in it before Telegram is answered, and are worked off chat by chat."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from sqlalchemy import bindparam, delete, func, or_, text, update
from sqlmodel import Session, col, select

from bot.channels.telegram.arrival import chat_leases
from bot.channels.telegram.arrival.flood import without_flood
from bot.channels.telegram.arrival.updates import Stage, StoredUpdate
from jobs.records.alerts import raise_alert

TRIES = 3
KEPT = timedelta(hours=48)  # Telegram repeats an update for 24 hours at most
AWAY = timedelta(seconds=30)  # a chat rests so long when Telegram does not take a reply
MOST_LOOKED_AT = 500
ALERT = "unhandled"
SET_ASIDE = (
    "一条 Telegram 消息处理了 {tries} 次都没有成功，先放到一边了（编号 {number}，{error}）。"
)
CRASHED = "Crashed"

_UPDATES = StoredUpdate.metadata.tables["telegram_update"]
_WAITING = col(StoredUpdate.state) == Stage.WAITING
_INSERT = text(
    "INSERT INTO telegram_update"
    " (bot, update_id, chat, body, urgent, received_at, tries, state, error)"
    " VALUES (:bot, :update_id, :chat, :body, :urgent, :now, 0, 'waiting', '')"
    " ON CONFLICT (bot, update_id) DO NOTHING"
).bindparams(bindparam("now", type_=_UPDATES.c.received_at.type))


class LeaseGone(Exception):
    """Another process works on this chat now; nothing of ours counts any more."""


class Ending(StrEnum):
    """What became of an update in hand."""

    DONE = "done"
    FAILED = "failed"
    AWAY = "away"  # Telegram did not take a reply for long: not at once again
    PUT_BACK = "put back"  # it was not over when we had to stop: that was no try


@dataclass(frozen=True, slots=True)
class Arrival:
    """An update of a bot as it came in, not yet stored."""

    bot: int
    update_id: int
    chat: str
    body: str
    urgent: bool = False


@dataclass(frozen=True, slots=True)
class InHand:
    """An update to be handled now; before it `flooded` others of the same person were left out."""

    bot: int
    update_id: int
    chat: str
    body: str
    tries: int
    flooded: int = 0


def take_in(session: Session, arrivals: Sequence[Arrival], *, now: datetime) -> int:
    """Store what is new and count it; what came before adds nothing."""
    connection = session.connection()
    return sum(connection.execute(_INSERT, asdict(one) | {"now": now}).rowcount for one in arrivals)


def claim(
    session: Session, bot: int, *, owner: str, most: int, urgent: bool = False, now: datetime
) -> list[InHand]:
    """Take chats that nobody works on, and the oldest update of each."""
    chats = chat_leases.take_chats(session, bot, owner=owner, most=most, urgent=urgent, now=now)
    found = [(chat, _begin(session, bot, chat, now=now)) for chat in chats]
    for chat, task in found:
        if task is None:
            chat_leases.give_up(session, chat, owner=owner)
    return [task for _chat, task in found if task]


def go_on(
    session: Session,
    task: InHand,
    ending: Ending,
    *,
    owner: str,
    now: datetime,
    error: str = "",
    more: bool = True,
) -> InHand | None:
    """Note what became of an update, and begin the chat's next one; none lets the chat go.

    Raises `LeaseGone` if another works on the chat by now.
    """
    if not chat_leases.is_ours(session, task.chat, owner=owner, now=now):
        raise LeaseGone(task.chat)
    _note(session, task, ending, error=error, now=now)
    if ending is Ending.AWAY:
        chat_leases.rest(session, task.chat, owner=owner, until=now + AWAY)
        return None
    following = _begin(session, task.bot, task.chat, now=now) if more else None
    if following is None:
        chat_leases.give_up(session, task.chat, owner=owner)
    return following


def waiting(session: Session) -> int:
    """Count what has not been handled yet."""
    return session.exec(select(func.count()).where(_WAITING)).one()


def count_set_aside(session: Session) -> int:
    """Count what could not be handled and is kept for a look."""
    found = select(func.count()).where(col(StoredUpdate.state) == Stage.SET_ASIDE)
    return session.exec(found).one()


def newest(session: Session, bot: int) -> int | None:
    """Give the highest number that we have of a bot."""
    return session.exec(
        select(func.max(StoredUpdate.update_id)).where(col(StoredUpdate.bot) == bot)
    ).one()


def trim(session: Session, bot: int, *, now: datetime) -> None:
    """Forget what was over two days ago, and what was meant for a bot that we are no longer."""
    old, other = col(StoredUpdate.received_at) < now - KEPT, col(StoredUpdate.bot) != bot
    session.execute(delete(StoredUpdate).where(old, or_(~_WAITING, other)))


def erase_updates(session: Session, chat: str) -> None:
    """Wipe what is kept of a chat for a look: only the numbers stay, for two days."""
    session.execute(
        update(StoredUpdate)
        .where(col(StoredUpdate.chat) == chat, ~_WAITING)
        .values(body="", chat="", error="")
    )


def _begin(session: Session, bot: int, chat: str, *, now: datetime) -> InHand | None:
    """Give a chat's oldest update that waits, and count the try before it is made."""
    rows = session.exec(
        select(StoredUpdate)
        .where(_WAITING, col(StoredUpdate.bot) == bot, col(StoredUpdate.chat) == chat)
        .order_by(col(StoredUpdate.update_id))
        .limit(MOST_LOOKED_AT)
    ).all()
    kept, flooded = without_flood(rows)
    for row in flooded:
        _end(row)
    for row in kept:
        if row.tries < TRIES:
            row.tries += 1
            return InHand(bot, row.update_id, chat, row.body, row.tries, len(flooded))
        _set_aside(session, row, CRASHED, now=now)  # it took the process with it each time
    return None


def _note(session: Session, task: InHand, ending: Ending, *, error: str, now: datetime) -> None:
    row = session.get(StoredUpdate, (task.bot, task.update_id))
    if row is None or row.state != Stage.WAITING:
        return
    if ending is Ending.DONE:
        _end(row)
    elif ending is Ending.PUT_BACK:
        row.tries -= 1
    elif row.tries >= TRIES:
        _set_aside(session, row, error, now=now)


def _end(row: StoredUpdate) -> None:
    """Leave only the number, by which a repeated one is known."""
    row.state, row.chat, row.body = Stage.DONE, "", ""


def _set_aside(session: Session, row: StoredUpdate, error: str, *, now: datetime) -> None:
    row.state, row.error = Stage.SET_ASIDE, error
    raise_alert(
        session,
        ALERT,
        excerpt=SET_ASIDE.format(tries=row.tries, number=row.update_id, error=error),
        channel="telegram",
        conversation=f"telegram:{row.chat}",
        at=now,
    )
