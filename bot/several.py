"""Several questions in one message: each answered under its own heading, in one reply."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace

from bot import texts
from bot.messages import Choice, ReplyKind
from bot.questions import MOST, STORY, Part, clauses, heading, split
from bot.topics import Told, Topic
from knowledge.numerals import to_chinese

Ask = Callable[[str, Topic | None], Told]  # a part, and what was spoken of before it

_STEPS = "\n1. "
_FEW = 2  # choices offered for one of several questions
_MOST_CHOICES = 4


def answer_each(text: str, ask: Ask) -> Told | None:
    """Answer each question of a message; nothing if it holds but one."""
    parts = split(text)
    if len(parts) == 1:
        return _by_clauses(parts[0].text, ask)
    told = _asked(parts[:MOST], ask)
    if len(told) == 1 and not parts[0].marked:
        return None
    told_whole = len(text) >= STORY and not any(part.marked for part in parts)
    if told_whole and any(one.reply.kind is not ReplyKind.ANSWER for _part, one in told):
        return None
    if all(one.reply.kind in (ReplyKind.UNKNOWN, ReplyKind.FLOW) for _part, one in told):
        return None if not any(part.marked for part in parts) else _joined(told, more=False)
    return _joined(told, more=len(parts) > MOST)


def _by_clauses(text: str, ask: Ask) -> Told | None:
    """Halves of one sentence count as questions only if each is surely about something else."""
    halves = clauses(text)
    if len(halves) == 1:
        return None
    told = _asked([Part(half) for half in halves[:MOST]], ask)
    sure = all(one.reply.kind is ReplyKind.ANSWER for _part, one in told)
    return _joined(told, more=len(halves) > MOST) if sure and len(told) > 1 else None


def _asked(parts: Sequence[Part], ask: Ask) -> list[tuple[Part, Told]]:
    """Answer the parts in turn; two that lead to the same entry are one."""
    found: list[tuple[Part, Told]] = []
    seen: set[int] = set()
    before: Topic | None = None
    for part in parts:
        told = ask(part.text, before)
        before = told.topic or before
        document = told.topic.document if told.topic else None
        if document and document.id in seen:
            continue
        if document:
            seen.add(document.id)
        found.append((part, told))
    return found


def _joined(told: Sequence[tuple[Part, Told]], *, more: bool) -> Told:
    if len(told) == 1:
        return told[0][1]
    answers = [one.reply for _part, one in told]
    lines = [
        f"{texts.PART.format(number=to_chinese(number), question=heading(part.text))}\n{_body(one)}"
        for number, (part, one) in enumerate(told, 1)
    ]
    known = [reply for reply in answers if reply.kind is ReplyKind.ANSWER] or answers
    best = known[0]
    reply = replace(
        best,
        kind=min((reply.kind for reply in answers), key=_ORDER.index),
        text="\n\n".join([*lines, *([texts.MORE_PARTS] if more else [])]),
        confidence=min(reply.confidence for reply in known),
        citations=tuple(dict.fromkeys(one for reply in answers for one in reply.citations)),
        hotlines=tuple(dict.fromkeys(one for reply in answers for one in reply.hotlines)),
        choices=_choices(one for _part, one in told),
    )
    topics = [one.topic for _part, one in told if one.topic]
    about = [topic for topic in topics if topic.document] or topics
    return Told(reply, replace(about[-1], offered=reply.choices) if about else None)


_ORDER = (ReplyKind.ANSWER, ReplyKind.CHOICES, ReplyKind.UNKNOWN, ReplyKind.FLOW, ReplyKind.DANGER)


def _body(told: Told) -> str:
    if told.reply.kind is ReplyKind.UNKNOWN:
        return texts.PART_UNKNOWN
    if told.reply.kind is ReplyKind.CHOICES:
        return texts.PART_CHOICES
    return told.reply.text.split(_STEPS)[0]


def _choices(told: Iterable[Told]) -> tuple[Choice, ...]:
    """Offer what was left out: steps of the answered, readings of the unclear."""
    found: list[Choice] = []
    unclear = False
    for one in told:
        if one.reply.kind is ReplyKind.CHOICES:
            unclear = True
            found += [choice for choice in one.reply.choices if choice.send != texts.NONE_OF_THESE][
                :_FEW
            ]
        elif _STEPS in one.reply.text and one.topic and one.topic.document:
            title = one.topic.document.title
            found.append(Choice(texts.STEPS_OF.format(title=title)[:22], title))
    none = Choice(texts.NONE_OF_THESE, texts.NONE_OF_THESE)
    first = {choice.label: choice for choice in reversed(found)}
    kept = [choice for choice in dict.fromkeys(found) if first[choice.label] is choice]
    return (*kept[:_MOST_CHOICES], *([none] if unclear else []))
