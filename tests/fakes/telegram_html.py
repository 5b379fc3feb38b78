"""Telegram's HTML as its servers read it: what is left as text, or why it is refused."""

import re
from html import unescape

TAGS = {*"abisu", "blockquote", "code", "del", "em", "ins", "pre", "span", "strike", "strong"}
TAGS |= {"tg-emoji", "tg-spoiler"}
_TAG = re.compile(r"<(/?)([^\s>/]*)([^>]*)>?")
_ENTITY = re.compile(r"&(?:lt|gt|amp|quot|#\d+|#x[0-9a-fA-F]+);")
_ATTRIBUTES = {
    "a": re.compile(r'\s+href="[^"<>]*"'),
    "span": re.compile(r'\s+class="tg-spoiler"'),
    "code": re.compile(r'(\s+class="language-[^"]*")?'),
    "blockquote": re.compile(r"(\s+expandable)?"),
    "tg-emoji": re.compile(r'\s+emoji-id="\d+"'),
}


class BadHtml(ValueError):
    """Markup that Telegram refuses, in its own words."""


def plain(html: str) -> str:
    """Give the text without its markup, or raise `BadHtml`."""
    if "<" not in html and "&" not in html:
        return html
    open_tags: list[str] = []
    parts, end = [], 0
    for found in _TAG.finditer(html):
        parts.append(html[end : found.start()])
        end = found.end()
        _follow(found, open_tags, len(html[: found.start()].encode()))
    if open_tags:
        raise BadHtml(f'Can\'t find end tag corresponding to start tag "{open_tags[-1]}"')
    return _ENTITY.sub(lambda match: unescape(match[0]), "".join([*parts, html[end:]]))


def _follow(found: re.Match[str], open_tags: list[str], offset: int) -> None:
    closing, name, attributes = found[1], found[2].lower(), found[3]
    if not found[0].endswith(">"):
        raise BadHtml(f"Unclosed start tag at byte offset {offset}")
    if name not in TAGS:
        raise BadHtml(f'Unsupported start tag "{name}" at byte offset {offset}')
    if closing:
        if not open_tags or open_tags.pop() != name:
            raise BadHtml(f'Unmatched end tag at byte offset {offset}, found "&lt;/{name}&gt;"')
        return
    shape = _ATTRIBUTES.get(name)
    if not (shape.fullmatch(attributes) if shape else not attributes.strip()):
        raise BadHtml(f'Tag "{name}" must have other attributes at byte offset {offset}')
    open_tags.append(name)
