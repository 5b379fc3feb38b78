"""A reverse proxy in front of a town, at a path of its own address."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager

from aiohttp import ClientSession, web

PREFIX = "/mingbai"
HOP = ("connection", "transfer-encoding", "content-encoding", "content-length", "keep-alive")


@contextmanager
def proxy(behind: str, *, strip: bool) -> Iterator[str]:
    """Serve a town below /mingbai, with the path stripped or left; nothing else is there."""
    loop = asyncio.new_event_loop()
    thread = threading.Thread(target=loop.run_forever, daemon=True)
    thread.start()
    runner, address = asyncio.run_coroutine_threadsafe(_start(behind, strip), loop).result(30)
    try:
        yield address
    finally:
        asyncio.run_coroutine_threadsafe(runner.cleanup(), loop).result(30)
        loop.call_soon_threadsafe(loop.stop)
        thread.join(30)
        loop.close()


async def _start(behind: str, strip: bool) -> tuple[web.AppRunner, str]:
    client = ClientSession(auto_decompress=False)

    async def passed_on(request: web.Request) -> web.StreamResponse:
        path = request.rel_url.raw_path_qs
        wanted = path.removeprefix(PREFIX) if strip else path
        async with client.request(
            request.method,
            behind + wanted,
            headers={k: v for k, v in request.headers.items() if k.lower() not in HOP},
            data=await request.read(),
            allow_redirects=False,
        ) as answer:
            response = web.Response(status=answer.status, body=await answer.read())
            for name, value in answer.headers.items():
                if name.lower() not in (*HOP, "content-type", "date", "server"):
                    response.headers.add(name, value)
            response.headers["content-type"] = answer.headers.get("content-type", "")
            return response

    async def ended(_app: web.Application) -> None:
        await client.close()

    app = web.Application(client_max_size=30_000_000)
    app.router.add_route("*", PREFIX + "/{rest:.*}", passed_on)
    app.on_cleanup.append(ended)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    return runner, f"http://127.0.0.1:{runner.addresses[0][1]}{PREFIX}"
