"""Webhooks of WeCom group robots: whoever has one can write to the group, so nobody sees it."""

import re
from urllib.parse import parse_qs, urlsplit

from knowledge.errors import BadInput

SAVED = "〔已保存〕"
HIDDEN = "〔不显示〕"
PATH = "/cgi-bin/webhook/send"
_KEY = re.compile(r"[A-Za-z0-9_-]{16,64}")
_IN_TEXT = re.compile(
    r"(?i)(?<=key=)[^\s&|,，；;]+|[0-9a-z]{8}(?:-[0-9a-z]{4}){3}-[0-9a-z]{12}|[0-9a-f-]{24,}"
)


def parse_webhook(written: str) -> str:
    """Give the key of a robot from its webhook or from the key alone, or raise `BadInput`.

    The error never repeats what was written.
    """
    plain = written.strip()
    key = plain if _KEY.fullmatch(plain) else _key_of(plain)
    if not _KEY.fullmatch(key):
        raise BadInput(
            "机器人网址不对，请从企业微信的群机器人里整段复制，"
            f"样子是 https://qyapi.weixin.qq.com{PATH}?key=…"
        )
    return key


def hide_webhooks(text: str) -> str:
    """Blot out whatever in a text may be a robot's key."""
    return _IN_TEXT.sub(HIDDEN, text)


def _key_of(address: str) -> str:
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    if parts.scheme not in ("http", "https") or parts.path.rstrip("/") != PATH:
        return ""
    return next(iter(parse_qs(parts.query).get("key", [])), "")
