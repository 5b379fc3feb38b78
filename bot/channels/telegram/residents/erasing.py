"""/erase: a copy of what is kept as a file, or all of it gone, once that was confirmed."""

import asyncio
from datetime import datetime, timedelta

from sqlmodel import Session

from bot import chat_texts as texts
from bot.channels.telegram.arrival.inbox import erase_updates
from bot.channels.telegram.residents.answers import Shown
from bot.channels.telegram.residents.asking import CHANNEL
from bot.channels.telegram.speech.desk import TelegramDesk
from bot.channels.telegram.speech.marks import forget_answered
from bot.channels.telegram.speech.taps import Tap, Verb, button
from bot.own_records import Owner, copy_of, erase
from jobs.places.groups import Channel

VERBS = (Verb.COPY, Verb.ERASE, Verb.ERASE_YES, Verb.KEEP)
GOOD_FOR = timedelta(minutes=10)


def offer() -> Shown:
    """Ask what is wanted."""
    rows = (
        (button(texts.ERASE_COPY, Verb.COPY),),
        (button(texts.ERASE_ALL, Verb.ERASE), button(texts.ERASE_NOTHING, Verb.KEEP)),
    )
    return Shown(f"{texts.ERASE_ASK}\n\n<i>{texts.ERASE_GROUPS}</i>", rows)


async def follow(desk: TelegramDesk, tap: Tap, chat: int) -> Shown | None:
    """Do what a button says, and give what its message is to read then, if anything else."""
    match tap.verb:
        case Verb.COPY:
            await _send_copy(desk, chat)
            return None
        case Verb.ERASE:
            return _sure(desk.clock())
        case Verb.ERASE_YES:
            return await _erase(desk, chat, tap.about)
        case _:
            return Shown(texts.ERASE_KEPT)


def _sure(now: datetime) -> Shown:
    until = int((now + GOOD_FOR).timestamp())
    row = (button(texts.ERASE_YES, Verb.ERASE_YES, until), button(texts.ERASE_NO, Verb.KEEP))
    return Shown(texts.ERASE_SURE, (row,))


async def _erase(desk: TelegramDesk, chat: int, until: str) -> Shown:
    now, owner = desk.clock(), _owner(chat)
    if not until.isdecimal() or int(until) < now.timestamp():
        return Shown(texts.ERASE_OLD)
    await asyncio.to_thread(desk.town.recorder.flush)

    def work(session: Session) -> int:
        forget_answered(session, chat=owner.address)
        erase_updates(session, owner.address)
        return erase(session, owner, now=now)

    count = await desk.write(work)
    desk.town.forget(CHANNEL, owner.address)
    return Shown(texts.ERASE_DONE.format(count=count))


async def _send_copy(desk: TelegramDesk, chat: int) -> None:
    await asyncio.to_thread(desk.town.recorder.flush)
    zone, open_secret = desk.settings.zone, desk.vault.decrypt
    said = await desk.read(
        lambda session: copy_of(session, _owner(chat), zone=zone, open_secret=open_secret)
    )
    content = ("\ufeff" + said + "\n").encode()  # so that Windows reads it as UTF-8
    await desk.bot.send_document(chat, content, filename=texts.COPY_FILE, caption=texts.COPY_SENT)


def _owner(chat: int) -> Owner:
    return Owner(Channel(CHANNEL), str(chat))
