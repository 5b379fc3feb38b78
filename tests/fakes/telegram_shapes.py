"""What each Telegram method takes, and the words with which Telegram refuses the rest."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from .telegram_html import BadHtml, plain

TEXT_LIMIT, CAPTION_LIMIT, PHOTO_LIMIT, DATA_LIMIT = 4096, 1024, 10 * 2**20, 64
_PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_BUTTON_ACTS = frozenset(("url", "callback_data"))


class Fault(ValueError):
    """Why Telegram refuses a call, without its `Bad Request: `."""


def check(method: str, given: Mapping[str, Any]) -> None:
    """Raise `Fault` where a call is not what the method takes."""
    shape = METHODS[method]
    for name in given:
        if name not in shape:
            raise Fault(f"unknown parameter {name}")
    for name, check_one in shape.items():
        if name in given:
            check_one(given[name])
    if "chat_id" in shape:
        chat_of(given)
    _check_words(method, given)


def chat_of(given: Mapping[str, Any]) -> str:
    """Give the chat that is meant."""
    chat = str(given.get("chat_id", ""))
    if not chat:
        raise Fault("chat_id is empty")
    if not re.fullmatch(r"-?\d{1,15}", chat):
        raise Fault("chat not found")
    return chat


def _check_words(method: str, given: Mapping[str, Any]) -> None:
    name, limit, kind = (
        ("caption", CAPTION_LIMIT, "message caption")
        if method == "sendPhoto"
        else ("text", TEXT_LIMIT, "message")
    )
    if name not in METHODS[method]:
        return
    words = str(given.get(name, ""))
    try:
        words = plain(words) if given.get("parse_mode") == "HTML" else words
    except BadHtml as error:
        raise Fault(f"can't parse entities: {error}") from error
    if name == "text" and not words.strip():
        raise Fault("message text is empty")
    if len(words.encode("utf-16-le")) // 2 > limit:
        raise Fault(f"{kind} is too long")


def _text(value: object) -> None:
    if not isinstance(value, str):
        raise Fault("strings must be encoded in UTF-8")


def _number(value: object) -> None:
    if isinstance(value, bool) or not re.fullmatch(r"-?\d+", str(value)):
        raise Fault(f"can't parse number {value!r}")


def _chat(value: object) -> None:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise Fault("chat_id must be a number or a name")


def _flag(value: object) -> None:
    if value not in (True, False, "true", "false", "True", "False"):
        raise Fault(f"can't parse flag {value!r}")


def _parse_mode(value: object) -> None:
    if value not in ("HTML", "MarkdownV2", "Markdown"):
        raise Fault("unsupported parse_mode")


def _photo(value: object) -> None:
    if not isinstance(value, bytes):
        raise Fault("wrong file identifier/HTTP URL specified")
    if not value.startswith(_PICTURES):
        raise Fault("IMAGE_PROCESS_FAILED")
    if len(value) > PHOTO_LIMIT:
        raise Fault("file is too big")


def _link_preview(value: object) -> None:
    if not isinstance(_object(value, "link preview options").get("is_disabled", False), bool):
        raise Fault("can't parse link preview options JSON object")


def _markup(value: object) -> None:
    rows = _object(value, "reply keyboard markup").get("inline_keyboard")
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise Fault("object expected as reply markup")
    for row in rows:
        for button in row:
            _button(button)


def _button(button: object) -> None:
    if not isinstance(button, dict) or not button.get("text"):
        raise Fault("text buttons are unallowed in the inline keyboard")
    acts = _BUTTON_ACTS & button.keys()
    if len(acts) != 1 or button.keys() - {"text", *_BUTTON_ACTS}:
        raise Fault("inline keyboard button must have exactly one action")
    if len(str(button.get("callback_data", "")).encode()) > DATA_LIMIT:
        raise Fault("BUTTON_DATA_INVALID")
    if "url" in acts:
        parts = urlsplit(button["url"])
        if parts.scheme not in ("http", "https", "tg") or "." not in (parts.hostname or ""):
            raise Fault(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")


def _object(value: object, kind: str) -> dict[str, Any]:
    try:
        read = json.loads(value) if isinstance(value, str) else value
    except ValueError as error:
        raise Fault(f"can't parse {kind} JSON object") from error
    if not isinstance(read, dict):
        raise Fault(f"can't parse {kind} JSON object")
    return read


_SENDING: dict[str, Callable[[object], None]] = {
    "chat_id": _chat,
    "parse_mode": _parse_mode,
    "disable_notification": _flag,
    "protect_content": _flag,
    "reply_markup": _markup,
}
METHODS: dict[str, dict[str, Callable[[object], None]]] = {
    "sendMessage": {**_SENDING, "text": _text, "link_preview_options": _link_preview},
    "sendPhoto": {**_SENDING, "photo": _photo, "caption": _text},
    "deleteMessage": {"chat_id": _chat, "message_id": _number},
    "getMe": {},
}
