"""What a parameter of Telegram may hold: each check raises `Fault` in Telegram's words."""

import json
import re
from collections.abc import Callable, Mapping
from typing import Any
from urllib.parse import urlsplit

from .telegram_faults import Fault

Check = Callable[[object], None]

DATA_LIMIT, PHOTO_LIMIT, FILE_LIMIT = 64, 10 * 2**20, 50 * 2**20
PICTURES = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff")
_BUTTON_ACTS = frozenset(
    ("url", "callback_data", "web_app", "login_url", "copy_text", "switch_inline_query")
)
_BUTTON_LOOKS = frozenset(("text", "style", "icon_custom_emoji_id"))
_COMMAND = re.compile(r"[a-z0-9_]{1,32}")
_SCOPES = {
    "default": set(),
    "all_private_chats": set(),
    "all_group_chats": set(),
    "all_chat_administrators": set(),
    "chat": {"chat_id"},
    "chat_administrators": {"chat_id"},
    "chat_member": {"chat_id", "user_id"},
}
_ACTIONS = ("typing", "upload_photo", "upload_document", "find_location", "choose_sticker")


def text(value: object) -> None:
    """A string."""
    if not isinstance(value, str):
        raise Fault("strings must be encoded in UTF-8")


def number(value: object) -> None:
    """A whole number, or one written out."""
    if isinstance(value, bool) or not re.fullmatch(r"-?\d{1,18}", str(value)):
        raise Fault(f"can't parse number {value!r}")


def flag(value: object) -> None:
    """Yes or no."""
    if value not in (True, False, "true", "false", "True", "False"):
        raise Fault(f"can't parse flag {value!r}")


def chat(value: object) -> None:
    """A chat, by number or by name."""
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise Fault("chat_id must be a number or a name")


def parse_mode(value: object) -> None:
    """How a text is to be read."""
    if value not in ("HTML", "MarkdownV2", "Markdown"):
        raise Fault("unsupported parse_mode")


def photo(value: object) -> None:
    """A picture that was uploaded, or the name of one that is there."""
    if isinstance(value, str) and value.startswith("file-"):
        return
    if not isinstance(value, bytes):
        raise Fault("wrong file identifier/HTTP URL specified")
    if not value.startswith(PICTURES):
        raise Fault("IMAGE_PROCESS_FAILED")
    if len(value) > PHOTO_LIMIT:
        raise Fault("file is too big")


def document(value: object) -> None:
    """A file that was uploaded, or the name of one that is there."""
    if isinstance(value, str) and value.startswith("file-"):
        return
    if not isinstance(value, bytes):
        raise Fault("wrong file identifier/HTTP URL specified")
    if not value:
        raise Fault("file must be non-empty")
    if len(value) > FILE_LIMIT:
        raise Fault("file is too big")


def link_preview(value: object) -> None:
    """Whether a link is shown large."""
    options = as_object(value, "link preview options")
    known = {"is_disabled", "url", "prefer_small_media", "prefer_large_media", "show_above_text"}
    if options.keys() - known or not isinstance(options.get("is_disabled", False), bool):
        raise Fault("can't parse link preview options JSON object")


def reply_parameters(value: object) -> None:
    """Which message is answered."""
    given = as_object(value, "reply parameters")
    known = {"message_id", "chat_id", "allow_sending_without_reply", "quote", "quote_position"}
    if given.keys() - known:
        raise Fault("can't parse reply parameters JSON object")
    number(given.get("message_id", "none"))
    flag(given.get("allow_sending_without_reply", False))


def markup(value: object) -> None:
    """Buttons below a message, a keyboard, or the wish to get an answer."""
    given = as_object(value, "reply keyboard markup")
    if "inline_keyboard" in given:
        inline(given)
    elif "keyboard" in given:
        _rows(given["keyboard"])
    elif not ({"remove_keyboard", "force_reply"} & given.keys()):
        raise Fault("object expected as reply markup")


def inline(value: object) -> None:
    """Buttons below a message."""
    given = as_object(value, "inline keyboard markup")
    buttons = [button for row in _rows(given.get("inline_keyboard")) for button in row]
    if len(buttons) > 100:
        raise Fault("reply markup is too long")
    for button in buttons:
        _button(button)


def commands(value: object) -> None:
    """The commands that a menu shows."""
    given = as_list(value, "commands")
    if len(given) > 100:
        raise Fault("BOT_COMMANDS_TOO_MUCH")
    for one in given:
        if not isinstance(one, dict) or set(one) != {"command", "description"}:
            raise Fault("can't parse BotCommand")
        if not _COMMAND.fullmatch(str(one["command"])):
            raise Fault("BOT_COMMAND_INVALID")
        if not 1 <= len(str(one["description"])) <= 256:
            raise Fault("BOT_COMMAND_DESCRIPTION_INVALID")


def scope(value: object) -> None:
    """For whom a menu is."""
    given = as_object(value, "BotCommandScope")
    kind = given.get("type")
    if kind not in _SCOPES or given.keys() - {"type"} != _SCOPES[kind]:
        raise Fault("can't parse BotCommandScope")


def action(value: object) -> None:
    """What a bot says it is doing."""
    if value not in _ACTIONS:
        raise Fault("wrong parameter action in request")


def options(value: object) -> None:
    """The answers of a poll."""
    given = as_list(value, "options")
    if not 2 <= len(given) <= 12:
        raise Fault(
            "poll must have at least 2 option" if len(given) < 2 else "poll can't have more"
        )
    for one in given:
        words = one.get("text") if isinstance(one, dict) else one
        if not isinstance(words, str) or not 1 <= len(words) <= 100:
            raise Fault("poll options length must not exceed 100")


def numbers(value: object) -> None:
    """Several whole numbers."""
    for one in as_list(value, "numbers"):
        number(one)


def strings(value: object) -> None:
    """Several strings."""
    for one in as_list(value, "strings"):
        text(one)


def as_object(value: object, kind: str) -> dict[str, Any]:
    """Read an object, which may come as JSON."""
    read = _read(value, kind)
    if not isinstance(read, dict):
        raise Fault(f"can't parse {kind} JSON object")
    return read


def as_list(value: object, kind: str) -> list[Any]:
    """Read a list, which may come as JSON."""
    read = _read(value, kind)
    if not isinstance(read, list):
        raise Fault(f"expected an Array of {kind}")
    return read


def _read(value: object, kind: str) -> object:
    try:
        return json.loads(value) if isinstance(value, str) else value
    except ValueError as error:
        raise Fault(f"can't parse {kind} JSON object") from error


def _rows(value: object) -> list[list[Any]]:
    if not isinstance(value, list) or not all(isinstance(row, list) for row in value):
        raise Fault("object expected as reply markup")
    return value


def _button(button: object) -> None:
    if not isinstance(button, dict) or not str(button.get("text", "")).strip():
        raise Fault("text buttons are unallowed in the inline keyboard")
    acts = _BUTTON_ACTS & button.keys()
    if len(acts) != 1 or button.keys() - _BUTTON_LOOKS - _BUTTON_ACTS:
        raise Fault("inline keyboard button must have exactly one action")
    if "callback_data" in acts:
        data = button["callback_data"]
        if not isinstance(data, str) or not 1 <= len(data.encode()) <= DATA_LIMIT:
            raise Fault("BUTTON_DATA_INVALID")
    if "url" in acts:
        _address(button["url"])
    if "copy_text" in acts and not _copies(button["copy_text"]):
        raise Fault("BUTTON_COPY_TEXT_INVALID")


def _copies(value: object) -> bool:
    return isinstance(value, Mapping) and 1 <= len(str(value.get("text", ""))) <= 256


def _address(url: object) -> None:
    parts = urlsplit(str(url))
    inner = parts.scheme == "tg" or "." in (parts.hostname or "")
    if parts.scheme not in ("http", "https", "tg") or not inner:
        raise Fault(f"inline keyboard button URL '{url}' is invalid: Wrong HTTP URL")
