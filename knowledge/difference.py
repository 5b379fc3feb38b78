"""What changed between two wordings, so that people can read it: what went and what came."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from difflib import SequenceMatcher
from enum import StrEnum

from knowledge.drafts import Draft
from knowledge.law_names import titled

LIKE = 0.4  # sentences less alike than this are shown as one that went and one that came
MOST = 3_000  # signs of two sentences that are compared sign by sign
SHORT = 2  # signs that stayed between two changes and only disturb the reading
_SENTENCE = re.compile(r"[^。；！？\n]*[。；！？\n]|[^。；！？\n]+$")
_SIGN = re.compile(r"\d+(?:\.\d+)?|[A-Za-z]+|.", re.DOTALL)


class Fate(StrEnum):
    """What became of a piece of text."""

    STAYED = "stayed"
    WENT = "went"
    CAME = "came"


@dataclass(frozen=True, slots=True)
class Piece:
    """Some text and what became of it."""

    fate: Fate
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    """One part of a wording that reads otherwise now; `listed` where each piece is a line."""

    part: str
    pieces: tuple[Piece, ...]
    listed: bool = False


def difference(before: str, after: str) -> tuple[Piece, ...]:
    """Compare two texts by sentences, and sentences that are alike by signs."""
    return tuple(_joined(_by_sentences(before, after)))


def list_difference(before: Sequence[str], after: Sequence[str]) -> tuple[Piece, ...]:
    """Compare two lists: what stayed or came in its new order, then what went."""
    stayed = (Piece(Fate.STAYED if one in before else Fate.CAME, one) for one in after)
    return (*stayed, *(Piece(Fate.WENT, one) for one in before if one not in after))


def changes(before: Draft, after: Draft) -> list[Change]:
    """List the parts of a wording that changed, in the order that they are read."""
    head, body = ("标题", "正文") if after.kind == "guide" else ("问题", "答案")
    texts = (
        (head, before.title, after.title),
        (body, before.text, after.text),
        ("主题", topic_of(before), topic_of(after)),
        ("热线", before.fields.get("hotline", ""), after.fields.get("hotline", "")),
        ("核对日期", before.fields.get("checked_on", ""), after.fields.get("checked_on", "")),
        ("核对说明", before.fields.get("note", ""), after.fields.get("note", "")),
        ("有效期", days_said(before), days_said(after)),
    )
    lists = (
        ("相似问法", before.phrases, after.phrases),
        ("反例", before.negatives, after.negatives),
        ("依据", _cited(before), _cited(after)),
    )
    return [
        *(Change(part, difference(old, new)) for part, old, new in texts if old != new),
        *(
            Change(part, list_difference(old, new), listed=True)
            for part, old, new in lists
            if tuple(old) != tuple(new)
        ),
    ]


def topic_of(draft: Draft) -> str:
    """Name what an entry is about."""
    return draft.fields.get("topic", "") or draft.section


def days_said(draft: Draft) -> str:
    """Say on which days a wording holds; the last day is the one before `valid_until`."""
    start = f"{_day(draft.valid_from)}起" if draft.valid_from else ""
    last = draft.valid_until - timedelta(days=1) if draft.valid_until else None
    return start + (f"至{_day(last)}" if last else "") or "长期有效"


def _day(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


def _cited(draft: Draft) -> tuple[str, ...]:
    return tuple(titled(one.law) + one.article for one in draft.citations)


def _by_sentences(before: str, after: str) -> Iterator[Piece]:
    old, new = _SENTENCE.findall(before), _SENTENCE.findall(after)
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    for fate, a, b, c, d in matcher.get_opcodes():
        if fate == "equal":
            yield Piece(Fate.STAYED, "".join(old[a:b]))
        else:
            yield from _by_signs("".join(old[a:b]), "".join(new[c:d]))


def _by_signs(before: str, after: str) -> Iterator[Piece]:
    old, new = _SIGN.findall(before), _SIGN.findall(after)
    if not old or not new or len(old) + len(new) > MOST:
        yield from _replaced(before, after)
        return
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < LIKE:
        yield from _replaced(before, after)
        return
    went = came = ""
    codes = matcher.get_opcodes()
    for place, (fate, a, b, c, d) in enumerate(codes):
        said = "".join(old[a:b])
        if fate != "equal" or (0 < place < len(codes) - 1 and b - a < SHORT):
            went, came = went + said, came + "".join(new[c:d])
            continue
        yield from _replaced(went, came)
        went = came = ""
        yield Piece(Fate.STAYED, said)
    yield from _replaced(went, came)


def _replaced(before: str, after: str) -> Iterator[Piece]:
    if before:
        yield Piece(Fate.WENT, before)
    if after:
        yield Piece(Fate.CAME, after)


def _joined(pieces: Iterator[Piece]) -> Iterator[Piece]:
    last: Piece | None = None
    for piece in pieces:
        if last and last.fate is piece.fate:
            last = Piece(piece.fate, last.text + piece.text)
            continue
        if last:
            yield last
        last = piece
    if last:
        yield last
