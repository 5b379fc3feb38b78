"""Recording exchanges behind the reply's back, so that no resident waits for a disk."""

import queue
import threading
import time
from collections.abc import Sequence
from typing import Any

import structlog
from sqlalchemy import insert, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, SQLModel, col

from jobs.exchanges import Exchange, Turn, storable
from jobs.masking import mask
from knowledge.database import Database

MAX_WAITING = 20_000
BATCH = 200
GATHER_SECONDS = 0.05
RETRY_SECONDS = 1.0
_END = None
_TABLE = SQLModel.metadata.tables["exchange"]

log = structlog.get_logger(__name__)


class Recorder:
    """Takes exchanges at once and writes them, masked, from a thread of its own."""

    def __init__(self, database: Database) -> None:
        self._database = database
        self._waiting: queue.Queue[Turn | None] = queue.Queue(MAX_WAITING)
        self._closing = threading.Event()
        self._thread = threading.Thread(target=self._work, name="recorder", daemon=True)
        self._thread.start()

    @property
    def waiting(self) -> int:
        """How many exchanges are not on disk yet."""
        return self._waiting.unfinished_tasks

    def record(self, turn: Turn) -> None:
        """Take an exchange in without waiting; a full queue is logged, never waited for."""
        try:
            self._waiting.put_nowait(turn)
        except queue.Full:
            log.error("record_lost", reason="too many records wait")

    def flush(self, *, seconds: float = 2.0) -> bool:
        """Wait until all that was taken in is on disk, or the time is over."""
        end = time.monotonic() + seconds
        while self.waiting and time.monotonic() < end:
            time.sleep(0.005)
        return not self.waiting

    def close(self, *, seconds: float = 4.0) -> None:
        """Write what waits and stop."""
        self._closing.set()
        self._waiting.put(_END)
        self._thread.join(seconds)

    def _work(self) -> None:
        while True:
            batch = self._next_batch()
            kept = [turn for turn in batch if turn is not _END]
            self._write(kept)
            for _ in batch:
                self._waiting.task_done()
            if len(kept) < len(batch):
                return

    def _next_batch(self) -> list[Turn | None]:
        batch = [self._waiting.get()]
        self._closing.wait(GATHER_SECONDS)  # one write to disk serves many
        while len(batch) < BATCH and batch[-1] is not _END:
            try:
                batch.append(self._waiting.get_nowait())
            except queue.Empty:
                break
        return batch

    def _write(self, turns: Sequence[Turn]) -> None:
        rows, again = [_row(turn) for turn in turns], False
        while rows:
            try:
                with self._database.writing() as session:
                    if again:
                        rows = _missing(session, rows)
                    if rows:
                        session.execute(insert(_TABLE), rows)
                return
            except SQLAlchemyError as error:
                log.warning("record_waits", error=type(error).__name__, count=len(rows))
                if self._closing.wait(RETRY_SECONDS):
                    log.error("record_lost", reason="closing", count=len(rows))
                    return
                again = True  # a broken connection may hide that they were written


def _row(turn: Turn) -> dict[str, Any]:
    question = mask(storable(turn.question))
    return {**turn._asdict(), "question": question, "comment": ""}


def _missing(session: Session, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    ids = [row["id"] for row in rows]
    found = set(session.scalars(select(col(Exchange.id)).where(col(Exchange.id).in_(ids))))
    return [row for row in rows if row["id"] not in found]
