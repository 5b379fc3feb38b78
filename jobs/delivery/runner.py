"""Running deliveries: finding lanes with something to do, and serving them."""

import asyncio
from collections.abc import Mapping

import structlog

from jobs.delivery.carrying import Carrier, bucket_of
from jobs.delivery.draining import Desk, drain
from jobs.delivery.leases import unserved
from jobs.delivery.sending import Sender
from knowledge.database import Database

SWEEP_SECONDS = 2.0
MOST_LANES = 64  # served at once by one process
STOP_SECONDS = 8.0
AGAIN_SECONDS = 1.0

log = structlog.get_logger(__name__)


class Runner:
    """Serves lanes until told to stop; any number of processes may run one.

    Every sweep wakes each lane that has rows due and nobody to serve it, so that neither a lost
    wake nor a dead process leaves anything lying.
    """

    def __init__(
        self, database: Database, senders: Mapping[str, Sender], desk: Desk, carrier: Carrier
    ) -> None:
        self._database, self._senders = database, senders
        self._desk, self._carrier = desk, carrier
        self._places = asyncio.Semaphore(MOST_LANES)
        self._ours: set[str] = set()
        self._nudged = asyncio.Event()

    def nudge(self) -> None:
        """Sweep now, for something may have become due."""
        self._nudged.set()

    async def run(self) -> None:
        """Sweep and serve until `desk.stopping` is set; what is on its way is finished."""
        carrying = asyncio.create_task(self._carry())
        try:
            while not self._desk.stopping.is_set():
                await self._sweep()
                await self._pause()
        finally:
            await self._carrier.stop()
            await asyncio.wait([carrying], timeout=STOP_SECONDS)
            carrying.cancel()

    async def _carry(self) -> None:
        """Take what is woken; if that ends by itself, begin anew."""
        while not self._desk.stopping.is_set():
            try:
                await self._carrier.run(self._serve)
            except Exception as error:  # the database may be away
                log.warning("carrying_ended", error=type(error).__name__)
                await asyncio.sleep(AGAIN_SECONDS)

    async def _sweep(self) -> None:
        try:
            lanes = await self._unserved()
            await self._carrier.wake(sorted({bucket_of(lane) for lane in lanes}))
        except Exception as error:  # the database may be away: the next sweep tries again
            log.warning("sweep_failed", error=type(error).__name__)

    async def _pause(self) -> None:
        ends = [asyncio.create_task(one.wait()) for one in (self._nudged, self._desk.stopping)]
        await asyncio.wait(ends, timeout=SWEEP_SECONDS, return_when=asyncio.FIRST_COMPLETED)
        for end in ends:
            end.cancel()
        self._nudged.clear()

    async def _serve(self, bucket: int) -> None:
        """Serve all lanes of a bucket that nobody serves."""
        lanes = [lane for lane in await self._unserved() if bucket_of(lane) == bucket]
        await asyncio.gather(*(self._drain(lane) for lane in lanes))

    async def _drain(self, lane: str) -> None:
        if lane in self._ours:
            return
        self._ours.add(lane)
        try:
            async with self._places:
                if not self._desk.stopping.is_set():
                    await drain(lane, self._senders[lane.partition(":")[0]], self._desk)
        except Exception as error:  # a lane must not stop the others; its rows are due still
            log.warning("lane_waits", lane=lane, error=type(error).__name__)
        finally:
            self._ours.discard(lane)

    async def _unserved(self) -> list[str]:
        return await asyncio.to_thread(self._find_unserved)

    def _find_unserved(self) -> list[str]:
        with self._database.reading() as session:
            found = unserved(session, [*self._senders], now=self._desk.clock())
        return [lane for lane in found if lane not in self._ours]
