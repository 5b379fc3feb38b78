"""What every web reply carries and what no request may exceed."""

import json

from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot import texts

MAX_BODY = 64 * 1024
# Where more than a resident's question may come: by the beginning of the path, the first that fits.
MAX_BODIES = {
    "/channels/telegram": 1_000_000,
    "/console/login": MAX_BODY,
    "/console/join": MAX_BODY,
    "/console/lists": 21_000_000,
    "/console/notices/": 3_000_000,  # with a picture
    "/console/": 2_000_000,
}
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
                # A page with a policy of its own is not held to the residents' as well.
                said = {name for name, _value in message["headers"]}
                ours = [header for header in (*_RAW, *fresh) if header[0] not in said]
                message["headers"] = [*message["headers"], *ours]
            await send(message)

        length = next((value for name, value in scope["headers"] if name == b"content-length"), b"")
        chunked = any(name == b"transfer-encoding" for name, _value in scope["headers"])
        most = _most(scope["path"].removeprefix(scope.get("root_path", "")))
        if chunked or (length.isdigit() and int(length) > most):
            await _refuse(guarded)
            return
        await self._app(scope, receive, guarded)


def _most(path: str) -> int:
    fitting = (most for beginning, most in MAX_BODIES.items() if path.startswith(beginning))
    return next(fitting, MAX_BODY)


async def _refuse(send: Send) -> None:
    body = json.dumps({"detail": texts.TOO_BIG}, ensure_ascii=False).encode()
    kind = (b"content-type", b"application/json; charset=utf-8")
    headers = [kind, (b"content-length", str(len(body)).encode()), (b"connection", b"close")]
    await send({"type": "http.response.start", "status": 413, "headers": headers})
    await send({"type": "http.response.body", "body": body})
