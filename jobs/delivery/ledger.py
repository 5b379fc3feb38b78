"""One writer for many: whatever waits to be written goes into one transaction."""

import asyncio
import contextlib
import queue
import threading
from collections.abc import Callable, Sequence
from typing import Any, TypeVar

from sqlmodel import Session

from knowledge.database import Database

MOST = 256  # pieces of work in one transaction

# A process that is stopped in the midst of a transaction must not hold its rows from others.
_LET_GO = "SET LOCAL idle_in_transaction_session_timeout = '2s'"

Work = Callable[[Session], Any]
T = TypeVar("T")


class Ledger:
    """Writes from a thread of its own; many small pieces of work share one commit.

    A piece of work may be run a second time, in a transaction of its own, when another one beside
    it failed; it must therefore change nothing but the database.
    """

    def __init__(self, database: Database) -> None:
        self._database = database
        self._several = database.engine.dialect.name == "postgresql"
        self._waiting: queue.SimpleQueue[_Entry | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._serve, name="ledger", daemon=True)
        self._thread.start()

    async def write(self, work: Callable[[Session], T]) -> T:
        """Have this done in a transaction, and give what it gave once that is on disk."""
        entry = _Entry(work, asyncio.get_running_loop())
        self._waiting.put(entry)
        result: T = await entry.future
        return result

    def close(self) -> None:
        """Write what waits and stop."""
        self._waiting.put(None)
        self._thread.join()

    def _serve(self) -> None:
        while True:
            entries, ended = self._next()
            if entries:
                self._keep(entries)
            if ended:
                return

    def _next(self) -> tuple[list["_Entry"], bool]:
        found = [self._waiting.get()]
        while len(found) < MOST and found[-1] is not None:
            try:
                found.append(self._waiting.get_nowait())
            except queue.Empty:
                break
        return [entry for entry in found if entry is not None], found[-1] is None

    def _keep(self, entries: Sequence["_Entry"]) -> None:
        try:
            self._write(entries)
        except Exception as error:  # whatever it was, it belongs to whoever asked
            if len(entries) == 1:
                entries[0].error = error
            else:
                for entry in entries:
                    self._keep([entry])
                return
        _answer(entries)

    def _write(self, entries: Sequence["_Entry"]) -> None:
        with self._database.writing() as session:
            if self._several:
                session.connection().exec_driver_sql(_LET_GO)
            for entry in entries:
                entry.result = entry.work(session)


class _Entry:
    """A piece of work, and who waits for it."""

    def __init__(self, work: Work, loop: asyncio.AbstractEventLoop) -> None:
        self.work, self.loop = work, loop
        self.future: asyncio.Future[Any] = loop.create_future()
        self.result: Any = None
        self.error: Exception | None = None

    def settle(self) -> None:
        """Answer whoever waits, if anybody still does."""
        if self.future.cancelled():
            return
        if self.error is None:
            self.future.set_result(self.result)
        else:
            self.future.set_exception(self.error)


def _answer(entries: Sequence[_Entry]) -> None:
    """Tell every loop once, however many of its callers are answered."""
    for loop in {entry.loop for entry in entries}:
        own = [entry for entry in entries if entry.loop is loop]
        with contextlib.suppress(RuntimeError):  # the loop has ended: nobody waits any more
            loop.call_soon_threadsafe(_settle, own)


def _settle(entries: Sequence[_Entry]) -> None:
    for entry in entries:
        entry.settle()
