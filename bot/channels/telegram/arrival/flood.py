"""One person writing faster than anybody can answer: the newest few are answered."""

import json
from collections.abc import Sequence
from typing import Any

from bot.channels.telegram.arrival.updates import StoredUpdate

MANY = 6  # messages that may wait in a private chat
FEW = 3  # that are answered where more wait
WITHIN_SECONDS = 10  # what was written over a longer time is no flood


def without_flood(
    rows: Sequence[StoredUpdate],
) -> tuple[Sequence[StoredUpdate], Sequence[StoredUpdate]]:
    """Part what is to be handled from what was written too fast; danger is always handled."""
    if len(rows) <= MANY:
        return rows, ()
    messages = [(row, _private_message(row.body)) for row in rows if not row.urgent]
    written = [(row, message["date"]) for row, message in messages if message]
    recent = [row for row, date in written if date >= written[-1][1] - WITHIN_SECONDS]
    if len(recent) <= MANY:
        return rows, ()
    left_out = {row.update_id for row in recent[:-FEW]}
    kept = [row for row in rows if row.update_id not in left_out]
    return kept, recent[:-FEW]


def _private_message(body: str) -> dict[str, Any] | None:
    """Give the message where an update is one in a private chat; it may lack anything."""
    message = json.loads(body).get("message")
    if not isinstance(message, dict):
        return None
    chat, date = message.get("chat"), message.get("date")
    is_private = isinstance(chat, dict) and chat.get("type") == "private"
    return message if is_private and isinstance(date, int) else None
