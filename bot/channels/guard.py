"""What every web reply carries and what no request may exceed."""

import json

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot import texts

MAX_BODY = 64 * 1024
MAX_BODIES = {"/channels/telegram": 1_000_000}  # where more than a resident's question may come
HEADERS = {
    "content-security-policy": "default-src 'self'; base-uri 'none'; form-action 'self'; "
    "frame-ancestors 'none'; object-src 'none'",
    "referrer-policy": "no-referrer",
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
}
_RAW = [(name.encode(), value.encode()) for name, value in HEADERS.items()]
_NO_STORE = [(b"cache-control", b"no-store")]


class Guard:
    """Adds security headers to every reply and turns bodies that are too big away unread."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, guarded."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                fresh = _NO_STORE if scope["path"].startswith("/api/") else []
                message["headers"] = [*message["headers"], *_RAW, *fresh]
            await send(message)

        length = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
        chunked = any(name == b"transfer-encoding" for name, _value in scope["headers"])
        most = MAX_BODIES.get(scope["path"], MAX_BODY)
        if chunked or (length.isdigit() and int(length) > most):
            await _refuse(guarded)
            return
        await self._app(scope, receive, guarded)


async def _refuse(send: Send) -> None:
    body = json.dumps({"detail": texts.TOO_BIG}, ensure_ascii=False).encode()
    kind = (b"content-type", b"application/json; charset=utf-8")
    headers = [kind, (b"content-length", str(len(body)).encode()), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
