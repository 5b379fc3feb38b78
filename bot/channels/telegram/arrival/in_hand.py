"""What a handler has in hand, known to whatever it calls: until when its chat is ours."""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass

from bot.flows.keeping import handling


@dataclass(slots=True)
class Hold:
    """Our right to work on chats; it ends at `deadline` (monotonic seconds) unless renewed."""

    deadline: float = float("inf")


_FOR_EVER = Hold()
_hold: ContextVar[Hold] = ContextVar("telegram_hold", default=_FOR_EVER)


@contextmanager
def in_hand(update_id: int, hold: Hold) -> Iterator[None]:
    """Note for the length of a block which update is handled, and by what right."""
    before, marker = _hold.set(hold), handling.set(str(update_id))
    try:
        yield
    finally:
        handling.reset(marker)
        _hold.reset(before)


def may_write_until() -> float:
    """Say until when something may be written to Telegram for what is in hand."""
    return _hold.get().deadline
