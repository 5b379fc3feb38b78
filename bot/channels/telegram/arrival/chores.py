"""What is done for Telegram by the clock, by one process at a time."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from functools import partial

import structlog
from sqlmodel import Session

from bot.channels.telegram.arrival import inbox
from bot.channels.telegram.arrival.in_hand import Hold
from bot.channels.telegram.arrival.routing import Chore
from bot.channels.telegram.speech.desk import TelegramDesk
from bot.flows.keeping import erase_idle

TIDY_SECONDS = 3_600.0

log = structlog.get_logger(__name__)


async def do_chores(chores: Sequence[Chore], desk: TelegramDesk, _hold: Hold) -> None:
    """Do each chore now and then again and again, side by side, until cancelled."""
    async with asyncio.TaskGroup() as tasks:
        for chore in (*chores, Chore("tidy", TIDY_SECONDS, tidy)):
            tasks.create_task(_again_and_again(chore, desk))


async def tidy(desk: TelegramDesk) -> None:
    """Forget updates and flows that are long over."""
    await desk.write(partial(_forget, bot=desk.bot.id, now=desk.clock()))


async def _again_and_again(chore: Chore, desk: TelegramDesk) -> None:
    while True:
        try:
            await chore.work(desk)
        except Exception as error:  # one chore must not stop the others
            log.error("chore_failed", chore=chore.name, error=type(error).__name__)
        await asyncio.sleep(chore.seconds)


def _forget(session: Session, *, bot: int, now: datetime) -> None:
    inbox.trim(session, bot, now=now)
    erase_idle(session, now=now)
