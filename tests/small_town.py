"""A town with next to no knowledge and a Telegram channel, served over real HTTP in a moment."""

import socket
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import uvicorn
from builders import index_of, knowledge_of
from fakes.platforms import Platforms
from telegram import Update

from bot.channels.telegram.arrival.application import Telegram
from bot.channels.telegram.arrival.connecting import PATH, SECRET_HEADER
from bot.channels.telegram.arrival.routing import Handler
from bot.channels.telegram.speech.desk import TelegramDesk
from bot.channels.telegram.speech.pace import ReplyLimits
from bot.channels.web import build_app
from bot.secret_key import open_vault
from bot.settings import Settings
from bot.town import Town
from knowledge.database import Database
from knowledge.starter_files import load_dangers

TOKEN = "700001:very-secret-token"
KEY = "a-key-of-at-least-thirty-two-characters"
AT_ONCE = ReplyLimits(bot=(), chat=(), group=())


@dataclass
class SmallTown:
    """A town, its channel, and a way to be Telegram's webhook caller."""

    town: Town
    telegram: Telegram
    http: httpx.Client
    secret: str

    def post(self, update: object = None, *, secret: str | None = None, **rest: Any) -> int:
        """Call the webhook, and give the status of the answer."""
        headers = {SECRET_HEADER: self.secret if secret is None else secret}
        body = {"json": update} if update is not None else {}
        return self.http.post(PATH, headers=headers, **body | rest).status_code

    def settles(self, *, seconds: float = 30) -> None:
        """Wait until every update has been handled."""
        until(lambda: self.telegram.waiting() == 0, seconds=seconds)


@dataclass
class Heard:
    """A handler that notes what it is given, and says it again if it is told to."""

    echoes: bool = False
    fails: Callable[[Update], bool] = lambda _update: False
    updates: list[Update] = field(default_factory=list)

    async def __call__(self, update: Update, desk: TelegramDesk) -> bool:
        """Handle an update."""
        self.updates.append(update)
        if self.fails(update):
            raise RuntimeError("not to be seen by anybody")
        message = update.message or update.edited_message
        if self.echoes and message and message.text:
            await desk.say(message.chat.id, f"您说：{message.text}")
        return True

    @property
    def texts(self) -> list[str]:
        """What was written, in the order in which it was handled."""
        return [one.message.text or "" for one in self.updates if one.message]


def settings_of(folder: Path, fake: Platforms, **rest: Any) -> Settings:
    """The settings of a town that talks to a fake Telegram."""
    chosen: dict[str, Any] = {
        "_env_file": None,
        "data_dir": folder,
        "secret_key": KEY,
        "telegram_token": TOKEN,
        "telegram_api_base": fake.url,
        "telegram_mode": "webhook",
    }
    return Settings(**chosen | rest)


@contextmanager
def small_town(
    database: Database,
    folder: Path,
    fake: Platforms,
    *handlers: Handler,
    limits: ReplyLimits = AT_ONCE,
    chores: Sequence[Any] = (),
    started: bool = True,
    **rest: Any,
) -> Iterator[SmallTown]:
    """Serve until the end of the block."""
    with ExitStack() as stack:
        listener = stack.enter_context(closing(_listen()))
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
        settings = settings_of(folder, fake, **{"public_url": url} | rest)
        knowledge = knowledge_of(index_of(database))
        object.__setattr__(knowledge, "dangers", load_dangers())
        town = Town(settings, database, knowledge)
        telegram = Telegram(town, handlers=handlers, chores=chores, limits=limits)
        stack.callback(town.recorder.close)
        stack.callback(telegram.close)
        stack.enter_context(_served(town, telegram, listener))
        if started:
            telegram.start()
        http = stack.enter_context(httpx.Client(base_url=url, timeout=30))
        yield SmallTown(town, telegram, http, open_vault(settings).mark("telegram webhook"))


@contextmanager
def _served(town: Town, telegram: Telegram, listener: socket.socket) -> Iterator[None]:
    config = uvicorn.Config(
        build_app(town, telegram), log_config=None, access_log=False, timeout_graceful_shutdown=1
    )
    server = uvicorn.Server(config)
    serve = {"sockets": [listener]}
    thread = threading.Thread(target=server.run, kwargs=serve, name="serving", daemon=True)
    thread.start()
    try:
        until(lambda: server.started)
        yield
    finally:
        server.should_exit = True
        thread.join(30)


def until(met: Callable[[], bool], *, seconds: float = 30) -> None:
    """Wait for something to become true."""
    end = time.monotonic() + seconds
    while not met():
        assert time.monotonic() < end, "waited too long"
        time.sleep(0.02)


def _listen() -> socket.socket:
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(128)
    return listener
