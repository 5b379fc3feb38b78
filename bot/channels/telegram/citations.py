"""Sources under an answer: folded out into the same message, and folded in again."""

import html
import re
from collections.abc import Sequence
from datetime import date

from bot import chat_texts as texts
from bot.channels.telegram.answers import named
from bot.channels.telegram.keyboard import Button
from bot.channels.telegram.splitting import MOST_CHARACTERS, plain
from bot.channels.telegram.taps import Verb, read_tap
from bot.citing import citations
from bot.conversation import Knowledge, answer
from bot.guide_menu import entry
from bot.messages import Cited

Rows = Sequence[Sequence[Button]]

_FOLDED = re.compile(r"\n*<blockquote expandable>.*\Z", re.S)
_LEAST = 40  # characters of an excerpt that are worth showing


def fold_out(shown: str, cited: Sequence[Cited]) -> str:
    """Put the sources under a message, each cut so that all fit into it."""
    bare = fold_in(shown)
    room = MOST_CHARACTERS - _size(plain(bare)) - 2
    heads = [_head(one) for one in cited]
    left = room - sum(_size(head) + 2 for head in heads)
    parts = []
    for number, (head, one) in enumerate(zip(heads, cited, strict=True)):
        share = left // (len(cited) - number)
        body = _cut(one.excerpt, share)
        left -= _size(body) + 1
        parts.append(f"{html.escape(head, quote=False)}\n{html.escape(body, quote=False)}".strip())
    quote = "\n\n".join(parts)
    return f"{bare}\n\n<blockquote expandable>{quote}</blockquote>" if left >= 0 else bare


def fold_in(shown: str) -> str:
    """Take the sources away again."""
    return _FOLDED.sub("", shown)


def turned(rows: Rows, *, exchange: str, out: bool, label: str) -> list[list[Button]]:
    """Give the same buttons with the one for the sources turned round."""
    verb = Verb.FOLD if out else Verb.SOURCES
    return [[_turned(one, f"{verb}:{exchange}", label) for one in row] for row in rows]


def sources_again(
    knowledge: Knowledge, *, question: str, entry_id: int | None, on: date
) -> tuple[Cited, ...]:
    """Find what an answer rested on once more: by asking again, or by its entry."""
    found = answer(question, knowledge, on=on).citations
    document = None if found else entry(entry_id or 0, knowledge.index, on=on)
    return found or (citations(document, "", knowledge.index, on=on) if document else ())


def _turned(one: Button, data: str, label: str) -> Button:
    tap = read_tap(one.data)
    turns = tap is not None and tap.verb in (Verb.SOURCES, Verb.FOLD)
    return Button(label, data) if turns else one


def _head(one: Cited) -> str:
    state = f"（{one.state}）" if one.state else ""
    return f"{texts.BASIS} {named(one)}{state}"


def _cut(text: str, most: int) -> str:
    if _size(text) <= most:
        return text
    return text[: max(0, most - 2)] + "……" if most >= _LEAST else ""


def _size(text: str) -> int:
    """Count as Telegram does."""
    return len(text.encode("utf-16-le")) // 2
