"""Getting to know Telegram at the start, however long that takes."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from enum import StrEnum

import structlog
from telegram import Bot
from telegram.error import BadRequest, InvalidToken, TelegramError

from bot.channels.telegram.speech.errors import BAD_TOKEN
from bot.channels.telegram.speech.request import Flooded

FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0
PATH = "/channels/telegram"
SECRET_HEADER = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105
CONNECTIONS = 40  # webhook calls that Telegram may make at once
NO_ADDRESS = (
    "Telegram 没有启用：用 webhook 收消息要在 MINGBAI_PUBLIC_URL 里写 https:// 开头的对外网址；"
    "没有对外网址就把 MINGBAI_TELEGRAM_MODE 设成 polling。其余功能照常运行。"
)
BAD_ADDRESS = (
    "Telegram 不收这个 webhook 网址：请检查 MINGBAI_PUBLIC_URL（要 https，端口 443、80、88 或"
    " 8443），或者把 MINGBAI_TELEGRAM_MODE 设成 polling。其余功能照常运行。"
)

log = structlog.get_logger(__name__)


class State(StrEnum):
    """How things stand with Telegram."""

    CONNECTING = "connecting"
    ON = "on"
    WRONG_TOKEN = "wrong token"  # noqa: S105
    NO_ADDRESS = "no address"
    STOPPED = "stopped"


class Hopeless(Exception):
    """Staff must change a setting first; the rest of the program runs on."""

    def __init__(self, state: State, sentence: str) -> None:
        super().__init__(sentence)
        self.state = state


async def introduce(bot: Bot) -> None:
    """Learn who we are, or raise `Hopeless` if Telegram doesn't know the token."""
    await _patiently(bot.initialize)


async def set_webhook(bot: Bot, public_url: str, *, secret: str, wanted: tuple[str, ...]) -> None:
    """Have updates sent to us, or raise `Hopeless` if the address will never do."""
    if not public_url:
        raise Hopeless(State.NO_ADDRESS, NO_ADDRESS)

    async def ask() -> None:
        await bot.set_webhook(
            public_url + PATH,
            secret_token=secret,
            allowed_updates=wanted,
            max_connections=CONNECTIONS,
        )

    try:
        await _patiently(ask)
    except BadRequest:
        raise Hopeless(State.NO_ADDRESS, BAD_ADDRESS) from None


async def drop_webhook(bot: Bot) -> None:
    """Have updates kept for us until we ask."""

    async def ask() -> None:
        await bot.delete_webhook()

    await _patiently(ask)


async def _patiently(ask: Callable[[], Awaitable[None]]) -> None:
    """Ask until Telegram answers; it may be down, or far away."""
    wait, said = FIRST_WAIT, False
    while True:
        try:
            await ask()
            return
        except InvalidToken:
            raise Hopeless(State.WRONG_TOKEN, f"{BAD_TOKEN}其余功能照常运行。") from None
        except BadRequest:
            raise
        except Flooded as error:
            await asyncio.sleep(error.seconds)
        except TelegramError as error:
            if not said:
                log.warning("telegram_waits", error=type(error).__name__)
            said = True
            await asyncio.sleep(wait * random.uniform(0.5, 1))  # noqa: S311
            wait = min(LONGEST_WAIT, 2 * wait)
