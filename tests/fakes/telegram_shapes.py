"""What each Telegram method takes, and the words with which Telegram refuses the rest."""

import re
from collections.abc import Mapping
from typing import Any

from . import telegram_checks as must
from .telegram_checks import Check
from .telegram_faults import Fault
from .telegram_html import BadHtml, Entity, parse, utf16
from .telegram_words import entities_in

TEXT_LIMIT, CAPTION_LIMIT, QUESTION_LIMIT, EXPLANATION_LIMIT = 4096, 1024, 300, 200
NOTICE_LIMIT = 200
MOST_ENTITIES = 100

_CHAT: dict[str, Check] = {"chat_id": must.chat}
_MESSAGE: dict[str, Check] = {**_CHAT, "message_id": must.number}
_SENDING: dict[str, Check] = {
    **_CHAT,
    "parse_mode": must.parse_mode,
    "disable_notification": must.flag,
    "protect_content": must.flag,
    "reply_markup": must.markup,
    "reply_parameters": must.reply_parameters,
    "message_thread_id": must.number,
}
_CAPTIONED: dict[str, Check] = {**_SENDING, "caption": must.text}
_EDITING: dict[str, Check] = {**_MESSAGE, "reply_markup": must.inline}
_MENU: dict[str, Check] = {"scope": must.scope, "language_code": must.text}
METHODS: dict[str, dict[str, Check]] = {
    "getMe": {},
    "getUpdates": {
        "offset": must.number,
        "limit": must.number,
        "timeout": must.number,
        "allowed_updates": must.strings,
    },
    "setWebhook": {
        "url": must.text,
        "ip_address": must.text,
        "max_connections": must.number,
        "allowed_updates": must.strings,
        "drop_pending_updates": must.flag,
        "secret_token": must.text,
    },
    "deleteWebhook": {"drop_pending_updates": must.flag},
    "getWebhookInfo": {},
    "sendMessage": {**_SENDING, "text": must.text, "link_preview_options": must.link_preview},
    "sendPhoto": {**_CAPTIONED, "photo": must.photo},
    "sendDocument": {
        **_CAPTIONED,
        "document": must.document,
        "disable_content_type_detection": must.flag,
    },
    "sendPoll": {
        **_SENDING,
        "question": must.text,
        "options": must.options,
        "is_anonymous": must.flag,
        "type": must.text,
        "allows_multiple_answers": must.flag,
        "correct_option_id": must.number,
        "correct_option_ids": must.numbers,
        "explanation": must.text,
        "explanation_parse_mode": must.parse_mode,
        "open_period": must.number,
        "is_closed": must.flag,
    },
    "stopPoll": _EDITING,
    "sendChatAction": {**_CHAT, "action": must.action, "message_thread_id": must.number},
    "editMessageText": {
        **_EDITING,
        "text": must.text,
        "parse_mode": must.parse_mode,
        "link_preview_options": must.link_preview,
    },
    "editMessageCaption": {**_EDITING, "caption": must.text, "parse_mode": must.parse_mode},
    "editMessageReplyMarkup": _EDITING,
    "answerCallbackQuery": {
        "callback_query_id": must.text,
        "text": must.text,
        "show_alert": must.flag,
        "url": must.text,
        "cache_time": must.number,
    },
    "deleteMessage": _MESSAGE,
    "pinChatMessage": {**_MESSAGE, "disable_notification": must.flag},
    "unpinChatMessage": _MESSAGE,
    "getChat": _CHAT,
    "getChatMember": {**_CHAT, "user_id": must.number},
    "getChatMemberCount": _CHAT,
    "getChatAdministrators": _CHAT,
    "leaveChat": _CHAT,
    "getFile": {"file_id": must.text},
    "setMyCommands": {**_MENU, "commands": must.commands},
    "deleteMyCommands": _MENU,
    "getMyCommands": _MENU,
}
_NEEDED = {
    "sendPhoto": ("photo",),
    "sendDocument": ("document",),
    "sendPoll": ("question", "options"),
    "sendChatAction": ("action",),
    "answerCallbackQuery": ("callback_query_id",),
    "setMyCommands": ("commands",),
    "getFile": ("file_id",),
    "getChatMember": ("user_id",),
}
_WORDS = {
    "sendMessage": ("text", TEXT_LIMIT, "message"),
    "editMessageText": ("text", TEXT_LIMIT, "message"),
    "sendPhoto": ("caption", CAPTION_LIMIT, "message caption"),
    "sendDocument": ("caption", CAPTION_LIMIT, "message caption"),
    "editMessageCaption": ("caption", CAPTION_LIMIT, "message caption"),
    "sendPoll": ("question", QUESTION_LIMIT, "poll question"),
}


def check(method: str, given: Mapping[str, Any]) -> None:
    """Raise `Fault` where a call is not what the method takes."""
    shape = METHODS[method]
    for name in given:
        if name not in shape:
            raise Fault(f"unknown parameter {name}")
    for name, check_one in shape.items():
        if name in given:
            check_one(given[name])
    for name in _NEEDED.get(method, ()):
        if name not in given:
            raise Fault(f"parameter {name} is required")
    if "chat_id" in shape:
        chat_of(given)
    if method in _WORDS:
        _check_words(method, given)
    if utf16(str(given.get("explanation", ""))) > EXPLANATION_LIMIT:
        raise Fault("explanation is too long")
    if method == "answerCallbackQuery" and utf16(str(given.get("text", ""))) > NOTICE_LIMIT:
        raise Fault("MESSAGE_TOO_LONG")


def chat_of(given: Mapping[str, Any]) -> str:
    """Give the chat that is meant."""
    chat = str(given.get("chat_id", ""))
    if not chat:
        raise Fault("chat_id is empty")
    if not re.fullmatch(r"-?\d{1,15}", chat):
        raise Fault("chat not found")
    return chat


def formatted(words: str, mode: object) -> tuple[str, list[Entity]]:
    """Read a text as its mode says: what stands there, and the entities in it."""
    if mode != "HTML" or ("<" not in words and "&" not in words):
        return words, entities_in(words)
    try:
        plain, entities = parse(words)
    except BadHtml as error:
        raise Fault(f"can't parse entities: {error}") from error
    return plain, (entities + entities_in(plain))[:MOST_ENTITIES]


def _check_words(method: str, given: Mapping[str, Any]) -> None:
    name, limit, kind = _WORDS[method]
    words, _entities = formatted(str(given.get(name, "")), given.get("parse_mode"))
    if name == "text" and not words.strip():
        raise Fault("message text is empty")
    if utf16(words.strip()) > limit:
        raise Fault(f"{kind} is too long")
