"""The gate before every request to the console: who comes, from where, and what they may load."""

import logging
import secrets
from collections.abc import Callable
from datetime import datetime

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from bot.channels.same_origin import same_origin
from bot.console.answering import LOGIN, to_login
from bot.console.cookies import is_secure, token_of
from bot.console.entering import sign_ins
from bot.console.entering.recognising import owes_second_factor, recognise
from bot.console.sentences import sentence_page
from bot.town import Town

SAFE = ("GET", "HEAD", "OPTIONS")
OPEN = (LOGIN, "/join/", "/static/")  # where people are who are not signed in yet
SECOND_FACTOR = "/me/second-factor"
SETTING_UP = (SECOND_FACTOR, "/logout", LOGIN)  # all that is open until a second factor is set up
ELSEWHERE = "这一步不是从控制台的页面上来的，没有执行。请回到控制台再试。"
BROKEN = "控制台出了点问题，刚才这一步没有完成。请返回再试；还不行，请告诉维护人员。"
_POLICY = (
    "default-src 'self'; script-src 'self' 'nonce-{nonce}'; style-src 'self' {style}; "
    "img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; "
    "object-src 'none'"
)


class Gate:
    """Knows who comes, turns writes from elsewhere away, and adds the security headers."""

    def __init__(self, app: ASGIApp, *, town: Town, clock: Callable[[], datetime]) -> None:
        self._app, self._town, self._clock = app, town, clock

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        request.state.nonce, request.state.strict = secrets.token_urlsafe(16), False
        request.state.person = request.state.sign_in = None
        request.state.owes = False
        guarded = _Guarded(request, send)
        refusal = await self._refusal(request)
        if refusal is not None:
            await refusal(scope, receive, guarded)
            return
        try:
            await self._app(scope, receive, guarded)
        except Exception:
            logging.getLogger(__name__).exception("a page of the console failed")
            if guarded.began:
                raise
            await sentence_page(request, BROKEN, status=500)(scope, receive, guarded)

    async def _refusal(self, request: Request) -> Response | None:
        inside = request.url.path.removeprefix(request.scope["root_path"])
        if request.method not in SAFE and not same_origin(
            request.headers, self._town.settings.public_url
        ):
            return sentence_page(request, ELSEWHERE, status=403)
        if inside.startswith("/static/"):
            return None
        token = token_of(request, secure=is_secure(request, self._town.settings.public_url))
        if token:
            await run_in_threadpool(self._recognise, request, token)
        if request.state.person is None and not inside.startswith(OPEN):
            return to_login(request)
        if request.state.owes and not inside.startswith(SETTING_UP):
            return _to_second_factor(request)
        return None

    def _recognise(self, request: Request, token: str) -> None:
        now, database = self._clock(), self._town.database
        with database.reading() as session:
            found = recognise(session, token, now=now)
        if found is None:
            return
        request.state.person, request.state.sign_in = found.person, found.sign_in
        required = self._town.settings.require_second_factor
        request.state.owes = owes_second_factor(found, required=required)
        if found.stale:
            with database.writing() as session:
                sign_ins.see(session, found.sign_in, now=now)


class _Guarded:
    """Adds headers when a response begins, as strict as the page allows."""

    def __init__(self, request: Request, send: Send) -> None:
        self._request, self._send, self.began = request, send, False
        # Mounted applications change the scope's own path as they pass a request on.
        static = f"{request.scope['root_path']}/static/"
        self._is_static = request.url.path.startswith(static)

    async def __call__(self, message: Message) -> None:
        if message["type"] == "http.response.start":
            self.began = True
            state = self._request.state
            # Lists and forms of the library set styles in attributes; our own pages do not.
            style = f"'nonce-{state.nonce}'" if state.strict else "'unsafe-inline'"
            policy = _POLICY.format(nonce=state.nonce, style=style)
            said = message["headers"]
            if self._is_static:  # what is kept for an hour must carry nobody's cookie
                said = [header for header in said if header[0] != b"set-cookie"]
            message["headers"] = [
                *said,
                (b"content-security-policy", policy.encode()),
                (b"cache-control", b"private, max-age=3600" if self._is_static else b"no-store"),
            ]
        await self._send(message)


def _to_second_factor(request: Request) -> Response:
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"detail": "请先设置动态验证码。"}, status_code=403)
    return RedirectResponse(request.scope["root_path"] + SECOND_FACTOR, status_code=303)
