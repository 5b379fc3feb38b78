"""What goes out of this process beside the replies, so that both together keep within a limit."""

import threading
import time
from collections import deque
from collections.abc import Callable

SECONDS = 1.0


class Traffic:
    """Counts the notices that one identity has sent in the last second, from any thread."""

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock, self._lock = clock, threading.Lock()
        self._sent: deque[float] = deque()

    def note(self) -> None:
        """Note that a notice goes out now."""
        with self._lock:
            self._sent.append(self._clock())
            self._tidy()

    @property
    def recent(self) -> int:
        """How many went out in the last second."""
        with self._lock:
            self._tidy()
            return len(self._sent)

    def _tidy(self) -> None:
        while self._sent and self._sent[0] <= self._clock() - SECONDS:
            self._sent.popleft()
