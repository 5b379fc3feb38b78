"""The vector of a question, waited for no longer than a resident does."""

import threading
import time
from collections import OrderedDict
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow

import structlog

from knowledge.errors import EmbedderFailed
from knowledge.ranking.embedder import Embedder, digest, of_length_one
from knowledge.segment import Floats

SECONDS = 0.3  # that a question waits
REMEMBERED = 4_096
IN_A_ROW, REST = 3, 30.0  # after so many failures in a row nobody waits for so many seconds
AT_ONCE = 4

log = structlog.get_logger(__name__)


class Patience:
    """Asks an embedder for questions; what it does not give in time, there is none of.

    A late vector is remembered for the next time. Texts are remembered by their checksums only.
    """

    def __init__(
        self,
        embedder: Embedder,
        *,
        seconds: float = SECONDS,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._embedder, self._seconds, self._clock = embedder, seconds, clock
        self._known: OrderedDict[bytes, Floats] = OrderedDict()
        self._asking: dict[bytes, Future[None]] = {}
        self._lock = threading.Lock()
        self._workers = ThreadPoolExecutor(AT_ONCE, thread_name_prefix="embedding")
        self._failures, self._resting_until = 0, 0.0
        self._owes = False  # somebody went without, so what was said then is not the last word
        self.renewed = 0  # how often it answered again after somebody went without

    def vector(self, text: str) -> Floats | None:
        """Give the vector of a question, or nothing if it does not come in time."""
        key = digest(text)
        with self._lock:
            if key in self._known:
                self._known.move_to_end(key)
                return self._known[key]
            if self._clock() < self._resting_until or len(self._asking) >= AT_ONCE * 2:
                self._owes = True
                return None
            asked = self._asking.get(key) or self._ask(key, text)
        try:
            asked.result(self._seconds)
        except TooSlow:
            self._failed("slow")
        except EmbedderFailed as error:
            self._failed(str(error))
        return self._known.get(key)

    def close(self) -> None:
        """Ask no more; what is under way may end by itself."""
        self._workers.shutdown(wait=False, cancel_futures=True)

    def _ask(self, key: bytes, text: str) -> Future[None]:
        asked = self._workers.submit(self._embed, key, text)
        self._asking[key] = asked
        return asked

    def _embed(self, key: bytes, text: str) -> None:
        try:
            found = of_length_one(self._embedder.questions([text]))[0]
            with self._lock:
                self._known[key] = found
                self.renewed += self._owes
                self._failures, self._owes = 0, False
                while len(self._known) > REMEMBERED:
                    self._known.popitem(last=False)
        finally:
            with self._lock:
                self._asking.pop(key, None)

    def _failed(self, reason: str) -> None:
        with self._lock:
            self._failures, self._owes = self._failures + 1, True
            if self._failures < IN_A_ROW:
                return
            self._failures, self._resting_until = 0, self._clock() + REST
        log.warning("embedder_rests", reason=reason, seconds=REST)
