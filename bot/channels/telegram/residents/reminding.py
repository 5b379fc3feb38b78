"""「提醒我」: which notices a resident wants, and when of the day."""

from datetime import datetime

from sqlmodel import Session

from bot import chat_texts as texts
from bot.channels.telegram.residents.answers import Shown
from bot.channels.telegram.residents.asking import CHANNEL
from bot.channels.telegram.residents.where import full_name
from bot.channels.telegram.speech.keyboard import Button
from bot.channels.telegram.speech.taps import Tap, Verb, button
from jobs.figures.figure_names import CATEGORIES
from jobs.places.grids import Grid
from jobs.places.groups import Channel
from jobs.places.subscriptions import (
    HOURS,
    TOPICS,
    Hour,
    Wishes,
    choose_hour,
    subscribe,
    unsubscribe,
    wishes_of,
)
from knowledge.starter_notices import Category

_HOME = Channel(CHANNEL)
VERBS = (Verb.REMIND, Verb.ADD, Verb.DROP, Verb.HOUR, Verb.STOP, Verb.LIVE)


def look(session: Session, chat: int) -> Shown:
    """Show what a chat is subscribed to."""
    return _shown(session, wishes_of(session, _HOME, str(chat)))


def stop(session: Session, chat: int, *, now: datetime) -> Shown:
    """End every subscription of a chat."""
    known = wishes_of(session, _HOME, str(chat))
    unsubscribe(session, _HOME, str(chat), topics=Category, now=now)
    return Shown(texts.REMIND_STOPPED if known.topics else texts.REMIND_NOTHING)


def follow(session: Session, tap: Tap, chat: int, *, now: datetime) -> Shown:
    """Do what a button of this menu says; pressed twice it does it once."""
    address = str(chat)
    match tap.verb:
        case Verb.STOP:
            return stop(session, chat, now=now)
        case Verb.HOUR if tap.about in set(Hour):
            choose_hour(session, _HOME, address, hour=Hour(tap.about))
        case Verb.ADD if tap.about in TOPICS:
            subscribe(session, _HOME, address, topics=[Category(tap.about)], now=now)
        case Verb.DROP if tap.about in TOPICS:
            unsubscribe(session, _HOME, address, topics=[Category(tap.about)], now=now)
        case Verb.LIVE if tap.about.isdecimal():
            _live(session, address, int(tap.about), now=now)
    return look(session, chat)


def _live(session: Session, address: str, grid: int, *, now: datetime) -> None:
    """Tell a chat of everything that is sent where its owner lives."""
    if session.get(Grid, grid) is not None:
        subscribe(session, _HOME, address, topics=TOPICS, grid=grid, now=now)


def _shown(session: Session, wishes: Wishes) -> Shown:
    topics = "、".join(CATEGORIES[topic] for topic in wishes.topics)
    said = texts.REMIND_NOW.format(topics=topics, hour=HOURS[wishes.hour])
    if not topics:
        said = texts.REMIND_ASK
    home = session.get(Grid, wishes.grid) if wishes.grid is not None and topics else None
    if home is not None:
        said += "\n" + texts.REMIND_GRID.format(grid=full_name(session, home))
    said += f"\n\n<i>{texts.REMIND_HOURS}</i>"
    rows = _in_rows([_topic(topic, wishes) for topic in TOPICS], 3)
    if topics:
        rows += _in_rows([_hour(hour, wishes) for hour in Hour], 2)
        rows.append((button(texts.REMIND_STOP, Verb.STOP),))
    return Shown(said, tuple(rows))


def _topic(topic: Category, wishes: Wishes) -> Button:
    if topic in wishes.topics:
        return button(texts.CHOSEN.format(name=CATEGORIES[topic]), Verb.DROP, topic)
    return button(CATEGORIES[topic], Verb.ADD, topic)


def _hour(hour: Hour, wishes: Wishes) -> Button:
    label = HOURS[hour]
    chosen = hour is wishes.hour
    return button(texts.CHOSEN.format(name=label) if chosen else label, Verb.HOUR, hour)


def _in_rows(buttons: list[Button], most: int) -> list[tuple[Button, ...]]:
    return [tuple(buttons[first : first + most]) for first in range(0, len(buttons), most)]
