"""The menus of a private chat: what it can do, services by topic, guides as cards."""

import html
from collections.abc import Sequence
from datetime import date

from bot import chat_texts as texts
from bot.channels.telegram.residents.answers import Shown, cut
from bot.channels.telegram.speech.keyboard import Button
from bot.channels.telegram.speech.taps import Verb, asking, button
from bot.guide_menu import Part, Topic, card, find_topic, topic_of, topics, whole
from bot.texts import SAMPLES
from knowledge.catalogue import Document
from knowledge.index import Index

PAGE = 8
_LISTED = (texts.BRING, texts.CAUTION)


def start(greeting: str, *, days: int) -> Shown:
    """Show on one screen what it can do."""
    hello = html.escape(greeting, quote=False)
    said = f"{hello}\n\n<i>{texts.PRIVACY_LINE.format(days=days)}</i>"
    asked = [(asking(sample, sample),) for sample in SAMPLES]
    menu = (button(texts.GUIDES, Verb.GUIDES), button(texts.REMIND, Verb.REMIND))
    return Shown(said, (*asked, menu))


def guides(index: Index, *, on: date) -> Shown:
    """Show the topics of services."""
    found = topics(index, on=on)
    if not found:
        return Shown(texts.GUIDES_NONE)
    buttons = [button(cut(topic.name), Verb.TOPIC, f"{topic.key}:0") for topic in found]
    return Shown(texts.GUIDES_ASK, _in_pairs(buttons))


def topic(about: str, index: Index, *, on: date) -> Shown:
    """Show the guides of a topic, a page at a time; one that is gone leads back to all."""
    key, _, written = about.partition(":")
    chosen = find_topic(key, index, on=on)
    if chosen is None:
        return guides(index, on=on)
    page = int(written) if written.isdecimal() else 0
    first = min(page * PAGE, (len(chosen.guides) - 1) // PAGE * PAGE)
    rows = [(_guide(one),) for one in chosen.guides[first : first + PAGE]]
    said = texts.GUIDES_OF.format(topic=html.escape(chosen.name, quote=False))
    return Shown(said, tuple(filter(None, (*rows, _turning(chosen, first), _back_to_topics()))))


def guide(document: Document, index: Index, *, on: date, full: bool = False) -> Shown:
    """Show a guide: what to bring first, all of it on demand."""
    parts = whole(document) if full else card(document)
    said = "\n\n".join([f"<b>{html.escape(document.title, quote=False)}</b>", *_written(parts)])
    verb, label = (Verb.GUIDE, texts.SHORT_GUIDE) if full else (Verb.WHOLE, texts.WHOLE_GUIDE)
    found = topic_of(document, index, on=on)
    back = (button(texts.BACK, Verb.TOPIC, f"{found.key}:0"),) if found else _back_to_topics()
    return Shown(said, ((button(label, verb, document.id),), back))


def _written(parts: Sequence[Part]) -> list[str]:
    return [_part(part) for part in parts]


def _part(part: Part) -> str:
    lines = [html.escape(line, quote=False) for line in part.lines]
    if not part.name:
        return "\n".join(lines)
    if part.name in _LISTED and len(lines) > 1:
        return "\n".join([f"<b>{part.name}</b>", *(f"· {line}" for line in lines)])
    joined = "\n".join(lines)
    return f"<b>{part.name}</b>\n{joined}" if len(lines) > 1 else f"<b>{part.name}</b>：{joined}"


def _guide(document: Document) -> Button:
    return button(cut(document.title), Verb.GUIDE, document.id)


def _turning(chosen: Topic, first: int) -> tuple[Button, ...]:
    page, found = first // PAGE, []
    if page:
        found.append(button(texts.LAST_PAGE, Verb.TOPIC, f"{chosen.key}:{page - 1}"))
    if first + PAGE < len(chosen.guides):
        found.append(button(texts.NEXT_PAGE, Verb.TOPIC, f"{chosen.key}:{page + 1}"))
    return tuple(found)


def _back_to_topics() -> tuple[Button, ...]:
    return (button(texts.BACK, Verb.GUIDES),)


def _in_pairs(buttons: Sequence[Button]) -> tuple[tuple[Button, ...], ...]:
    return tuple(tuple(buttons[first : first + 2]) for first in range(0, len(buttons), 2))
