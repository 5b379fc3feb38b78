"""Carrying work between machines: Procrastinate on PostgreSQL."""

import asyncio
import contextlib
from collections.abc import Iterable
from typing import Any

import structlog
from procrastinate import App, PsycopgConnector
from procrastinate.exceptions import AlreadyEnqueued, ConnectorException
from procrastinate.jobs import Status

from jobs.delivery.carrying import Serve
from knowledge.database import Database

SCHEMA = "procrastinate"
TASK = "serve_bucket"
AT_ONCE = 8  # buckets served at once by one worker
POLL_SECONDS = 0.5
STALE_SECONDS = 30.0
TIDY_SECONDS = 20.0
AGAIN_SECONDS = 1.0
STOP_SECONDS = 6.0

log = structlog.get_logger(__name__)


class BetweenMachines:
    """Hands buckets to any worker on any machine; a job is a wake and nothing more.

    Nothing rests on a job being kept: rows and leases say what is to be done, and every sweep
    wakes what was forgotten.
    """

    def __init__(self, database: Database) -> None:
        self._app = App(connector=PsycopgConnector(kwargs=_address(database)))
        self._stopping = asyncio.Event()
        self._serve: Serve | None = None
        self._task = self._app.task(name=TASK, pass_context=False)(self._work)

    async def wake(self, buckets: Iterable[int]) -> None:
        """Queue buckets that are not queued yet."""
        for bucket in buckets:
            with contextlib.suppress(AlreadyEnqueued):
                await self._task.configure(queueing_lock=f"{TASK}:{bucket}").defer_async(
                    bucket=bucket
                )

    async def run(self, serve: Serve) -> None:
        """Work off what is queued, whoever queued it, until stopped."""
        self._serve = serve
        async with self._app.open_async():
            tidying = asyncio.create_task(self._tidy_forever())
            try:
                while not self._stopping.is_set():
                    await self._work_until_stopped()
            finally:
                tidying.cancel()

    async def stop(self) -> None:
        """Fetch nothing more, and let what is being served come to its end."""
        self._stopping.set()

    async def _work_until_stopped(self) -> None:
        """Run a worker; one that the database threw out is followed by the next."""
        working = asyncio.create_task(
            self._app.run_worker_async(
                concurrency=AT_ONCE,
                fetch_job_polling_interval=POLL_SECONDS,
                delete_jobs="always",
                install_signal_handlers=False,
                shutdown_graceful_timeout=STOP_SECONDS,
            )
        )
        stopping = asyncio.create_task(self._stopping.wait())
        await asyncio.wait([working, stopping], return_when=asyncio.FIRST_COMPLETED)
        stopping.cancel()
        working.cancel()
        try:
            await working
        except asyncio.CancelledError:
            return
        except Exception as error:  # whatever ended it, work must go on
            log.warning("worker_ended", error=type(error).__name__)
            await asyncio.sleep(AGAIN_SECONDS)

    async def _work(self, bucket: int) -> None:
        if self._serve is not None:
            await self._serve(bucket)

    async def _tidy_forever(self) -> None:
        """End the jobs of workers that died: their lanes are woken anew by the sweep."""
        while True:
            await asyncio.sleep(TIDY_SECONDS)
            try:
                jobs = self._app.job_manager
                for job in await jobs.get_stalled_jobs(seconds_since_heartbeat=STALE_SECONDS):
                    await jobs.finish_job(job, Status.FAILED, delete_job=True)
            except ConnectorException as error:
                log.warning("tidying_waits", error=type(error).__name__)


def _address(database: Database) -> dict[str, Any]:
    """Give what psycopg needs to reach the same database, with our schema first in its path."""
    url = database.engine.url
    _, address = database.engine.dialect.create_connect_args(url)
    return {**address, "options": f"-c search_path={SCHEMA}"}
