"""Many residents at once: plain sockets kept open, each asking again as soon as it is answered."""

import asyncio
import json
import re
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import takewhile

import uvloop

from benchmarks.cores import LOADING, running_on

CONNECTIONS = 16
_LENGTH = re.compile(rb"content-length: (\d+)", re.IGNORECASE)


@dataclass
class Load:
    """How many questions were answered, how many were not, and in what time."""

    answered: int = 0
    failed: int = 0
    seconds: float = 0.0


def requests(questions: Iterable[str]) -> list[bytes]:
    """Write questions as they go over the wire, each from a visit of its own."""
    return [_request(question, f"visit-{number}") for number, question in enumerate(questions)]


def lasting(seconds: float, endless: Iterator[bytes]) -> Iterator[bytes]:
    """Take requests until the time is over."""
    end = time.perf_counter() + seconds
    return takewhile(lambda _request: time.perf_counter() < end, endless)


def put(port: int, waiting: Iterator[bytes]) -> Load:
    """Send every waiting request, sixteen at a time, and count what comes back."""
    load = Load()
    with running_on(LOADING), asyncio.Runner(loop_factory=uvloop.new_event_loop) as runner:
        began = time.perf_counter()
        runner.run(_ask_all(port, waiting, load))
        load.seconds = time.perf_counter() - began
    return load


async def _ask_all(port: int, waiting: Iterator[bytes], load: Load) -> None:
    loop = asyncio.get_running_loop()
    askers = [_Asker(waiting, load, loop.create_future()) for _ in range(CONNECTIONS)]
    for asker in askers:
        await loop.create_connection(lambda asker=asker: asker, "127.0.0.1", port)
    await asyncio.gather(*(asker.done for asker in askers))


class _Asker(asyncio.Protocol):
    def __init__(self, waiting: Iterator[bytes], load: Load, done: asyncio.Future[None]) -> None:
        self.done, self._waiting, self._load = done, waiting, load
        self._heard, self._asked = b"", False

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._heard += data
        head, blank, body = self._heard.partition(b"\r\n\r\n")
        length = _LENGTH.search(head)
        if not blank or len(body) < int(length[1] if length else 0):
            return
        self._heard, self._asked = b"", False
        if head.startswith(b"HTTP/1.1 200 "):
            self._load.answered += 1
        else:
            self._load.failed += 1
        self._ask()

    def connection_lost(self, _error: Exception | None) -> None:
        self._load.failed += self._asked
        if not self.done.done():
            self.done.set_result(None)

    def _ask(self) -> None:
        request = next(self._waiting, None)
        if request is None:
            self._transport.close()
            return
        self._asked = True
        self._transport.write(request)


def _request(question: str, session: str) -> bytes:
    body = json.dumps({"text": question, "session": session}, ensure_ascii=False).encode()
    head = "POST /api/ask HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\n"
    return head.encode() + b"content-length: %d\r\n\r\n" % len(body) + body
