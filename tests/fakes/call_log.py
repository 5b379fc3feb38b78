"""Every call a fake platform got, in memory for tests and as JSON lines for other processes."""

import json
import time
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from pathlib import Path
from typing import Any, TextIO

ACCEPTED = "accepted"


@dataclass(frozen=True, slots=True)
class Call:
    """One call: `accepted` says that the group has it, whatever the caller was told of it.

    `at` is on the monotonic clock, which all processes of a machine share; `verdict` is
    `accepted` or why it was not, with `-hang` or `-reset` where no answer came in time.
    """

    at: float
    wall: float
    platform: str
    who: str
    method: str
    chat: str
    digest: str
    verdict: str
    accepted: bool
    sent: Mapping[str, Any] = field(default_factory=dict, compare=False)


class CallLog:
    """The calls so far; with a path they are also written to a file, on `flush`."""

    def __init__(self, path: Path | None = None, *, keep: bool = True) -> None:
        self.calls: list[Call] = []
        self.counts: Counter[str] = Counter()
        self._keep = keep
        self._lines: list[str] = []
        self._file: TextIO | None = path.open("a", encoding="utf-8") if path else None

    def add(
        self,
        platform: str,
        who: str,
        method: str,
        *,
        chat: str,
        text: str,
        verdict: str,
        accepted: bool,
        sent: Mapping[str, Any],
    ) -> None:
        """Note a call before it is answered."""
        at, wall = time.monotonic(), time.time()
        digest = blake2b(text.encode("utf-8", "replace"), digest_size=8).hexdigest()
        self.counts[verdict] += 1
        if self._keep:
            self.calls.append(
                Call(at, wall, platform, who, method, chat, digest, verdict, accepted, sent)
            )
        if self._file:
            shown = {"at": at, "wall": wall, "platform": platform, "who": who, "method": method}
            rest = {"chat": chat, "digest": digest, "verdict": verdict, "accepted": accepted}
            self._lines.append(json.dumps(shown | rest) + "\n")

    def flush(self) -> None:
        """Write what waits to the file."""
        if self._file and self._lines:
            lines, self._lines = self._lines, []
            self._file.write("".join(lines))
            self._file.flush()

    def close(self) -> None:
        """Write what waits and let go of the file."""
        self.flush()
        if self._file:
            self._file.close()
            self._file = None
