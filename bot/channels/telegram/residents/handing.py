"""「转给工作人员」 in a private chat: the question, a number if somebody wants to leave one."""

import asyncio
import html

from sqlmodel import Session, col, select

from bot import chat_texts as texts
from bot.channels.telegram.residents.answers import Shown
from bot.channels.telegram.residents.asking import CHANNEL
from bot.channels.telegram.speech.desk import TelegramDesk
from bot.channels.telegram.speech.taps import Tap, Verb, button
from bot.flows.handing_over import Said, begin, exchange_of, hear
from bot.messages import ReplyKind
from jobs.records.exchanges import Exchange
from jobs.records.handovers import hand_over

_ASKED = (ReplyKind.ANSWER, ReplyKind.CHOICES, ReplyKind.UNKNOWN)  # greetings ask nothing
VERBS = (Verb.HAND_OVER, Verb.NO_PHONE, Verb.NO_HANDOVER)


async def follow(desk: TelegramDesk, tap: Tap, chat: int) -> Shown:
    """Do what a button says, and give what is to be said."""
    if tap.verb is Verb.NO_HANDOVER:
        await desk.flows.end(chat, chat)
        return Shown(texts.HANDOVER_STOPPED)
    await asyncio.to_thread(desk.town.recorder.flush)
    question = await desk.read(lambda session: _question(session, tap.about))
    if not question:
        return Shown(texts.ERASED_ANSWER)
    if tap.verb is Verb.NO_PHONE:
        return await _keep(desk, chat, tap.about)
    await desk.flows.keep(chat, chat, begin(tap.about, now=desk.clock()))
    no_phone, stop = texts.HANDOVER_BUTTONS
    row = (
        button(no_phone, Verb.NO_PHONE, tap.about),
        button(stop, Verb.NO_HANDOVER, tap.about),
    )
    said = texts.HANDOVER_ASK.format(question=f"<i>{html.escape(question, quote=False)}</i>")
    return Shown(said, (row,))


async def hand_over_last(desk: TelegramDesk, chat: int) -> Shown:
    """Hand over what was asked last; without anything asked, ask for it."""
    await asyncio.to_thread(desk.town.recorder.flush)
    last = await desk.read(lambda session: _last(session, chat))
    if not last:
        return Shown(texts.HANDOVER_NOTHING)
    return await follow(desk, Tap(Verb.HAND_OVER, last), chat)


async def take(desk: TelegramDesk, chat: int, text: str) -> Shown | None:
    """Take a message as the number that was asked for; nothing if it is something else."""
    heard = hear(text)
    if heard.said is Said.OTHER or text.strip() in desk.town.knowledge.hotlines:
        return None
    exchange = exchange_of(await desk.flows.get(chat, chat), now=desk.clock())
    if not exchange:
        return None
    if heard.said is Said.BAD:
        return Shown(texts.HANDOVER_BAD)
    if heard.said is Said.STOP:
        await desk.flows.end(chat, chat)
        return Shown(texts.HANDOVER_STOPPED)
    return await _keep(desk, chat, exchange, phone=heard.number)


async def _keep(desk: TelegramDesk, chat: int, exchange: str, *, phone: str = "") -> Shown:
    contact, now = desk.vault.encrypt(phone) if phone else "", desk.clock()

    def work(session: Session) -> bool:
        question = _question(session, exchange)
        if question:
            hand_over(
                session,
                exchange,
                question=question,
                channel=CHANNEL,
                conversation=f"{CHANNEL}:{chat}",
                contact=contact,
                now=now,
            )
        return bool(question)

    kept = await desk.write(work)
    await desk.flows.end(chat, chat)
    if not kept:
        return Shown(texts.ERASED_ANSWER)
    return Shown(texts.HANDOVER_WITH_PHONE if phone else texts.HANDOVER_WITHOUT)


def _last(session: Session, chat: int) -> str:
    mine = col(Exchange.conversation) == f"{CHANNEL}:{chat}"
    asked = select(Exchange.id).where(mine, col(Exchange.kind).in_(_ASKED))
    return session.exec(asked.order_by(col(Exchange.asked_at).desc()).limit(1)).first() or ""


def _question(session: Session, exchange: str) -> str:
    row = session.get(Exchange, exchange)
    return row.question if row else ""
