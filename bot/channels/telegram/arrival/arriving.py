"""What arrives from Telegram, read as far as it must be before it is stored."""

import json
from collections.abc import Callable, Mapping
from typing import Any

from telegram import Bot, Update

from bot.channels.telegram.arrival.inbox import Arrival
from knowledge.errors import BadInput

MOST_DIGITS = 15
NOT_AN_UPDATE = "这不是 Telegram 的更新。"


def read_body(body: bytes, bot: int, is_danger: Callable[[str], bool]) -> Arrival:
    """Read the body of a webhook call, or raise `BadInput`."""
    try:
        raw = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise BadInput(NOT_AN_UPDATE) from error
    return read_update(raw, bot, is_danger)


def read_update(raw: object, bot: int, is_danger: Callable[[str], bool]) -> Arrival:
    """Find whose update it is, or raise `BadInput` if it is none."""
    if not isinstance(raw, dict) or not _is_number(raw.get("update_id")):
        raise BadInput(NOT_AN_UPDATE)
    try:
        update = parse(raw)
        chat, words = _chat_of(update), _words_of(update)
    except Exception as error:  # the library has no error of its own for what makes no sense
        raise BadInput(NOT_AN_UPDATE) from error
    body = json.dumps(raw, separators=(",", ":"))  # in ASCII: PostgreSQL takes no zero bytes
    return Arrival(bot, raw["update_id"], chat, body, urgent=bool(words) and is_danger(words))


def parse(raw: Mapping[str, Any], bot: Bot | None = None) -> Update:
    """Make the library's update of what Telegram sent."""
    update = Update.de_json(dict(raw), bot)
    if len(raw) == 1:
        raise ValueError("an update about nothing")
    return update


def _chat_of(update: Update) -> str:
    """Name the chat whose updates are to be handled in order; else the person."""
    place = update.effective_chat or update.effective_user
    if place is None:
        return ""
    if not _is_number(abs(place.id)):
        raise ValueError("no number of a chat")
    return str(place.id)


def _words_of(update: Update) -> str:
    message = update.message or update.edited_message
    written = (message.text, message.caption) if message else ()
    return "\n".join(words for words in written if words is not None)


def _is_number(value: object) -> bool:
    if not isinstance(value, int) or isinstance(value, bool):
        return False
    return value >= 0 and len(str(value)) <= MOST_DIGITS
