"""How python-telegram-bot reaches Telegram: by our own client, and without knowing the token."""

import json
from contextvars import ContextVar
from http import HTTPStatus
from typing import Any
from urllib.parse import quote

import aiohttp
from telegram import Bot
from telegram._utils.types import ODVInput
from telegram.error import NetworkError, TelegramError
from telegram.request import BaseRequest, RequestData

from bot.channels.outbound import ANSWER_SECONDS, AnswerLost, NotWritten, call

HIDDEN = "0:hidden"  # what the library is told is the token: it writes it into logs and errors
UNTOLD_SECONDS = 5.0  # a flood answer that does not say for how long

deadline: ContextVar[float] = ContextVar("telegram_deadline", default=float("inf"))


class NeverSent(NetworkError):
    """Nothing left this machine; `late` says that the deadline had passed."""

    def __init__(self, *, late: bool) -> None:
        super().__init__("the request was not written")
        self.late = late


class NoAnswer(NetworkError):
    """The request was written and no answer came."""


class Flooded(TelegramError):
    """Too many requests: keep away for so many seconds."""

    def __init__(self, seconds: float) -> None:
        super().__init__(f"too many requests, wait for {seconds} seconds")
        self.seconds = seconds


class AiohttpRequest(BaseRequest):
    """Requests through a client that others share; each may be written until `deadline`."""

    def __init__(self, session: aiohttp.ClientSession, token: str) -> None:
        self._session, self._token = session, token

    @property
    def read_timeout(self) -> float:
        """How long an answer is waited for."""
        return ANSWER_SECONDS

    async def initialize(self) -> None:
        """The client was opened elsewhere."""

    async def shutdown(self) -> None:
        """The client is closed where it was opened."""

    async def do_request(
        self,
        url: str,
        method: str,
        request_data: RequestData | None = None,
        read_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,
        write_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        connect_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
        pool_timeout: ODVInput[float] = BaseRequest.DEFAULT_NONE,  # noqa: ARG002
    ) -> tuple[int, bytes]:
        """Write one request and give status and body, or say whether it was written at all."""
        # The library quotes the path of a file, and with it what stands for the token.
        address = url.replace(HIDDEN, self._token, 1).replace(quote(HIDDEN), quote(self._token), 1)
        try:
            status, answer = await call(
                self._session,
                method,
                address,
                deadline=deadline.get(),
                answer_seconds=read_timeout if isinstance(read_timeout, int | float) else None,
                **_body(request_data),
            )
        except NotWritten as error:
            raise NeverSent(late=error.late) from None
        except AnswerLost:
            raise NoAnswer("no answer came") from None
        _look(status, answer)
        return status, answer


def make_bot(request: AiohttpRequest, base: str) -> Bot:
    """Make the library's bot, which never sees the token."""
    return Bot(
        HIDDEN,
        base_url=f"{base}/bot",
        base_file_url=f"{base}/file/bot",
        request=request,
        get_updates_request=request,
    )


def _look(status: int, answer: bytes) -> None:
    """Raise what the library would say less exactly, or with a warning of its own."""
    if status == HTTPStatus.GATEWAY_TIMEOUT:
        raise NoAnswer("a gateway waited in vain")
    if status == HTTPStatus.TOO_MANY_REQUESTS:
        raise Flooded(_seconds(answer))


def _seconds(answer: bytes) -> float:
    try:
        return float(json.loads(answer)["parameters"]["retry_after"])
    except (ValueError, KeyError, TypeError):
        return UNTOLD_SECONDS


def _body(data: RequestData | None) -> dict[str, Any]:
    if data is None:
        return {}
    if not data.contains_files:
        return {"json": data.parameters}
    form = aiohttp.FormData()
    for name, value in data.json_parameters.items():
        form.add_field(name, value)
    for name, (filename, content, kind) in data.multipart_data.items():
        form.add_field(name, content, filename=filename, content_type=kind)
    return {"data": form}
