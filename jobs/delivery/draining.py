"""Draining a lane: the one piece of delivery code, the same on every database."""

import asyncio
import math
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

import structlog
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session

from jobs.delivery.aftermath import follow_up
from jobs.delivery.claims import Claimed, claim, past, record
from jobs.delivery.leases import LEASE, MARGIN_SECONDS, Lease, LeaseLost, give_up, keep, take
from jobs.delivery.ledger import Ledger
from jobs.delivery.outcomes import Item, Outcome
from jobs.delivery.pacing import Pace
from jobs.delivery.packing import Packer
from jobs.delivery.sending import Sender
from jobs.delivery.trying import Trier

WINDOW = 8  # messages on their way at once in a lane: what a crash may repeat
REFILL = 4  # places that must be free before more is claimed
RENEW_SECONDS = LEASE.total_seconds() / 3
PATIENCE_SECONDS = 2.0  # a lane with nothing to do for longer is let go
NAP_SECONDS = 0.2
BROKEN_SECONDS = 0.5  # between tries to reach a database that does not answer

log = structlog.get_logger(__name__)


@dataclass(frozen=True)
class Desk:
    """What a server of lanes works with; `stopping` is set when the program ends."""

    ledger: Ledger
    packer: Packer
    owner: str
    clock: Callable[[], datetime]
    stopping: asyncio.Event = field(default_factory=asyncio.Event)


async def drain(lane: str, sender: Sender, desk: Desk) -> None:
    """Serve a lane until it has nothing to do for a while, is closed, or belongs to another."""
    began, now, pace = time.monotonic(), desk.clock(), Pace(sender.limits)

    def open_lane(session: Session) -> tuple[int, list[tuple[int, datetime]]]:
        epoch = take(session, lane, owner=desk.owner, now=now)
        return epoch, past(session, lane, seconds=pace.memory, now=now) if epoch else []

    epoch, sent = await desk.ledger.write(open_lane)
    if not epoch:
        return
    pace.remember((group, began - (now - ended).total_seconds()) for group, ended in sent)
    await _Service(Lease(lane, desk.owner, epoch, _deadline(began)), sender, desk, pace).run()


class _Service:
    """One turn of serving one lane."""

    def __init__(self, lease: Lease, sender: Sender, desk: Desk, pace: Pace) -> None:
        self._lease, self._desk, self._pace = lease, desk, pace
        self._trier = Trier(sender, desk.packer, lease=lease, pace=pace, clock=desk.clock)
        self._going: dict[asyncio.Task[Outcome], Item] = {}
        self._done: list[Outcome] = []
        self._renewed = time.monotonic()
        self._closed_until: datetime | None = None

    async def run(self) -> None:
        """Send and record until there is a reason to stop; then let the lane go."""
        try:
            while await self._step():
                pass
            await self._let_go()
        except LeaseLost:
            log.warning("lane_lost", lane=self._lease.lane)
        finally:
            for task in self._going:
                task.cancel()

    async def _step(self) -> bool:
        """Exchange with the database, wait for something to happen, and say whether to go on."""
        stopping, claimed = self._desk.stopping.is_set(), None
        want = 0 if stopping else self._room()
        if want or self._done or time.monotonic() - self._renewed > RENEW_SECONDS:
            try:
                claimed = await self._exchange(want)
            except SQLAlchemyError as error:
                log.warning("database_waits", lane=self._lease.lane, error=type(error).__name__)
                await asyncio.sleep(BROKEN_SECONDS)
                self._gather()
                return not stopping
            for item in claimed.items:
                self._begin(item)
        if self._going:
            await self._answers()
            return True
        return not stopping and await self._rest(claimed if want else None)

    def _room(self) -> int:
        """How many more may be on their way now."""
        room = WINDOW - len(self._going)
        if self._going and room < REFILL:
            return 0
        return self._pace.free(time.monotonic(), most=room)

    async def _exchange(self, want: int) -> Claimed:
        """Renew the lease, record what is done and claim what comes next: all or nothing."""
        began, now, lease = time.monotonic(), self._desk.clock(), self._lease
        done, closed, waits = tuple(self._done), self._closed_until, self._waits(began, now)

        def work(session: Session) -> Claimed:
            keep(session, lease, now=now, closed_until=closed)
            record(session, lease, done, now=now)
            follow_up(session, done, now=now)
            found = claim(session, lease, want=want, waits=waits, now=now) if want else Claimed(())
            self._desk.packer.load(session, found.items)
            return found

        claimed = await self._desk.ledger.write(work)
        del self._done[: len(done)]
        self._renewed, lease.deadline = began, _deadline(began)
        return claimed

    def _waits(self, moment: float, now: datetime) -> dict[int, datetime]:
        """Say until when each group that was just written to must wait for its next message."""
        waits = {
            group: now + timedelta(seconds=wait if math.isfinite(wait) else NAP_SECONDS)
            for group, wait in self._pace.waiting(moment)
        }
        for item in self._going.values():  # one at a time keeps a group's messages in order
            waits.setdefault(item.group, now + timedelta(seconds=NAP_SECONDS))
        return waits

    def _begin(self, item: Item) -> None:
        self._pace.begin(item.group)
        self._going[asyncio.create_task(self._trier.attempt(item))] = item

    async def _answers(self) -> None:
        """Wait for an answer, for the pace to allow more, or for the lease to need renewing."""
        moment = time.monotonic()
        until = self._renewed + RENEW_SECONDS
        if WINDOW - len(self._going) >= REFILL:
            until = min(until, max(self._pace.opens(moment), moment + 0.002))
        timeout = max(0.0, until - moment)
        await asyncio.wait(self._going, timeout=timeout, return_when=asyncio.FIRST_COMPLETED)
        self._gather()

    def _gather(self) -> None:
        """Take in the answers that have come."""
        moment = time.monotonic()
        for task in [task for task in self._going if task.done()]:
            item, outcome = self._going.pop(task), task.result()
            self._pace.end(item.group, moment)
            self._done.append(outcome)
            if outcome.lane_for:
                self._close(outcome.lane_for, moment)

    def _close(self, seconds: float, moment: float) -> None:
        """Keep away from the platform for exactly so long; nothing opens the lane earlier."""
        self._pace.close(moment + seconds)
        until = self._desk.clock() + timedelta(seconds=seconds)
        self._closed_until = max(self._closed_until or until, until)

    async def _rest(self, claimed: Claimed | None) -> bool:
        """With nothing on its way: wait a little if more comes soon, else stop."""
        moment, now = time.monotonic(), self._desk.clock()
        wait = self._pace.opens(moment) - moment
        if claimed is not None and claimed.next_due is None:
            return False
        if claimed is not None and claimed.next_due is not None:
            wait = max(wait, (claimed.next_due - now).total_seconds())
        if wait > PATIENCE_SECONDS:
            if self._pace.opens(moment) > moment:
                self._closed_until = now + timedelta(seconds=self._pace.opens(moment) - moment)
            return False
        await asyncio.sleep(max(0.0, min(wait, NAP_SECONDS)))
        return True

    async def _let_go(self) -> None:
        """Record what is left, and let others serve the lane."""
        lease, done, closed, now = self._lease, self._done, self._closed_until, self._desk.clock()

        def work(session: Session) -> None:
            record(session, lease, done, now=now)
            follow_up(session, done, now=now)
            give_up(session, lease, closed_until=closed)

        try:
            await self._desk.ledger.write(work)
        except SQLAlchemyError as error:  # the lease runs out by itself
            log.warning("lane_not_let_go", lane=lease.lane, error=type(error).__name__)


def _deadline(began: float) -> float:
    return began + LEASE.total_seconds() - MARGIN_SECONDS
