"""Reading, comparing and taking in, each in a thread of its own that outlives the browser's tab."""

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime

import structlog

from bot.console.lists.reading import read_sources
from bot.console.lists.rows import write_rows
from bot.console.lists.uploads import Stage, Upload, Uploads
from knowledge.database import Database
from knowledge.errors import KnowledgeError, NotAllowed
from knowledge.import_intake import take_in_drafts
from knowledge.import_plan import known_sources, plan_import

BROKEN = "处理这份文件时出了问题，什么都没有导入。请检查文件，或换一种格式再试。"
STALLED = "处理到一半停住了，可能是程序重新启动过。请再检查一遍；万一已经导入，会显示为“没有变化”。"
WAITING = "正在等前一份文件"
_TELL_SECONDS = 0.2
_BEGINNING = threading.Lock()
_ONE_AT_A_TIME = threading.Lock()  # a file of 20 MB may take ten times that in memory

log = structlog.get_logger(__name__)


class _Progress:
    """Notes how far a file is, a few times a second."""

    def __init__(self, uploads: Uploads, upload: Upload) -> None:
        self._uploads, self.upload, self._told = uploads, upload, 0.0

    def tell(self, percent: int, said: str) -> None:
        """Say how far it is, at once."""
        self.upload = self._uploads.save(replace(self.upload, percent=percent, said=said))

    def heard(self, begin: int, end: int) -> Callable[[int, int], None]:
        """Give a function that spreads rows over a part of the bar."""

        def hear(done: int, total: int) -> None:
            if time.monotonic() - self._told > _TELL_SECONDS:
                self._told = time.monotonic()
                percent = begin + (end - begin) * done // max(total, 1)
                self.tell(percent, f"正在比较：第 {done:,} 条，共 {total:,} 条")

        return hear


def begin_checking(uploads: Uploads, upload: Upload, database: Database) -> None:
    """Read a file and compare it with what there is, behind the page's back."""
    fresh = _claim(uploads, upload, Stage.CHECKING, from_stages=(Stage.READY, Stage.FAILED))
    _start(uploads, fresh, lambda progress: _check(uploads, progress, database))


def begin_taking(
    uploads: Uploads, upload: Upload, database: Database, *, by: str, now: datetime
) -> None:
    """Take a file in as drafts, in one transaction, behind the page's back."""
    fresh = _claim(uploads, upload, Stage.TAKING, from_stages=(Stage.READY,))
    _start(uploads, fresh, lambda progress: _take(uploads, progress, database, by=by, now=now))


def _claim(
    uploads: Uploads, upload: Upload, stage: Stage, *, from_stages: Sequence[Stage]
) -> Upload:
    """Let one of two who press a button at once begin, and refuse the other."""
    with _BEGINNING:
        now = uploads.find(upload.mark, staff=upload.staff)
        if now.stage not in from_stages:
            raise NotAllowed("这份文件现在不能这样处理，请看页面上的说明。")
        return uploads.save(replace(now, stage=stage, percent=0, said=WAITING))


def _start(uploads: Uploads, upload: Upload, work: Callable[[_Progress], Upload]) -> None:
    def run() -> None:
        progress = _Progress(uploads, upload)
        with _in_turn(progress):
            try:
                done = work(progress)
            except KnowledgeError as error:
                done = replace(progress.upload, stage=Stage.FAILED, said=str(error))
            except Exception as error:  # said on the page: nobody else sees this thread
                log.error("import_failed", error=type(error).__name__)
                done = replace(progress.upload, stage=Stage.FAILED, said=BROKEN)
            uploads.save(done)

    threading.Thread(target=run, name=f"list-{upload.mark[:6]}", daemon=True).start()


@contextmanager
def _in_turn(progress: _Progress) -> Iterator[None]:
    """Wait for the file before, and say now and then that we still wait."""
    while not _ONE_AT_A_TIME.acquire(timeout=5):
        progress.tell(0, WAITING)
    try:
        yield
    finally:
        _ONE_AT_A_TIME.release()


def _check(uploads: Uploads, progress: _Progress, database: Database) -> Upload:
    upload = progress.upload
    progress.tell(5, "正在读文件")
    sources = read_sources(uploads.path(upload), upload.kind)
    progress.tell(40, "正在比较")
    with database.reading() as session:
        known = known_sources(session, sources)
        plan = plan_import(session, known, heard=progress.heard(40, 90))
    progress.tell(90, "正在写下结果")
    counts = write_rows(uploads.rows(upload), plan.rows)
    return replace(
        progress.upload, stage=Stage.READY, percent=100, said="", counts=counts, seen=plan.mark
    )


def _take(
    uploads: Uploads, progress: _Progress, database: Database, *, by: str, now: datetime
) -> Upload:
    upload = progress.upload
    progress.tell(5, "正在读文件")
    sources = read_sources(uploads.path(upload), upload.kind)
    progress.tell(40, "正在写成草稿")
    with database.writing() as session:
        taken = take_in_drafts(session, sources, file=upload.name, by=by, now=now, seen=upload.seen)
    return replace(progress.upload, stage=Stage.TAKEN, percent=100, said="", entries=taken.entries)
