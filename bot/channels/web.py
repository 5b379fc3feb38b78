"""The residents' page and the HTTP interface behind it."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from fastapi.responses import FileResponse, JSONResponse
from fastapi.staticfiles import StaticFiles
from pydantic import BaseModel, Field, StringConstraints, TypeAdapter

from bot import texts
from bot.channels.below_path import BelowPath
from bot.channels.forward.routes import forward_routes
from bot.channels.guard import HEADERS, Guard
from bot.channels.telegram.arrival.application import Telegram
from bot.channels.telegram.arrival.routes import telegram_routes
from bot.console.application import mount_console
from bot.messages import INSIDE, MAX_QUESTION, Incoming, Reply
from bot.metrics import CONTENT_TYPE
from bot.secret_key import open_vault
from bot.town import Town, now
from jobs.forward.links import ForwardLinks
from jobs.records.exchanges import erase_conversation, record_feedback, storable
from knowledge.errors import NotFound

PAGE = Path(__file__).parent / "page"
_REPLY = TypeAdapter(Reply)

SessionName = Annotated[str, StringConstraints(max_length=64, pattern=r"^[\w-]*$")]


class Question(BaseModel):
    """A resident's question; `session` ties the questions of one visit together."""

    text: str
    session: SessionName = ""


class Feedback(BaseModel):
    """Whether an answer was of use."""

    exchange: str = Field(max_length=64, pattern=r"^[\w-]+$")
    useful: bool
    comment: str = Field(default="", max_length=2_000)


def build_app(
    town: Town, telegram: Telegram | None = None, *, clock: Callable[[], datetime] = now
) -> FastAPI:
    """Build the web application around an open town, with a door for Telegram where it has one."""
    vault = open_vault(town.settings)
    app = FastAPI(title="明白", docs_url=None, openapi_url="/api/openapi.json", redoc_url=None)
    app.add_middleware(Guard)
    app.add_middleware(BelowPath, prefix=urlsplit(town.settings.public_url).path)
    app.add_exception_handler(RequestValidationError, _refuse)
    app.add_exception_handler(400, _refuse)  # JSON too deeply nested to be read
    app.add_exception_handler(Exception, _apologise)
    _add_questions(app, town)
    _add_records(app, town)
    _add_inside(app, town, telegram)
    links = ForwardLinks(vault, town.settings.public_url)
    app.include_router(
        forward_routes(
            town.database, town.settings, links, clock=clock, named=lambda: town.settings.town_name
        )
    )
    mount_console(app, town, vault, clock=clock)
    if telegram and telegram.by_webhook:
        app.include_router(telegram_routes(telegram))
    _add_pages(app)
    return app


def _add_questions(app: FastAPI, town: Town) -> None:
    @app.get("/api/welcome")
    async def welcome() -> dict[str, object]:
        name = town.settings.town_name
        return {
            "town": name,
            "greeting": town.knowledge.words.greet(name),
            "samples": list(texts.SAMPLES),
            "privacy": {"days": town.settings.keep_days},
        }

    @app.post("/api/ask", response_model=Reply)
    async def ask(question: Question) -> Response:
        text = storable(question.text).strip()
        if not text:
            return _sentence(texts.EMPTY, status=422)
        if len(text) > MAX_QUESTION:
            return _sentence(texts.TOO_LONG, status=422)
        reply = town.ask(Incoming("web", question.session, text))
        return Response(_REPLY.dump_json(reply, exclude=set(INSIDE)), media_type="application/json")


def _add_records(app: FastAPI, town: Town) -> None:
    @app.post("/api/feedback", status_code=204)
    def feedback(said: Feedback) -> Response:
        town.recorder.flush()
        try:
            with town.database.writing() as session:
                record_feedback(session, said.exchange, useful=said.useful, comment=said.comment)
        except NotFound as error:
            return _sentence(str(error), status=404)
        return Response(status_code=204)

    @app.delete("/api/session/{session}", status_code=204)
    def erase(session: SessionName) -> Response:
        town.recorder.flush()
        with town.database.writing() as open_session:
            erase_conversation(open_session, f"web:{session}")
        town.forget("web", session)
        return Response(status_code=204)


def _add_inside(app: FastAPI, town: Town, telegram: Telegram | None) -> None:
    @app.get("/healthz")
    async def healthy() -> dict[str, str]:
        return {"status": "ok"}

    @app.get("/readyz")
    def ready() -> dict[str, object]:
        with town.database.engine.connect() as connection:
            connection.exec_driver_sql("SELECT 1")
        state = telegram.state if telegram else "off"
        return {"status": "ok", "stamp": town.knowledge.index.stamp, "telegram": state}

    @app.get("/metrics", include_in_schema=False)
    def metrics() -> Response:
        town.metrics.set_entries(town.knowledge.index.counts())
        town.metrics.set_records_pending(town.recorder.waiting)
        if telegram:
            town.metrics.set_updates_waiting(telegram.waiting())
        return Response(town.metrics.render(), media_type=CONTENT_TYPE)


def _add_pages(app: FastAPI) -> None:
    @app.api_route("/", methods=["GET", "HEAD"], include_in_schema=False)
    async def index() -> FileResponse:
        return FileResponse(PAGE / "index.html")

    @app.api_route("/privacy", methods=["GET", "HEAD"], include_in_schema=False)
    async def privacy() -> FileResponse:
        return FileResponse(PAGE / "privacy.html")

    @app.get("/api/docs", include_in_schema=False)
    async def docs() -> FileResponse:
        return FileResponse(PAGE / "docs.html")

    app.mount("/page", StaticFiles(directory=PAGE), name="page")


async def _refuse(_request: Request, _error: Exception) -> Response:
    return _sentence(texts.NOT_UNDERSTOOD, status=422)


async def _apologise(_request: Request, _error: Exception) -> Response:
    response = _sentence(texts.BROKEN, status=500)
    response.headers.update(HEADERS)  # it is made outside of the guard
    return response


def _sentence(text: str, *, status: int) -> Response:
    return JSONResponse({"detail": text}, status_code=status)
