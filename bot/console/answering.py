"""Answering: a request becomes a visit, and what a page says becomes a response."""

from collections.abc import Callable, Iterable
from contextlib import AbstractContextManager
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlencode

from sqlmodel import Session
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import FileResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route
from starlette.templating import Jinja2Templates
from starlette_admin.flash import flash, get_flashed_messages

from bot.console.cookies import keep, remove
from bot.console.pages import Answer, Page, Sent, Shown, Told, Went
from bot.console.visit import Visit
from bot.people import ROLES, Role
from bot.town import Town
from jobs.vault import Vault
from knowledge.errors import KnowledgeError, NotAllowed, NotFound

LOGIN = "/login"
LONGEST_FIELD = 1_000_000  # bytes of one field of a form
MOST_FIELDS = 5_000


class Answering:
    """Serves pages: opens the database, asks the page, says what was refused."""

    def __init__(
        self, town: Town, vault: Vault, templates: Jinja2Templates, *, clock: Callable[[], datetime]
    ) -> None:
        self._town, self._vault, self._templates, self._clock = town, vault, templates, clock

    def routes(self, pages: Iterable[Page]) -> list[Route]:
        """Make a route of every page."""
        return [
            Route(page.path, self._endpoint(page), methods=[page.method], name=_name(page))
            for page in pages
        ]

    def _endpoint(self, page: Page) -> Callable[[Request], Any]:
        async def endpoint(request: Request) -> Response:
            request.state.strict = True
            form = FormData()
            if page.method == "POST":
                form = await request.form(
                    max_part_size=LONGEST_FIELD, max_fields=MOST_FIELDS, max_files=20
                )
            try:
                return await run_in_threadpool(self._answer, page, request, form)
            finally:
                await form.close()  # and with it the files that came along

        return endpoint

    def _answer(self, page: Page, request: Request, form: FormData) -> Response:
        person = request.state.person
        if page.least is not None and person is None:
            return to_login(request)
        try:
            if page.least is not None and not person.at_least(page.least):
                raise NotAllowed(_too_low(page.least))
            with self._session(page.method) as session:
                visit = self._visit(request, session, form)
                answer = page.handler(visit, **request.path_params)
                response = None if isinstance(answer, Went) else self._respond(visit, answer)
            return response or self._go(request, answer)
        except KnowledgeError as error:
            return self._refuse(page, request, form, error)

    def _refuse(
        self, page: Page, request: Request, form: FormData, error: KnowledgeError
    ) -> Response:
        if "application/json" in request.headers.get("accept", ""):
            return JSONResponse({"detail": str(error)}, status_code=_status_of(error))
        with self._session("GET") as session:
            visit = self._visit(request, session, form)
            return self._respond(visit, _shown_again(page, visit, error), fault=str(error))

    def _session(self, method: str) -> AbstractContextManager[Session]:
        database = self._town.database
        return database.writing() if method == "POST" else database.reading()

    def _visit(self, request: Request, session: Session, form: FormData) -> Visit:
        return Visit(request, self._town, self._vault, session, self._clock(), form)

    def _respond(self, visit: Visit, answer: Answer, *, fault: str = "") -> Response:
        if isinstance(answer, Shown):
            context = {**visit.values, "fault": fault, **answer.values}
            context["flashed_messages"] = get_flashed_messages(visit.request)
            return self._templates.TemplateResponse(
                visit.request, answer.template, context, status_code=answer.status
            )
        if isinstance(answer, Told):
            return JSONResponse(answer.value, status_code=answer.status)
        if isinstance(answer, Sent):
            return _file(answer)
        return self._go(visit.request, answer)

    def _go(self, request: Request, answer: Answer) -> Response:
        assert isinstance(answer, Went)  # noqa: S101  (the only kind left)
        if answer.said:
            flash(request, answer.said, "warning" if answer.loud else "success")
        path = answer.path if answer.path[:2] not in ("//", "/\\") else "/"
        response = RedirectResponse(request.scope["root_path"] + path, status_code=303)
        secure = request.url.scheme == "https" or self._town.settings.public_url.startswith("https")
        if answer.token:
            keep(response, answer.token, secure=secure)
        elif answer.token is not None:
            remove(response, secure=secure)
        return response


def to_login(request: Request) -> Response:
    """Send somebody who is not signed in to the login page, and back afterwards."""
    root = request.scope["root_path"]
    if "application/json" in request.headers.get("accept", ""):
        return JSONResponse({"detail": "登录已经过期，请重新登录。"}, status_code=401)
    inside = request.url.path.removeprefix(root) or "/"
    wanted = inside + (f"?{request.url.query}" if request.url.query else "")
    ask = f"?{urlencode({'next': wanted})}" if request.method == "GET" and wanted != "/" else ""
    return RedirectResponse(f"{root}{LOGIN}{ask}", status_code=303)


def _shown_again(page: Page, visit: Visit, error: KnowledgeError) -> Answer:
    """Show the form as it was typed, or a page that only says what was refused."""
    if page.again is not None and not isinstance(error, NotFound):
        try:
            answer = page.again(visit, **visit.request.path_params)
        except KnowledgeError:  # the form itself is none of theirs
            pass
        else:
            if isinstance(answer, Shown):
                answer.status = _status_of(error)
            return answer
    return Shown("console/refused.html", status=_status_of(error))


def _name(page: Page) -> str:
    return f"{page.method} {page.path}"


def _too_low(least: Role) -> str:
    above = {Role.ADMINISTRATOR: "管理员"}.get(least, f"{ROLES[least]}以上的角色")
    return f"这一页要{above}才能打开。需要的话，请管理员调整您的角色。"


def _status_of(error: KnowledgeError) -> int:
    if isinstance(error, NotFound):
        return 404
    return 403 if isinstance(error, NotAllowed) else 422


def _file(answer: Sent) -> Response:
    headers = {"content-disposition": "inline"}
    if answer.name:
        headers["content-disposition"] = f"attachment; filename*=UTF-8''{quote(answer.name)}"
    if isinstance(answer.content, bytes):
        return Response(answer.content, media_type=answer.kind, headers=headers)
    return FileResponse(answer.content, media_type=answer.kind, headers=headers)
