"""The addresses of the forward page: a page, its words and pictures, and one tap."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, JSONResponse

from bot.channels.forward.desk import ForwardDesk, Shown, Tapped
from bot.channels.same_origin import same_origin
from bot.settings import Settings
from jobs.forward.links import PATH, ForwardLinks
from knowledge.database import Database
from knowledge.errors import KnowledgeError, NotFound

PAGE = Path(__file__).parent.parent / "page" / "forward.html"
FRESH = {"cache-control": "no-store"}
ELSEWHERE = "请在转发页上点按钮。"


def forward_routes(
    database: Database,
    settings: Settings,
    links: ForwardLinks,
    *,
    clock: Callable[[], datetime],
    named: Callable[[], str] | None = None,
) -> APIRouter:
    """Make the routes; nothing but a tap from our own page changes anything.

    `named` gives the town's name where it may change meanwhile.
    """
    router = APIRouter(prefix=PATH.rstrip("/"), include_in_schema=False)
    town = named or (lambda: settings.town_name)
    desk = ForwardDesk(database, links, town=town, zone=settings.zone, clock=clock)

    @router.api_route("/{signed}", methods=["GET", "HEAD"])
    def page(signed: str) -> Response:
        return FileResponse(PAGE, headers=FRESH, status_code=_status(lambda: desk.check(signed)))

    @router.get("/{signed}/packs")
    def packs(signed: str) -> Response:
        return _answered(lambda: _json(desk.show(signed)))

    @router.get("/{signed}/pictures/{number}")
    def picture(signed: str, number: int) -> Response:
        def shown() -> Response:
            content, kind = desk.picture(signed, number)
            return Response(content, media_type=kind, headers=FRESH)

        return _answered(shown)

    @router.post("/{signed}/done/{delivery}")
    def done(signed: str, delivery: int, request: Request) -> Response:
        if not same_origin(request.headers, settings.public_url):
            return _sentence(ELSEWHERE, status=403)
        return _answered(lambda: _json(desk.tap(signed, delivery)))

    return router


def _answered(act: Callable[[], Response]) -> Response:
    try:
        return act()
    except KnowledgeError as error:
        return _sentence(str(error), status=_status_of(error))


def _status(act: Callable[[], None]) -> int:
    try:
        act()
    except KnowledgeError as error:
        return _status_of(error)
    return 200


def _status_of(error: KnowledgeError) -> int:
    return 404 if isinstance(error, NotFound) else 403


def _json(shown: Shown | Tapped) -> Response:
    return JSONResponse(shown.model_dump(), headers=FRESH)


def _sentence(text: str, *, status: int) -> Response:
    return JSONResponse({"detail": text}, status_code=status, headers=FRESH)
