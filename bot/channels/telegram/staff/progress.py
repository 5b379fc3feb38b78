"""The message in which an author follows a notice: it changes by itself until the report."""

import hashlib
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from sqlmodel import Session

from bot.channels.telegram.speech.desk import TelegramDesk
from bot.channels.telegram.speech.keyboard import Buttons
from bot.channels.telegram.speech.speaking import ChatClosed, NotHeard
from bot.channels.telegram.staff.spot import CHANNEL, Spot, put, shown, tap
from bot.delivering import town_times
from bot.following import Followed, claim, follow, open_ones
from bot.progress_cards import Card, card
from jobs.writing.notices import Notice, find_notice


@dataclass(frozen=True, slots=True)
class _Change:
    """One message that is to read otherwise."""

    row: int
    chat: int
    message: int
    before: datetime
    words: str
    buttons: Buttons
    ended: bool


async def begin_following(desk: TelegramDesk, spot: Spot, number: int) -> None:
    """Show where a notice stands, in a message that is kept up to date from now on."""
    found = await desk.read(lambda session: _card(desk, session, find_notice(session, number)))
    words = shown(found.title, found.text)
    message = await put(desk, spot, words, buttons=_buttons(found, number))
    now = desk.clock()

    def keep(session: Session) -> None:
        follow(
            session,
            number,
            channel=CHANNEL,
            account=spot.account,
            message=message,
            shown=_digest(words),
            now=now,
        )

    await desk.write(keep)


async def keep_up(desk: TelegramDesk) -> None:
    """Change the messages that are not true any more."""
    for one in await desk.read(lambda session: _changes(desk, session)):
        if await desk.write(partial(_claimed, one, now=desk.clock())):
            with suppress(ChatClosed, NotHeard):  # the next change shows it
                await desk.edit(one.chat, one.message, one.words, buttons=one.buttons)


def _changes(desk: TelegramDesk, session: Session) -> list[_Change]:
    """Give the messages that say what is not so any more."""
    found = list[_Change]()
    for row in open_ones(session, CHANNEL, now=desk.clock()):
        told = _card(desk, session, session.get_one(Notice, row.notice_id))
        words = shown(told.title, told.text)
        if told.ended or _digest(words) != row.shown:
            found.append(_change(row, words, told))
    return found


def _change(row: Followed, words: str, told: Card) -> _Change:
    return _Change(
        row=row.id or 0,
        chat=int(row.account),
        message=row.message,
        before=row.edited_at,
        words=words,
        buttons=_buttons(told, row.notice_id),
        ended=told.ended,
    )


def _claimed(one: _Change, session: Session, *, now: datetime) -> bool:
    return claim(
        session, one.row, before=one.before, shown=_digest(one.words), ended=one.ended, now=now
    )


def _card(desk: TelegramDesk, session: Session, notice: Notice) -> Card:
    settings = desk.settings
    return card(
        session,
        notice,
        steps_needed=settings.review_steps,
        times=town_times(session, settings),
        now=desk.clock(),
    )


def _buttons(found: Card, number: int) -> Buttons:
    return [tap("改好再送审", "n", "edit", number)] if found.returned else []


def _digest(words: str) -> str:
    return hashlib.blake2b(words.encode(), digest_size=12).hexdigest()
