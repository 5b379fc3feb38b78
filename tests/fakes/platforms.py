"""Telegram and WeCom in one server: in a thread for tests, or as a process for benchmarks.

`python -m tests.fakes.platforms --port 0 --log FILE` prints its port and serves until SIGTERM.
Addresses: `/bot<token>/<method>`, `/file/bot<token>/<path>`, `/cgi-bin/webhook/send?key=…`, and
`/_fake/…` to be told what to answer.
"""

import argparse
import asyncio
import contextlib
import signal
import socket
import struct
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from aiohttp import web

from .answers import Answer
from .call_log import Call, CallLog
from .orders import obey
from .script import Rule, Script
from .telegram_api import TelegramApi, parameters
from .wecom_api import WecomApi

FLUSH_SECONDS = 0.2
MOST_BYTES = 20 * 2**20
ROBOT_PATH = "/cgi-bin/webhook/send"
_LINGER = struct.pack("ii", 1, 0)  # close with a reset instead of a goodbye


class Platforms:
    """The server, and what a test asks of it."""

    def __init__(self, log: CallLog) -> None:
        self.script, self.log = Script(), log
        self.telegram, self.wecom = TelegramApi(self.script), WecomApi(self.script)
        self.port = 0

    @property
    def url(self) -> str:
        """Where both platforms are."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def calls(self) -> list[Call]:
        """What was called so far."""
        return list(self.log.calls)

    @property
    def accepted(self) -> list[Call]:
        """The messages that groups have got so far."""
        return [call for call in self.log.calls if call.accepted]

    def answers(self, answer: str, **rest: Any) -> None:
        """Have the calls that fit answered so, see `Rule`."""
        self.script.add(Rule(answer, **rest))

    def enforce_limits(self, on: bool = True) -> None:
        """Refuse what goes beyond the platforms' limits."""
        self.telegram.limits = self.wecom.limits = on

    async def handle(self, request: web.BaseRequest) -> web.StreamResponse:
        """Answer one HTTP request."""
        path = request.rel_url.raw_path
        if path.startswith("/bot"):
            token, _, method = path[4:].partition("/")
            given = await _given(request)
            answer = await self.telegram.answer(token.replace("%3A", ":"), method, given)
            return await self._deliver(request, answer, "telegram", token, method)
        if path.startswith("/file/bot"):
            token, _, name = path[9:].partition("/")
            return self._file(token.replace("%3A", ":"), name)
        if path == ROBOT_PATH:
            key = request.rel_url.query.get("key", "")
            answer = self.wecom.answer(key, await request.read())
            kind = str(answer.sent.get("msgtype", ""))
            return await self._deliver(request, answer, "wecom", key, kind)
        if path.startswith("/_fake/"):
            return await obey(self, path.removeprefix("/_fake/"), request)
        return web.Response(status=404)

    def _file(self, token: str, name: str) -> web.Response:
        content = self.telegram.file(token, name)
        return web.Response(body=content) if content is not None else web.Response(status=404)

    async def _deliver(
        self, request: web.BaseRequest, answer: Answer, platform: str, who: str, method: str
    ) -> web.StreamResponse:
        self.log.add(
            platform,
            who,
            method,
            chat=answer.chat,
            text=answer.text,
            verdict=answer.verdict,
            accepted=answer.accepted,
            sent=answer.sent,
        )
        if answer.hang:
            await asyncio.sleep(answer.hang)
        if answer.reset:
            _reset(request)
        return web.Response(body=answer.body, status=answer.status, content_type="application/json")


def _roomy(*parts: Any) -> web.BaseRequest:
    return web.BaseRequest(*parts, asyncio.get_running_loop(), client_max_size=MOST_BYTES)


def _reset(request: web.BaseRequest) -> None:
    transport = request.transport
    if transport is not None:
        transport.get_extra_info("socket").setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, _LINGER)
        transport.abort()


async def _given(request: web.BaseRequest) -> dict[str, Any]:
    """Read parameters the four ways Telegram takes them."""
    given: dict[str, Any] = dict(request.rel_url.query)
    kind = request.content_type
    if kind == "application/json":
        return given | parameters(await request.read())
    if kind.startswith("multipart/") or kind == "application/x-www-form-urlencoded":
        for name, value in (await request.post()).items():
            given[name] = value.file.read() if isinstance(value, web.FileField) else value
    return given


async def serve(fake: Platforms, *, port: int, ready: threading.Event, stop: asyncio.Event) -> None:
    """Serve until told to stop, then write the last of the log."""
    server = web.Server(fake.handle, request_factory=_roomy, access_log=None)
    runner = web.ServerRunner(server, shutdown_timeout=0.1)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", port, backlog=1024)
    await site.start()
    fake.port = runner.addresses[0][1]
    ready.set()
    try:
        while not stop.is_set():
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(stop.wait(), FLUSH_SECONDS)
            fake.log.flush()
    finally:
        await fake.telegram.close()
        await runner.cleanup()
        fake.log.close()


@contextmanager
def platforms(*, log: Path | None = None) -> Iterator[Platforms]:
    """Serve from a thread of its own until the end of the block."""
    fake, ready = Platforms(CallLog(log)), threading.Event()
    loop = asyncio.new_event_loop()
    stop = asyncio.Event()

    def run() -> None:
        with contextlib.closing(loop):
            loop.run_until_complete(serve(fake, port=0, ready=ready, stop=stop))

    thread = threading.Thread(target=run, name="platforms", daemon=True)
    thread.start()
    assert ready.wait(10), "the fake platforms did not start"
    try:
        yield fake
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join(10)


async def _main(port: int, log: Path | None, limits: bool) -> None:
    fake, ready, stop = Platforms(CallLog(log, keep=False)), threading.Event(), asyncio.Event()
    fake.enforce_limits(limits)
    for number in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(number, stop.set)
    serving = asyncio.create_task(serve(fake, port=port, ready=ready, stop=stop))
    while not ready.is_set() and not serving.done():
        await asyncio.sleep(0.01)
    print(fake.port, flush=True)
    await serving


def main() -> None:
    """Serve as a process."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--log", type=Path)
    parser.add_argument("--limits", action="store_true", help="refuse what exceeds the limits")
    chosen = parser.parse_args()
    try:
        import uvloop
    except ImportError:  # not on Windows; slower, and otherwise the same
        run = asyncio.run
    else:
        run = uvloop.run
    run(_main(chosen.port, chosen.log, chosen.limits))


if __name__ == "__main__":
    main()
