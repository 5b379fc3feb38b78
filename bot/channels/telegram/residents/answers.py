"""Replies as Telegram shows them: one screen, the point in bold, what to tap underneath."""

import html
import re
from dataclasses import dataclass

from bot import chat_texts as texts
from bot.channels.telegram.speech.keyboard import DATA_BYTES, Button
from bot.channels.telegram.speech.taps import Verb, asking, button
from bot.messages import Cited, Reply, ReplyKind

POINT = 60  # characters; a longer first paragraph is a text, not a point
GROUP_LENGTH = 300
LABEL = 26

_HEADINGS = re.compile(r"^(谁可以办|要带|怎么办|到哪里|多久办好|收费|办好以后|注意)：", re.M)
_POINT_END = re.compile(r"[。！？]|\n")
_SENTENCE_END = re.compile(r"[。！？；\n]")


@dataclass(frozen=True, slots=True)
class Shown:
    """A message: its HTML and the rows of buttons under it."""

    html: str
    buttons: tuple[tuple[Button, ...], ...] = ()


def in_private(reply: Reply) -> Shown:
    """Show a reply to one person; danger has nothing but its lines."""
    if reply.kind is ReplyKind.DANGER:
        return Shown(_danger(reply))
    parts = [
        _lines(reply.text, reply),
        _phones(reply),
        f"<i>{_safe(reply.note)}</i>" if reply.note else "",
    ]
    rows = (_sources(reply), *_choices(reply), _opinion(reply), _person(reply))
    return Shown("\n\n".join(filter(None, parts)), tuple(filter(None, rows)))


def in_group(reply: Reply, *, more: str) -> Shown:
    """Show a reply to everybody: short, with one button that opens the rest in private."""
    said = shortened(reply.text, GROUP_LENGTH)
    match reply.kind:
        case ReplyKind.DANGER:
            return Shown(_danger(reply))
        case ReplyKind.CHOICES:
            return Shown(_lines(said, reply), tuple(_choices(reply)))
        case ReplyKind.ANSWER | ReplyKind.UNKNOWN:
            label = texts.GROUP_MORE if reply.kind is ReplyKind.ANSWER else texts.GROUP_PRIVATE
            return Shown(_lines(said, reply), ((Button(label, url=more),),))
        case _:
            return Shown(_lines(said, reply))


def long_words(reply: Reply) -> tuple[str, ...]:
    """Give the words of choices that do not fit behind a button and have to be kept."""
    prefix = len(f"{Verb.ASK}:")
    sends = (choice.send for choice in reply.choices)
    return tuple(words for words in sends if prefix + len(words.encode()) > DATA_BYTES)


def shortened(text: str, most: int) -> str:
    """Cut a text at the end of a sentence."""
    plain = text.strip()
    if len(plain) <= most:
        return plain
    room = most - len(texts.GROUP_CUT)
    ends = [found.end() for found in _SENTENCE_END.finditer(plain) if found.end() <= room]
    return plain[: ends[-1] if ends else room].rstrip() + texts.GROUP_CUT


def named(cited: Cited) -> str:
    """Name a source in a few words."""
    return f"{cited.title}{cited.article}"


def cut(label: str) -> str:
    """Cut a label to what a phone shows."""
    return label if len(label) <= LABEL else label[: LABEL - 1] + "…"


def _danger(reply: Reply) -> str:
    first, *rest = (_safe(line) for line in reply.text.split("\n") if line.strip())
    return "\n".join([f"<b>{first}</b>", *rest])


def _lines(text: str, reply: Reply) -> str:
    """Put the point on a line of its own, in bold, where more follows it."""
    point, rest = _parted(text.strip())
    if reply.kind is not ReplyKind.ANSWER or not rest or len(point) > POINT:
        return _safe(text.strip())
    more = _HEADINGS.sub(r"<b>\1</b>：", _safe(rest))
    return f"<b>{_safe(point)}</b>\n{more}"


def _parted(text: str) -> tuple[str, str]:
    """Part the first sentence, or the first line if that is shorter, from the rest."""
    end = _POINT_END.search(text)
    return (text[: end.end()].strip(), text[end.end() :].strip()) if end else (text, "")


def _phones(reply: Reply) -> str:
    if reply.kind is ReplyKind.UNKNOWN:  # its words name them
        return ""
    unsaid = [line for line in reply.hotlines if line.number not in reply.text]
    names = ((line.number, f"（{_safe(line.name)}）" if line.name else "") for line in unsaid)
    said = "、".join(f"<b>{number}</b>{name}" for number, name in names)
    return f"{texts.CALL} {said}" if said else ""


def _sources(reply: Reply) -> tuple[Button, ...]:
    if not reply.citations or not reply.exchange:
        return ()
    one = len(reply.citations) == 1
    label = f"{texts.BASIS} {named(reply.citations[0])}"
    if not one or len(label) > LABEL:
        label = texts.ONE_SOURCE if one else texts.SOURCES.format(count=len(reply.citations))
    return (button(label, Verb.SOURCES, reply.exchange),)


def _choices(reply: Reply) -> list[tuple[Button, ...]]:
    return [(asking(choice.label, choice.send),) for choice in reply.choices]


def _opinion(reply: Reply) -> tuple[Button, ...]:
    if reply.kind is not ReplyKind.ANSWER or not reply.exchange:
        return ()
    return (
        button(texts.USEFUL, Verb.USEFUL, reply.exchange),
        button(texts.USELESS, Verb.USELESS, reply.exchange),
    )


def _person(reply: Reply) -> tuple[Button, ...]:
    if reply.kind is not ReplyKind.UNKNOWN or not reply.exchange:
        return ()
    return (button(texts.TO_STAFF, Verb.HAND_OVER, reply.exchange),)


def _safe(text: str) -> str:
    return html.escape(text, quote=False)
