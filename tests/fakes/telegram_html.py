"""Telegram's HTML as its servers read it: text and entities, or why it is refused.

Stricter in one point: a bare `&` or an entity that the description does not name, which the
real servers let pass as they are, is refused, for it is always something left unescaped.
"""

import re
from html import unescape
from typing import Any

Entity = dict[str, Any]

_KINDS = {
    **dict.fromkeys(("b", "strong"), "bold"),
    **dict.fromkeys(("i", "em"), "italic"),
    **dict.fromkeys(("s", "strike", "del"), "strikethrough"),
    **dict.fromkeys(("u", "ins"), "underline"),
    **dict.fromkeys(("span", "tg-spoiler"), "spoiler"),
    "a": "text_link",
    "tg-emoji": "custom_emoji",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
}
TAGS = frozenset(_KINDS)
_TAG = re.compile(r"<(/?)([^\s>]*)")
_SPACE = re.compile(r"\s*")
_NAME = re.compile(r"[^\s=>/\"']*")
_TOKEN = re.compile(r"[A-Za-z0-9.-]*")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d{1,7}|#x[0-9a-fA-F]{1,6});")
_TAKEN = {("a", "href"), ("tg-emoji", "emoji-id"), ("blockquote", "expandable")}


class BadHtml(ValueError):
    """Markup that Telegram refuses, in its own words."""


def plain(html: str) -> str:
    """Give the text without its markup, or raise `BadHtml`."""
    return html if "<" not in html and "&" not in html else parse(html)[0]


def parse(html: str) -> tuple[str, list[Entity]]:
    """Give the text and its entities, or raise `BadHtml`."""
    reader = _Reader(html)
    while reader.place < len(html):
        reader.step()
    if reader.open:
        tag = reader.open[-1][0]
        raise BadHtml(f'Can\'t find end tag corresponding to start tag "{tag}"')
    return "".join(reader.text), sorted(reader.entities, key=_order)


def utf16(text: str) -> int:
    """Count as Telegram counts."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _order(entity: Entity) -> tuple[int, int]:
    return entity["offset"], -entity["length"]


class _Reader:
    """Where we are in the markup, and what was read of it."""

    def __init__(self, html: str) -> None:
        self.html, self.place, self.length = html, 0, 0
        self.text: list[str] = []
        self.open: list[tuple[str, str, int]] = []
        self.entities: list[Entity] = []

    def step(self) -> None:
        """Read up to the next tag or entity, and it."""
        found = re.compile("[<&]").search(self.html, self.place)
        end = found.start() if found else len(self.html)
        self._keep(self.html[self.place : end])
        self.place = end
        if not found:
            return
        if found[0] == "&":
            self._keep(self._character())
        else:
            self._tag()

    def _keep(self, text: str) -> None:
        self.text.append(text)
        self.length += utf16(text)

    def _character(self) -> str:
        found = _ENTITY.match(self.html, self.place)
        if not found:
            raise BadHtml(f"Unsupported entity at byte offset {self._at(self.place)}")
        self.place = found.end()
        return unescape(found[0])

    def _tag(self) -> None:
        begun, found = self.place, _TAG.match(self.html, self.place)
        assert found
        self.place = found.end()
        if found[1]:
            self._close(found[2].lower(), begun)
            return
        name = found[2].lower()
        if self.place >= len(self.html):
            raise BadHtml(f"Unclosed start tag at byte offset {self._at(begun)}")
        if name not in TAGS:
            raise BadHtml(f'Unsupported start tag "{name}" at byte offset {self._at(begun)}')
        argument = self._attributes(name, begun)
        if name == "span" and argument != "tg-spoiler":
            said = f'Tag "span" must have class "tg-spoiler" at byte offset {self._at(begun)}'
            raise BadHtml(said)
        self.open.append((name, argument, self.length))

    def _attributes(self, tag: str, begun: int) -> str:
        argument = ""
        while True:
            self._skip(_SPACE)
            if self._here() == ">":
                self.place += 1
                return argument
            name = self._skip(_NAME)
            if not name and self._here():
                said = f'Empty attribute name in the tag "{tag}" at byte offset {self._at(begun)}'
                raise BadHtml(said)
            self._skip(_SPACE)
            value = self._value(tag, name, begun)
            if not self._here():
                raise BadHtml(f"Unclosed start tag at byte offset {self._at(begun)}")
            if (tag, name) in _TAKEN or name == "class":
                argument = value

    def _value(self, tag: str, name: str, begun: int) -> str:
        if self._here() != "=":
            if (tag, name) != ("blockquote", "expandable"):
                said = f'Expected equal sign in declaration of an attribute of the tag "{tag}"'
                raise BadHtml(f"{said} at byte offset {self._at(begun)}")
            return "expandable"
        self.place += 1
        self._skip(_SPACE)
        quote = self._here()
        if quote not in ("'", '"'):
            return self._skip(_TOKEN)
        self.place += 1
        parts = []
        while self._here() not in (quote, ""):
            if self._here() == "&":
                parts.append(self._character())
            else:
                parts.append(self._here())
                self.place += 1
        self.place += 1
        return "".join(parts)

    def _close(self, name: str, begun: int) -> None:
        self._skip(_SPACE)
        if self._here() != ">":
            raise BadHtml(f"Unclosed end tag at byte offset {self._at(begun)}")
        self.place += 1
        if not self.open:
            raise BadHtml(f"Unexpected end tag at byte offset {self._at(begun)}")
        tag, argument, offset = self.open.pop()
        if name and name != tag:
            said = f"Unmatched end tag at byte offset {self._at(begun)}"
            raise BadHtml(f'{said}, expected "</{tag}>", found "</{name}>"')
        if self.length > offset:
            self.entities += _entity(tag, argument, offset, self.length - offset)

    def _skip(self, what: re.Pattern[str]) -> str:
        found = what.match(self.html, self.place)
        assert found
        self.place = found.end()
        return found[0]

    def _here(self) -> str:
        return self.html[self.place : self.place + 1]

    def _at(self, place: int) -> int:
        return len(self.html[:place].encode())


def _entity(tag: str, argument: str, offset: int, length: int) -> list[Entity]:
    entity: Entity = {"type": _KINDS[tag], "offset": offset, "length": length}
    if tag == "a":
        if not argument:
            return []
        entity["url"] = argument
    elif tag == "blockquote" and argument == "expandable":
        entity["type"] = "expandable_blockquote"
    elif tag == "tg-emoji":
        entity["custom_emoji_id"] = argument
    return [entity]
