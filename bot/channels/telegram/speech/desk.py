"""What a handler of Telegram updates works with."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from sqlmodel import Session
from telegram import Bot

from bot.channels.telegram.speech.keyboard import Buttons
from bot.channels.telegram.speech.speaking import Speaker
from bot.flows.keeping import Flows
from bot.settings import Settings
from bot.town import Town
from jobs.delivery.ledger import Ledger
from jobs.forward.links import ForwardLinks
from jobs.vault import Vault
from knowledge.database import Database

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class TelegramDesk:
    """Everything at hand: the town, the bot, the database, and a voice.

    What is said goes out at Telegram's pace, and again until Telegram took it; it raises
    `ChatClosed` where nothing can be said and `NotHeard` where Telegram is away for too long. A
    handler may let both pass.
    """

    town: Town
    bot: Bot  # for what has no method here; its `id` and `username` are known
    speaker: Speaker
    ledger: Ledger
    flows: Flows
    links: ForwardLinks
    vault: Vault
    clock: Callable[[], datetime]

    @property
    def database(self) -> Database:
        """The database; in a handler use `read` and `write`."""
        return self.town.database

    @property
    def settings(self) -> Settings:
        """What the township has set."""
        return self.town.settings

    async def read(self, work: Callable[[Session], T]) -> T:
        """Look something up, without holding up anybody else."""

        def look() -> T:
            with self.database.reading() as session:
                return work(session)

        return await asyncio.to_thread(look)

    async def write(self, work: Callable[[Session], T]) -> T:
        """Have this done in a transaction, and give what it gave once that is on disk.

        It may run twice and must therefore change nothing but the database. What it gives back
        must not be a row: rows live as long as their session.
        """
        return await self.ledger.write(work)

    async def say(
        self,
        chat_id: int,
        html: str,
        *,
        buttons: Buttons | None = None,
        reply_to: int | None = None,
        thread: int | None = None,
        urgent: bool = False,
    ) -> int:
        """Say something, in several messages if it is long; give the last one's number.

        What is `urgent` (danger) goes before all that waits.
        """
        return await self.speaker.say(
            chat_id, html, buttons=buttons, reply_to=reply_to, thread=thread, urgent=urgent
        )

    async def show(
        self,
        chat_id: int,
        picture: bytes,
        html: str = "",
        *,
        buttons: Buttons | None = None,
        reply_to: int | None = None,
        thread: int | None = None,
    ) -> int:
        """Show a picture with words under it; give the last message's number."""
        return await self.speaker.show(
            chat_id, picture, html, buttons=buttons, reply_to=reply_to, thread=thread
        )

    async def edit(
        self, chat_id: int, message_id: int, html: str, *, buttons: Buttons | None = None
    ) -> bool:
        """Put other words and buttons into a message of ours; False if it can't be changed."""
        return await self.speaker.edit(chat_id, message_id, html, buttons=buttons)

    async def answer_button(self, query_id: str, text: str = "", *, alert: bool = False) -> None:
        """Let a tapped button rest; every tap needs this, with a word or without."""
        await self.speaker.answer_button(query_id, text, alert=alert)

    async def typing(self, chat_id: int, *, thread: int | None = None) -> None:
        """Show that an answer is on its way; dropped where there is no room for it."""
        await self.speaker.typing(chat_id, thread=thread)
