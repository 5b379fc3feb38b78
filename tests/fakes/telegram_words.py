"""What Telegram finds by itself in a text: mentions, commands, addresses and tags."""

import re

from .telegram_html import Entity, utf16

_WORD = r"[^\W]"
_PATTERNS = {
    "mention": re.compile(rf"(?<!{_WORD})@[A-Za-z0-9_]{{2,32}}(?![A-Za-z0-9_])"),
    "bot_command": re.compile(
        rf"(?<!{_WORD})(?<![/<>])/[A-Za-z0-9_]{{1,64}}(?:@[A-Za-z0-9_]{{3,32}})?(?![\w/<>])"
    ),
    "url": re.compile(r"(?<![\w@.])https?://[A-Za-z0-9.-]+[^\s<>「」，。；、）]*"),
    "hashtag": re.compile(r"(?<!\w)#\w+"),
}


def entities_in(text: str) -> list[Entity]:
    """Give what is found, in order."""
    found = [
        {"type": kind, "offset": utf16(text[: one.start()]), "length": utf16(one[0])}
        for kind, pattern in _PATTERNS.items()
        for one in pattern.finditer(text)
    ]
    return sorted(found, key=lambda entity: entity["offset"])


def words_of(text: str, entity: Entity) -> str:
    """Give the part of a text that an entity speaks of."""
    raw = text.encode("utf-16-le")
    return raw[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])].decode("utf-16-le")
