"""Carrying work to whoever does it: within this process, or to any worker through PostgreSQL."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable
from typing import Protocol
from zlib import crc32

import structlog

BUCKETS = 64

Serve = Callable[[int], Awaitable[None]]

log = structlog.get_logger(__name__)


def bucket_of(lane: str) -> int:
    """Tell which bucket a lane is carried in; lanes are woken by the bucket, not one by one."""
    return crc32(lane.encode()) % BUCKETS


class Carrier(Protocol):
    """Brings a bucket that was woken to a process that serves it."""

    async def wake(self, buckets: Iterable[int]) -> None:
        """Have these buckets served soon; one that waits already is not woken twice."""
        ...

    async def run(self, serve: Serve) -> None:
        """Serve buckets until stopped."""
        ...

    async def stop(self) -> None:
        """Take nothing more; `run` ends when what it has is done."""
        ...


class WithinProcess:
    """Serves every bucket in the process that woke it: all that one machine needs."""

    def __init__(self) -> None:
        self._waiting: asyncio.Queue[int | None] = asyncio.Queue()
        self._queued: set[int] = set()

    async def wake(self, buckets: Iterable[int]) -> None:
        """Put buckets in the queue."""
        for bucket in buckets:
            if bucket not in self._queued:
                self._queued.add(bucket)
                self._waiting.put_nowait(bucket)

    async def run(self, serve: Serve) -> None:
        """Serve side by side, until stopped."""
        async with asyncio.TaskGroup() as tasks:
            while (bucket := await self._waiting.get()) is not None:
                self._queued.discard(bucket)
                tasks.create_task(_patient(serve, bucket))

    async def stop(self) -> None:
        """End the queue."""
        self._waiting.put_nowait(None)


async def _patient(serve: Serve, bucket: int) -> None:
    """Serve a bucket; whatever goes wrong with it is left to the next sweep."""
    try:
        await serve(bucket)
    except Exception as error:  # one bucket must not stop the others
        log.warning("bucket_waits", bucket=bucket, error=type(error).__name__)
