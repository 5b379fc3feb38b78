"""Recording exchanges behind the reply's back, so that no resident waits for a disk."""

import queue
import threading
import time
from collections.abc import Mapping, Sequence
from typing import Any

import structlog
from sqlalchemy import insert, select
from sqlalchemy.exc import SQLAlchemyError
from sqlmodel import Session, SQLModel, col

from jobs.records.alerts import raise_alert
from jobs.records.exchanges import Exchange, Turn, storable
from jobs.records.gaps import queue_up
from jobs.records.grouping import ALIKE, Grouper, Nearest, Wording
from jobs.records.likeness import Meaning
from jobs.records.masking import mask
from knowledge.database import Database

MAX_WAITING = 20_000
BATCH = 200
GATHER_SECONDS = 0.05
RETRY_SECONDS = 1.0
_END = None
_TABLE = SQLModel.metadata.tables["exchange"]

log = structlog.get_logger(__name__)


class Recorder:
    """Takes exchanges at once and writes them, masked, from a thread of its own.

    What nobody could answer joins its gap and what is dangerous raises an alert, in the same
    transaction. `nearest` names entries close to a question, `meaning` sees its like.
    """

    def __init__(
        self,
        database: Database,
        *,
        nearest: Nearest | None = None,
        meaning: Meaning | None = None,
        alike: float = ALIKE,
    ) -> None:
        self._database = database
        self._grouper = Grouper(meaning, nearest, alike=alike)
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
            log.error("record_lost", reason="too many records wait", danger=turn.danger)

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
        for turn in turns:
            if turn.danger:  # said at once, for the table may be out of reach
                log.warning("danger_heard", kind=turn.danger, channel=turn.channel)
        rows, again, grouping = [_row(turn) for turn in turns], False, True
        while rows:
            try:
                wordings = self._grouper.prepare(self._database, rows) if grouping else {}
                with self._database.writing() as session:
                    if again:
                        rows = _missing(session, rows)
                    self._keep(session, rows, wordings)
                return
            except SQLAlchemyError as error:
                log.warning("record_waits", error=type(error).__name__, count=len(rows))
                if self._closing.wait(RETRY_SECONDS):
                    log.error("record_lost", reason="closing", count=len(rows))
                    return
            except Exception as error:  # a slip in grouping must not cost the record, or the thread
                log.error("grouping_failed", error=type(error).__name__, count=len(rows))
                if not grouping:
                    return
                grouping = False
            again = True  # a broken connection may hide that they were written
            self._grouper.forget()

    def _keep(
        self, session: Session, rows: Sequence[dict[str, Any]], wordings: Mapping[str, Wording]
    ) -> None:
        if not rows:
            return
        ids = {row["id"] for row in rows}
        gaps = self._grouper.group(
            session, {exchange: said for exchange, said in wordings.items() if exchange in ids}
        )
        if any(row["danger"] for row in rows):
            _raise_alerts(session, rows)
        session.execute(insert(_TABLE), [_columns(row, gaps.get(row["id"])) for row in rows])


def _row(turn: Turn) -> dict[str, Any]:
    question = mask(storable(turn.question))
    return {**turn._asdict(), "question": question, "comment": ""}


def _columns(row: dict[str, Any], gap: int | None) -> dict[str, Any]:
    kept = {name: value for name, value in row.items() if name != "danger"}
    return {**kept, "gap_id": gap}


def _raise_alerts(session: Session, rows: Sequence[dict[str, Any]]) -> None:
    queue_up(session)
    for row in rows:
        if row["danger"]:
            raise_alert(
                session,
                row["danger"],
                excerpt=row["question"],
                channel=row["channel"],
                conversation=row["conversation"],
                at=row["asked_at"],
            )


def _missing(session: Session, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    ids = [row["id"] for row in rows]
    found = set(session.scalars(select(col(Exchange.id)).where(col(Exchange.id).in_(ids))))
    return [row for row in rows if row["id"] not in found]
