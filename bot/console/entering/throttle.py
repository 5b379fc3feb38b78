"""Throttling: who has failed to sign in waits, longer each time, and never for good."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from ipaddress import IPv6Address, ip_address

from sqlalchemy import delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Field, Session, SQLModel, col, select

FREE = {"name": 5, "place": 5, "address": 30}  # tries before the first wait
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)
FORGOTTEN = timedelta(hours=24)  # after so long without a try they are counted from none
ONE_LESS_AFTER = timedelta(minutes=2)  # of an address: a whole office may share one
KNOWN_FOR = timedelta(days=30)
NEIGHBOURS = 64  # bits of an IPv6 address that one household shares


class LoginTry(SQLModel, table=True):
    """How often an account or an address has tried; of both only digests are kept."""

    __tablename__ = "login_try"

    key: str = Field(primary_key=True)
    tries: int = 0
    last_at: datetime = Field(index=True)
    until: datetime


@dataclass(frozen=True, slots=True)
class Trier:
    """An account as it was typed, and where from."""

    name: str
    address: str

    @property
    def place(self) -> str:
        """The key of this account at this address, from which it may have been entered before."""
        return _key("place", f"{self.name}\n{self.address}")


def count_try(session: Session, trier: Trier, *, now: datetime) -> timedelta:
    """Count a try before it is made and give no time at all, or count none and tell the wait.

    Where a person got in lately they have a count of their own, so that strangers who fail on
    their account, or behind the same address, keep nobody out.
    """
    rows = _locked(session, sorted(_keys(session, trier, now=now)), now=now)
    wait = max(row.until for row in rows) - now
    if wait > timedelta():
        return wait
    for row in rows:
        row.tries = _remembered(row, now=now) + 1
        row.last_at, row.until = now, now + _pause(row)
    session.flush()
    return timedelta()


def take_back(session: Session, trier: Trier, *, now: datetime) -> None:
    """Take the last try back: it was right, though there is more to prove."""
    for row in _locked(session, sorted(_keys(session, trier, now=now)), now=now):
        row.tries, row.until = max(0, row.tries - 1), now
    session.flush()


def forgive(session: Session, trier: Trier, *, now: datetime) -> None:
    """Forget the tries of somebody who got in, and know them again in the same place.

    Of the address only their own are taken back: else one account would open it for guessing.
    """
    keys = _keys(session, trier, now=now)
    for row in _locked(session, sorted(keys | {trier.place}), now=now):
        row.tries = max(0, row.tries - 1) if row.key.startswith("address") else 0
        row.until = now
        if row.key == trier.place:
            row.last_at = now
    _sweep(session, now=now)


def _sweep(session: Session, *, now: datetime) -> None:
    """Drop what counts for nothing any more."""
    is_place = col(LoginTry.key).startswith("place:")
    lasting = ((is_place, KNOWN_FOR), (~is_place, FORGOTTEN))
    for kind, long in lasting:
        session.execute(delete(LoginTry).where(kind, col(LoginTry.last_at) <= now - long))


def _keys(session: Session, trier: Trier, *, now: datetime) -> set[str]:
    known = session.get(LoginTry, trier.place)
    is_known = known is not None and known.last_at > now - KNOWN_FOR
    if is_known:
        return {trier.place}
    return {_key("name", trier.name), _key("address", _household(trier.address))}


def _locked(session: Session, keys: Iterable[str], *, now: datetime) -> list[LoginTry]:
    """Give the rows of some keys, made where missing; nobody else changes them meanwhile."""
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    rows = []
    for key in keys:  # in the same order for all, so that nobody waits in a ring
        making = dialect.insert(LoginTry).values(key=key, tries=0, last_at=now, until=now)
        session.execute(making.on_conflict_do_nothing())
        locking = select(LoginTry).where(col(LoginTry.key) == key).with_for_update()
        rows.append(session.exec(locking.execution_options(populate_existing=True)).one())
    return rows


def _remembered(row: LoginTry, *, now: datetime) -> int:
    if row.last_at <= now - FORGOTTEN:
        return 0
    if row.key.startswith("address:"):
        return max(0, row.tries - (now - row.last_at) // ONE_LESS_AFTER)
    return row.tries


def _pause(row: LoginTry) -> timedelta:
    over = row.tries - FREE[row.key.partition(":")[0]]
    if over < 0:
        return timedelta()
    return min(LONGEST_WAIT, FIRST_WAIT * (1 << min(over, 10)))


def _key(kind: str, text: str) -> str:
    return f"{kind}:{hashlib.sha256(text.encode()).hexdigest()}"


def _household(address: str) -> str:
    try:
        found = ip_address(address)
    except ValueError:
        return address
    if isinstance(found, IPv6Address):
        return str(int(found) >> (128 - NEIGHBOURS))
    return str(found)
