"""Who works on what: one process at a time on a chat, and one that asks Telegram for updates."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from sqlalchemy import bindparam, delete, text, update
from sqlmodel import Session, col

from bot.channels.telegram.arrival.updates import TelegramLease

LEASE = timedelta(seconds=6)
MARGIN_SECONDS = 1.0  # we stop so long before another may begin

_UNTIL = TelegramLease.metadata.tables["telegram_lease"].c.until.type
_TIMES = [bindparam(name, type_=_UNTIL) for name in ("until", "now")]
_TAKE = text(
    "INSERT INTO telegram_lease (name, owner, until) VALUES (:name, :owner, :until)"
    " ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until"
    " WHERE telegram_lease.until < :now OR telegram_lease.owner = excluded.owner"
    " RETURNING name"
).bindparams(*_TIMES)
_TAKE_CHATS = """
INSERT INTO telegram_lease (name, owner, until)
SELECT waiting.chat, :owner, :until FROM (
    SELECT told.chat AS chat, MIN(told.update_id) AS oldest,
           MAX(CASE WHEN told.urgent THEN 1 ELSE 0 END) AS urgent
    FROM telegram_update AS told
    LEFT JOIN telegram_lease AS held ON held.name = told.chat
    WHERE told.bot = :bot AND told.state = 'waiting'
      AND (held.name IS NULL OR held.until < :now)
    GROUP BY told.chat
) AS waiting
WHERE waiting.urgent >= :urgent
ORDER BY waiting.urgent DESC, waiting.oldest LIMIT :most
ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, until = excluded.until
WHERE telegram_lease.until < :now
RETURNING name
"""
_TAKE_MANY = text(_TAKE_CHATS).bindparams(*_TIMES)
_LEASES = TelegramLease


def take(session: Session, name: str, *, owner: str, now: datetime) -> bool:
    """Take or renew the one lease of this name; False while another has it."""
    asked = {"name": name, "owner": owner, "now": now, "until": now + LEASE}
    return session.connection().execute(_TAKE, asked).scalar_one_or_none() is not None


def take_chats(
    session: Session, bot: int, *, owner: str, most: int, urgent: bool = False, now: datetime
) -> Sequence[str]:
    """Take chats in which updates wait and nobody works: danger first, then who waits longest."""
    asked: dict[str, object] = {"bot": bot, "owner": owner, "most": most, "urgent": int(urgent)}
    asked |= {"now": now, "until": now + LEASE}
    return session.connection().execute(_TAKE_MANY, asked).scalars().all()


def renew(session: Session, *, owner: str, now: datetime) -> set[str]:
    """Renew all that an owner has, and name what that is."""
    kept = (
        update(_LEASES)
        .where(col(_LEASES.owner) == owner)
        .values(until=now + LEASE)
        .returning(col(_LEASES.name))
    )
    return set(session.connection().execute(kept).scalars())


def is_ours(session: Session, name: str, *, owner: str, now: datetime) -> bool:
    """Renew a lease in the transaction that rests on it; False if another has it now."""
    kept = (
        update(_LEASES)
        .where(col(_LEASES.name) == name, col(_LEASES.owner) == owner)
        .values(until=now + LEASE)
    )
    return bool(session.connection().execute(kept).rowcount)


def give_up(session: Session, name: str, *, owner: str) -> None:
    """Let others have it at once."""
    session.connection().execute(
        delete(_LEASES).where(col(_LEASES.name) == name, col(_LEASES.owner) == owner)
    )


def rest(session: Session, name: str, *, owner: str, until: datetime) -> None:
    """Let nobody have it before a time."""
    session.connection().execute(
        update(_LEASES)
        .where(col(_LEASES.name) == name, col(_LEASES.owner) == owner)
        .values(owner="", until=until)
    )
