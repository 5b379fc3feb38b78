"""Where somebody on the staff acts, and how a step of theirs is shown there."""

import html
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial

from bot.channels.telegram.speech.desk import TelegramDesk
from bot.channels.telegram.speech.keyboard import Button, Buttons
from bot.flows.screens import Screen
from bot.staff_chats import Person, acting, reopen
from jobs.places.groups import Channel

CHANNEL = Channel.TELEGRAM
MARK = "s"  # what begins every button of staff
OLD = "这个按钮是以前的，请看最新的一条消息。"
TOAST = 190  # Telegram takes 200 characters of a word that floats by


@dataclass(frozen=True, slots=True)
class Spot:
    """A private chat, and the message and tap in hand if it was a button."""

    chat: int
    message: int = 0
    query: str = ""

    @property
    def account(self) -> str:
        """Whose chat it is: in private the chat bears the number of the person."""
        return str(self.chat)


def data(*parts: object) -> str:
    """Write what a button of staff sends."""
    return ":".join(map(str, (MARK, *parts)))


def tap(label: str, *parts: object) -> Sequence[Button]:
    """A row of one button of staff."""
    return (Button(label, data(*parts)),)


async def actor(desk: TelegramDesk, spot: Spot) -> Person:
    """Give who acts, or refuse: looked up anew each time."""
    person = await desk.read(lambda session: acting(session, CHANNEL, spot.account))
    if person.moved or person.closed:
        now = desk.clock()
        await desk.write(partial(reopen, person=person, channel=CHANNEL, now=now))
    return person


async def refuse(desk: TelegramDesk, spot: Spot, sentence: str) -> None:
    """Say why something was not done, where it was asked for."""
    if spot.query and len(sentence) <= TOAST:
        await desk.answer_button(spot.query, sentence, alert=True)
        return
    await rest(desk, spot)
    await desk.say(spot.chat, html.escape(sentence, quote=False))


async def rest(desk: TelegramDesk, spot: Spot, word: str = "") -> None:
    """Let the tapped button rest, if one was tapped."""
    if spot.query:
        await desk.answer_button(spot.query, word)


async def put(desk: TelegramDesk, spot: Spot, words: str, *, buttons: Buttons | None = None) -> int:
    """Show something in the tapped message, or in a new one; give its number."""
    if spot.message and await desk.edit(spot.chat, spot.message, words, buttons=buttons):
        return spot.message
    return await desk.say(spot.chat, words, buttons=buttons)


def words_of(screen: Screen) -> str:
    """Write a step as HTML."""
    return shown(screen.title, screen.text)


def shown(title: str, text: str = "") -> str:
    """Write a heading and words as HTML."""
    head = f"<b>{html.escape(title, quote=False)}</b>"
    return f"{head}\n{html.escape(text, quote=False)}" if text else head
