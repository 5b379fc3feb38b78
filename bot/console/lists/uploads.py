"""Files that staff brought, kept for a day in the data folder, each for whoever brought it."""

import json
import os
import re
import secrets
import shutil
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from enum import StrEnum
from pathlib import Path
from typing import Any, BinaryIO

from knowledge.errors import BadInput, NotFound

MAX_BYTES = 20 * 1024 * 1024
KEPT_SECONDS = 24 * 3600
SILENT_SECONDS = 60  # after which whoever worked on it must have died
LONGEST_NAME = 60
MOST_FILES = 20  # of one person at a time
ROWS, STATE = "rows.jsonl", "state.json"
_MARK = re.compile(r"[A-Za-z0-9_-]{22}")
_UNFIT = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|]')


class Stage(StrEnum):
    """How far a file has come."""

    CHECKING = "checking"
    READY = "ready"
    TAKING = "taking"
    TAKEN = "taken"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Upload:
    """A file and how far it has come: `said` tells of it, `counts` the rows by their fate."""

    mark: str
    name: str
    kind: str
    staff: int
    at: str
    stage: Stage = Stage.READY
    percent: int = 0
    said: str = ""
    counts: dict[str, int] = field(default_factory=dict)
    seen: str = ""
    entries: tuple[int, ...] = ()
    handed_in: int = 0

    @property
    def working(self) -> bool:
        """Whether somebody works on it."""
        return self.stage in (Stage.CHECKING, Stage.TAKING)


class Uploads:
    """The folder of all files that staff brought."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def keep(self, file: BinaryIO, name: str, *, kind: str, staff: int, at: str) -> Upload:
        """Put a file away under a random name; what is empty or too large is refused."""
        self._sweep()
        if len(self.of(staff)) >= MOST_FILES:
            raise BadInput(f"您已有 {MOST_FILES} 份上传的文件，请先处理或放弃几份再上传。")
        upload = Upload(secrets.token_urlsafe(16), _fit(name), kind, staff, at)
        place = self._folder / upload.mark
        place.mkdir(parents=True, mode=0o700)
        try:
            _copy(file, place / upload.name)
            self.save(upload)
        except BaseException:
            shutil.rmtree(place, ignore_errors=True)
            raise
        return upload

    def find(self, mark: str, *, staff: int) -> Upload:
        """Give a file to whoever brought it; for all others it is not there."""
        upload = self._load(mark) if _MARK.fullmatch(mark) else None
        if upload is None or upload.staff != staff:
            raise NotFound("没有这份文件。上传的文件只留一天，请重新上传。")
        return upload

    def of(self, staff: int) -> list[Upload]:
        """Give the files that one person brought, newest first."""
        found = [upload for upload in self._all() if upload.staff == staff]
        return sorted(found, key=lambda upload: upload.at, reverse=True)

    def save(self, upload: Upload) -> Upload:
        """Note how far a file has come, whole or not at all."""
        place = self._folder / upload.mark / STATE
        fresh = place.with_name(f"{STATE}.{secrets.token_hex(4)}")
        fresh.write_text(json.dumps(asdict(upload), ensure_ascii=False), encoding="utf-8")
        os.replace(fresh, place)  # noqa: PTH105  (one step, on every system)
        return upload

    def path(self, upload: Upload) -> Path:
        """Say where the file is."""
        return self._folder / upload.mark / upload.name

    def rows(self, upload: Upload) -> Path:
        """Say where its rows are, once they have been looked at."""
        return self._folder / upload.mark / ROWS

    def silent(self, upload: Upload) -> bool:
        """Whether nobody has said how far it is for too long."""
        touched = (self._folder / upload.mark / STATE).stat().st_mtime
        return time.time() - touched > SILENT_SECONDS

    def drop(self, upload: Upload) -> None:
        """Remove a file and all that is known of it."""
        shutil.rmtree(self._folder / upload.mark, ignore_errors=True)

    def _all(self) -> Iterator[Upload]:
        places = self._folder.iterdir() if self._folder.is_dir() else ()
        for place in places:
            if upload := self._load(place.name):
                yield upload

    def _load(self, mark: str) -> Upload | None:
        try:
            said: dict[str, Any] = json.loads((self._folder / mark / STATE).read_bytes())
        except (OSError, ValueError):
            return None
        upload = Upload(**said)
        return replace(upload, stage=Stage(upload.stage), entries=tuple(upload.entries))

    def _sweep(self) -> None:
        """Remove what is older than a day."""
        for place in list(self._folder.iterdir()) if self._folder.is_dir() else ():
            if time.time() - place.stat().st_mtime > KEPT_SECONDS:
                shutil.rmtree(place, ignore_errors=True)


def _fit(name: str) -> str:
    """Give a file's own name, without what would lead elsewhere; its ending stays."""
    plain = _UNFIT.sub("", re.split(r"[/\\]", name)[-1]).strip(". ")
    stem, dot, ending = plain.rpartition(".")
    if not dot or not stem:
        raise BadInput(
            "文件名没有扩展名，看不出是什么文件。请上传 .xlsx、.csv、.docx、.pdf 等文件。"
        )
    return f"{stem[:LONGEST_NAME].rstrip('. ')}.{ending[:10].lower()}"


def _copy(file: BinaryIO, target: Path) -> None:
    size = 0
    with target.open("wb") as kept:
        while part := file.read(1 << 20):
            size += len(part)
            if size > MAX_BYTES:
                raise BadInput("文件超过 20 MB，请分成几份再上传。")
            kept.write(part)
    if not size:
        raise BadInput("这是空文件，请检查后重新选择。")
