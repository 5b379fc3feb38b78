"""Flavours of text: how each kind of message marks a title, and how its platform counts length."""

import html
import re
from collections.abc import Callable
from dataclasses import dataclass

from jobs.places.groups import Channel

_STARS = str.maketrans("*`<>[]", "＊｀＜＞［］")
_LINE_SIGN = re.compile(r"^(\s*)#", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Flavour:
    """One kind of message: its name for staff, its limit and unit, and how it is written."""

    name: str
    limit: int
    unit: str
    write: Callable[[str, str], str]
    size: Callable[[str, str], int]

    def fits(self, title: str, body: str) -> bool:
        """Whether a message with this title and body is within the platform's limit."""
        return self.size(title, body) <= self.limit


def flavour_of(channel: Channel, *, picture: bool, mention_all: bool) -> Flavour:
    """Choose the kind of message a channel is sent."""
    if channel is Channel.TELEGRAM:
        return CAPTION if picture else TELEGRAM
    if channel is Channel.WECOM:
        return WECOM_TEXT if mention_all else WECOM_MARKDOWN
    return PLAIN


def _plain(title: str, body: str) -> str:
    return f"{title}\n\n{body}"


def _html(title: str, body: str) -> str:
    return f"<b>{html.escape(title, quote=False)}</b>\n\n{html.escape(body, quote=False)}"


def _markdown(title: str, body: str) -> str:
    return f"**{_unmarked(title)}**\n\n{_unmarked(body)}"


def _unmarked(text: str) -> str:
    """Write signs that WeCom would take for markup wide: it knows no way to escape them."""
    return _LINE_SIGN.sub(r"\1＃", text.translate(_STARS))


def _units(title: str, body: str) -> int:
    """Count as Telegram does: UTF-16 units, once markup is read."""
    return len(_plain(title, body).encode("utf-16-le")) // 2


def _plain_bytes(title: str, body: str) -> int:
    return len(_plain(title, body).encode())


def _markdown_bytes(title: str, body: str) -> int:
    return len(_markdown(title, body).encode())


TELEGRAM = Flavour("Telegram 消息", 4_096, "字", _html, _units)
CAPTION = Flavour("Telegram 图片下面", 1_024, "字", _html, _units)
WECOM_TEXT = Flavour("企业微信（提醒所有人）", 2_048, "字节", _plain, _plain_bytes)
WECOM_MARKDOWN = Flavour("企业微信", 4_096, "字节", _markdown, _markdown_bytes)
PLAIN = Flavour("微信群", 10_000, "字", _plain, _units)
