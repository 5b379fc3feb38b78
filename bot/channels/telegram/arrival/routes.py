"""The address that Telegram calls with every update."""

from fastapi import APIRouter, Request, Response
from sqlalchemy.exc import SQLAlchemyError

from bot.channels.telegram.arrival.application import Telegram
from bot.channels.telegram.arrival.connecting import PATH, SECRET_HEADER
from bot.channels.telegram.arrival.letterbox import Closed
from knowledge.errors import BadInput


def telegram_routes(telegram: Telegram) -> APIRouter:
    """Build the route; it answers when the update is stored, not when it has been handled."""
    router = APIRouter()

    @router.post(PATH, include_in_schema=False)
    async def receive(request: Request) -> Response:
        if not telegram.knows(request.headers.get(SECRET_HEADER, "")):
            return Response(status_code=403)
        try:
            await telegram.take_in(await request.body())
        except BadInput:
            return Response(status_code=400)
        except (Closed, SQLAlchemyError):  # Telegram will bring it again
            return Response(status_code=503)
        return Response()

    return router
