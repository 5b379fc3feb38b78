"""Who handles an update: the first of the handlers that says it is theirs."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass

from telegram import Update

from bot.channels.telegram.speech.desk import TelegramDesk

Handler = Callable[[Update, TelegramDesk], Awaitable[bool]]


class Router:
    """Tries handlers in order."""

    def __init__(self, handlers: Sequence[Handler]) -> None:
        self._handlers = handlers

    async def handle(self, update: Update, desk: TelegramDesk) -> bool:
        """Have an update handled, and say whether anybody did; silence is fine, too."""
        for handler in self._handlers:
            if await handler(update, desk):
                return True
        return False


@dataclass(frozen=True, slots=True)
class Chore:
    """What is done at the start and every so often, by one process at a time.

    What it raises is logged, and it is tried again in its turn.
    """

    name: str
    seconds: float
    work: Callable[[TelegramDesk], Awaitable[None]]
