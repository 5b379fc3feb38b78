"""Sources under an answer: folded out into the same message, and folded in again."""

import html
import re
from collections.abc import Sequence
from datetime import date

from bot import chat_texts as texts
from bot.channels.telegram.residents.answers import named
from bot.channels.telegram.speech.keyboard import Button
from bot.channels.telegram.speech.splitting import MOST_CHARACTERS, plain
from bot.channels.telegram.speech.taps import Verb, read_tap
from bot.citing import citations
from bot.conversation import Knowledge, answer
from bot.guide_menu import entry
from bot.messages import Cited

Rows = Sequence[Sequence[Button]]

_FOLDED = re.compile(r"\n*<blockquote expandable>.*\Z", re.S)
_GAP = "\n\n"
_AROUND = len("\n" + _GAP)  # what stands around an excerpt
_LEAST = 40  # characters of an excerpt that are worth showing


def fold_out(shown: str, cited: Sequence[Cited]) -> str:
    """Put the sources under a message, each cut so that all of them fit into it."""
    bare = fold_in(shown)
    kept, most = list(cited), MOST_CHARACTERS - _size(plain(bare)) - len(_GAP)
    while kept and (room := most - sum(_size(_head(one)) + _AROUND for one in kept)) < 0:
        kept.pop()
    parts = []
    for left, one in zip(range(len(kept), 0, -1), kept, strict=True):
        body = _cut(one.excerpt, room // left)
        room -= _size(body)
        parts.append("\n".join(filter(None, (_head(one), body))))
    quote = html.escape(_GAP.join(parts), quote=False)
    return f"{bare}{_GAP}<blockquote expandable>{quote}</blockquote>" if quote else bare


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
    if most < _LEAST:
        return ""
    units = text.encode("utf-16-le")[: 2 * (most - len(texts.GROUP_CUT))]
    return units.decode("utf-16-le", "ignore") + texts.GROUP_CUT


def _size(text: str) -> int:
    """Count as Telegram does."""
    return len(text.encode("utf-16-le")) // 2
