"""The one HTTP client for what goes out: never after its deadline, and it knows what it wrote."""

import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any

import aiohttp
from aiohttp.abc import AbstractStreamWriter
from aiohttp.client_reqrep import ClientResponse
from aiohttp.connector import Connection

CONNECT_SECONDS = 8.0
ANSWER_SECONDS = 15.0
MOST_CONNECTIONS = 256


class NotWritten(Exception):
    """Nothing of the request left this machine; `late` says that its deadline had passed."""

    def __init__(self, *, late: bool = False) -> None:
        super().__init__("too late to write" if late else "could not connect")
        self.late = late


class AnswerLost(Exception):
    """The request was written, or part of it, and no answer came."""


@dataclass(slots=True)
class _Flight:
    """One request on its way: until when it may be written, and whether it was."""

    deadline: float
    written: bool = False

    def is_late(self) -> bool:
        """Say whether our right to write is over."""
        return time.monotonic() >= self.deadline


_flight: ContextVar[_Flight] = ContextVar("flight")


class LastLook(aiohttp.ClientRequest):
    """A request that looks at its deadline with the connection in hand, and just before it writes.

    Waiting for a connection may take seconds, and a stopped process wakes up anywhere: whoever
    has lost the lane by then must not write.
    """

    async def send(self, conn: Connection) -> ClientResponse:
        """Begin the request, unless it is too late."""
        flight = _flight.get()
        if flight.is_late():
            raise NotWritten(late=True)
        flight.written = not self.body  # what has a body is written with it
        return await super().send(conn)

    async def write_bytes(
        self, writer: AbstractStreamWriter, conn: Connection, content_length: int | None = None
    ) -> None:
        """Write head and body, unless it has become too late since."""
        flight = _flight.get()
        if flight.is_late() and conn.protocol is not None:
            conn.protocol.set_exception(NotWritten(late=True))
            return
        flight.written = True
        await super().write_bytes(writer, conn, content_length)


@asynccontextmanager
async def open_outbound(
    *, connect_seconds: float = CONNECT_SECONDS, answer_seconds: float = ANSWER_SECONDS
) -> AsyncIterator[aiohttp.ClientSession]:
    """Open the client that all channels of a process share."""
    timeout = aiohttp.ClientTimeout(total=None, connect=connect_seconds, sock_read=answer_seconds)
    async with aiohttp.ClientSession(
        connector=aiohttp.TCPConnector(limit=MOST_CONNECTIONS),
        request_class=LastLook,
        cookie_jar=aiohttp.DummyCookieJar(),
        timeout=timeout,
    ) as session:
        yield session


async def call(
    session: aiohttp.ClientSession,
    method: str,
    url: str,
    *,
    deadline: float = float("inf"),
    answer_seconds: float | None = None,
    **body: Any,
) -> tuple[int, bytes]:
    """Make a request, and give status and body; or raise `NotWritten` or `AnswerLost`.

    Neither carries anything of the address, which holds a token or a key.
    """
    flight = _Flight(deadline)
    before = _flight.set(flight)
    if answer_seconds is not None:
        connect = session.timeout.connect
        body["timeout"] = aiohttp.ClientTimeout(connect=connect, sock_read=answer_seconds)
    try:
        async with session.request(method, url, allow_redirects=False, **body) as response:
            return response.status, await response.read()
    except (aiohttp.ClientError, OSError):  # a TimeoutError is an OSError
        raise (AnswerLost() if flight.written else NotWritten()) from None
    finally:
        _flight.reset(before)
