"""Where a flow stands, kept in the database so that any process goes on with it."""

import asyncio
from collections.abc import Callable, Mapping
from contextvars import ContextVar
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import JSON, Column, delete
from sqlmodel import Field, Session, SQLModel, col

from jobs.delivery.ledger import Ledger
from knowledge.database import Database

IDLE = timedelta(days=1)  # a flow that nobody went on with for so long is over

handling: ContextVar[str] = ContextVar("handling", default="")  # names the message in hand


class OpenFlow(SQLModel, table=True):
    """The flow one person is in at one address.

    `marker` is the message that changed it last and `before` how it stood then: a message that is
    handled again after a crash finds it as it was the first time.
    """

    __tablename__ = "open_flow"

    channel: str = Field(primary_key=True)
    address: str = Field(primary_key=True)
    person: str = Field(primary_key=True)
    name: str
    state: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    marker: str = ""
    before: dict[str, Any] = Field(sa_column=Column(JSON, nullable=False))
    changed_at: datetime = Field(index=True)


@dataclass(frozen=True, slots=True)
class Flow:
    """Which flow it is and all that it has to remember, as plain JSON values."""

    name: str
    state: Mapping[str, Any] = field(default_factory=dict)


class Flows:
    """The flows of one channel: one for each person at each address."""

    def __init__(
        self, database: Database, ledger: Ledger, channel: str, *, clock: Callable[[], datetime]
    ) -> None:
        self._database, self._ledger = database, ledger
        self._channel, self._clock = channel, clock

    async def get(self, address: object, person: object) -> Flow | None:
        """Give the flow that is open, as it stood before the message in hand changed it."""
        key, now, marker = self._key(address, person), self._clock(), handling.get()

        def work() -> Flow | None:
            with self._database.reading() as session:
                return _read(session.get(OpenFlow, key), now=now, marker=marker)

        return await asyncio.to_thread(work)

    async def keep(self, address: object, person: object, flow: Flow | None) -> None:
        """Keep where a flow stands; nothing ends it."""
        key, now, marker = self._key(address, person), self._clock(), handling.get()
        await self._ledger.write(
            lambda session: keep_flow(session, key, flow, now=now, marker=marker)
        )

    async def end(self, address: object, person: object) -> None:
        """End the flow that is open, if one is."""
        await self.keep(address, person, None)

    def _key(self, address: object, person: object) -> tuple[str, str, str]:
        return self._channel, str(address), str(person)


def keep_flow(
    session: Session,
    key: tuple[str, str, str],
    flow: Flow | None,
    *,
    now: datetime,
    marker: str = "",
) -> None:
    """Keep where a flow stands, in the caller's transaction; channel, address, person name it."""
    row = session.get(OpenFlow, key)
    if row is None:
        if flow is None:
            return
        row = OpenFlow(
            **dict(zip(("channel", "address", "person"), key, strict=True)),
            name="",
            state={},
            before={},
            changed_at=now,
        )
    if not marker or row.marker != marker:
        row.before = {"name": row.name, "state": row.state, "at": row.changed_at.isoformat()}
    row.name, row.state = (flow.name, dict(flow.state)) if flow else ("", {})
    row.marker, row.changed_at = marker, now
    session.add(row)


def erase_flows(session: Session, channel: str, address: str) -> None:
    """Forget every flow at an address."""
    session.execute(
        delete(OpenFlow).where(col(OpenFlow.channel) == channel, col(OpenFlow.address) == address)
    )


def erase_idle(session: Session, *, now: datetime) -> None:
    """Forget the flows that nobody went on with."""
    session.execute(delete(OpenFlow).where(col(OpenFlow.changed_at) < now - IDLE))


def _read(row: OpenFlow | None, *, now: datetime, marker: str) -> Flow | None:
    if row is None:
        return None
    name, state, changed_at = row.name, row.state, row.changed_at
    if marker and row.marker == marker:
        name, state = str(row.before["name"]), row.before["state"]
        changed_at = datetime.fromisoformat(row.before["at"])
    return Flow(name, state) if name and changed_at >= now - IDLE else None
