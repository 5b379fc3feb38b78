"""A whole town with its Telegram channel, running against the fake in this very process."""

import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

import uvicorn
from fakes.platforms import platforms
from forgetting import let_fastapi_forget
from telegram_chat import TOKEN, Telegram

from bot.channels.telegram.arrival.application import Telegram as Channel
from bot.channels.telegram.arrival.routing import Handler
from bot.channels.telegram.handlers import HANDLERS
from bot.channels.telegram.speech.pace import ReplyLimits
from bot.channels.web import build_app
from bot.settings import Settings
from bot.town import Town, now, open_town

KEY = "a-key-of-at-least-thirty-two-characters"
START_SECONDS = 30
AT_ONCE = ReplyLimits(bot=(), chat=(), group=())


@contextmanager
def telegram_town(folder: Path, **options: Any) -> Iterator[Telegram]:
    """Run a town of this folder in a Telegram of its own, see `running_town`."""
    with platforms() as fake:
        telegram = Telegram(fake)
        with running_town(telegram, folder, **options):
            yield telegram


@contextmanager
def running_town(
    telegram: Telegram,
    folder: Path,
    *,
    mode: str = "webhook",
    limits: ReplyLimits = AT_ONCE,
    handlers: Sequence[Handler] = HANDLERS,
    clock: Callable[[], datetime] = now,
    **settings: Any,
) -> Iterator[None]:
    """Run a town in a Telegram that is there before and after; `telegram.town` is the town.

    Replies go out at once; a test that is about their pace brings the real limits.
    """
    with ExitStack() as stack:
        stack.callback(let_fastapi_forget)
        listener = stack.enter_context(closing(_listen()))
        chosen: dict[str, Any] = {
            "_env_file": None,
            "data_dir": folder,
            "town_name": "城关镇",
            "secret_key": KEY,
            "public_url": f"http://127.0.0.1:{listener.getsockname()[1]}",
            "telegram_token": TOKEN,
            "telegram_api_base": telegram.fake.url,
            "telegram_mode": mode,
        }
        town = open_town(Settings(**chosen | settings), clock=clock)
        stack.callback(town.close)
        channel = Channel(town, handlers=handlers, limits=limits, clock=clock)
        stack.enter_context(_served(town, channel, listener))
        town.start()
        channel.start()
        stack.callback(channel.close)
        telegram.town, telegram.depth = town, channel.waiting
        yield


@contextmanager
def _served(town: Town, channel: Channel, listener: socket.socket) -> Iterator[None]:
    config = uvicorn.Config(
        build_app(town, channel), log_config=None, access_log=False, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    thread = threading.Thread(
        target=server.run, kwargs={"sockets": [listener]}, name="serving", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        server.should_exit = True
        thread.join(START_SECONDS)


def _listen() -> socket.socket:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    return listener
