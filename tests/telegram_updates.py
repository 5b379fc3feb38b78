"""Updates as Telegram writes them, and an inbox to put them in."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from bot.channels.telegram.arrival import inbox
from bot.channels.telegram.arrival.arriving import read_update
from bot.channels.telegram.arrival.inbox import Arrival, Ending, InHand
from bot.channels.telegram.arrival.updates import StoredUpdate
from knowledge.database import Database

BOT = 700001
NOW = datetime(2026, 11, 26, 8, tzinfo=UTC)


def private(number: int, person: int, text: str, **rest: Any) -> dict[str, Any]:
    """What a person writes in private; its date is that of `NOW` unless said otherwise."""
    who = {"id": person, "is_bot": False, "first_name": "张三"}
    chat = {"id": person, "type": "private", "first_name": "张三"}
    return _message(number, text, chat, who) | rest


def in_group(number: int, group: int, person: int, text: str) -> dict[str, Any]:
    """What a person writes in a group."""
    who = {"id": person, "is_bot": False, "first_name": "张三"}
    return _message(number, text, {"id": group, "type": "supergroup", "title": "东关一群"}, who)


def arrival(raw: dict[str, Any], *, bot: int = BOT, danger: bool = False) -> Arrival:
    """An update as it is stored."""
    return read_update(raw, bot, lambda _text: danger)


def put(database: Database, *arrivals: Arrival, now: datetime = NOW) -> int:
    """Store updates, and count the new ones."""
    with database.writing() as session:
        return inbox.take_in(session, arrivals, now=now)


def claim(database: Database, owner: str = "one", *, most: int = 10, **rest: Any) -> list[InHand]:
    """Take chats, at `NOW` unless said otherwise."""
    asked = {"now": NOW} | rest
    with database.writing() as session:
        return inbox.claim(session, BOT, owner=owner, most=most, **asked)


def go_on(
    database: Database,
    task: InHand,
    ending: Ending = Ending.DONE,
    *,
    owner: str = "one",
    now: datetime = NOW,
    **rest: Any,
) -> InHand | None:
    """Note what became of an update, and give the chat's next."""
    with database.writing() as session:
        return inbox.go_on(session, task, ending, owner=owner, now=now, **rest)


def stored(database: Database, number: int) -> StoredUpdate | None:
    """The row of an update."""
    with database.reading() as session:
        return session.get(StoredUpdate, (BOT, number))


def later(seconds: float) -> datetime:
    """Some time after `NOW`."""
    return NOW + timedelta(seconds=seconds)


def text_of(task: InHand) -> str:
    """What an update in hand says."""
    return str(json.loads(task.body)["message"]["text"])


def _message(number: int, text: str, chat: dict[str, Any], who: dict[str, Any]) -> dict[str, Any]:
    message = {"message_id": number, "date": int(NOW.timestamp()), "chat": chat, "from": who}
    return {"update_id": number, "message": message | {"text": text}}
