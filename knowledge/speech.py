"""How danger is spoken of: spelling put right, harmless sayings hidden, time and purpose read."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations, product

from knowledge.ear import Ear
from knowledge.frames import Heard, Span
from knowledge.wording import bare, normalise

HEAD, TAIL = 1000, 1500
BEFORE, AFTER, STORY = 25, 12, 30
_STOP = re.compile(r"[。！？!?;；…\n]+")
_PAUSE = re.compile(r"[，,、:：~～\-—\"'“”‘’()（）《》【】.*]+")


@dataclass(frozen=True, slots=True)
class Marks:
    """Words that say when and why something is told."""

    plea: re.Pattern[str]
    now: re.Pattern[str]
    help: re.Pattern[str]
    lately: re.Pattern[str]
    past: re.Pattern[str]
    supposed: re.Pattern[str]
    asks: re.Pattern[str]
    affairs: re.Pattern[str]
    study: re.Pattern[str]
    habit: re.Pattern[str]
    over: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class Speech:
    """Spelling, harmless sayings, marks and the learned ear that all dangers share."""

    typos: tuple[tuple[re.Pattern[str], str], ...]
    sounds: Mapping[str, str]
    harmless: re.Pattern[str]
    marks: Marks
    answered: frozenset[str] = frozenset()
    ear: Ear | None = None

    def hear(self, text: str) -> Heard:
        """Make a text ready; of a very long one only the beginning and the end."""
        if len(text) < HEAD and bare(text) in self.answered:
            return Heard("")
        if len(text) > HEAD + TAIL:
            text = f"{text[:HEAD]}。{text[-TAIL:]}"
        text = _PAUSE.sub("，", _STOP.sub("。", _steady(text))).replace(" ", "")
        for wrong, right in self.typos:
            text = wrong.sub(right, text)
        return Heard(self.harmless.sub(_hidden, self._sounded(text)))

    def weigh(self, heard: Heard, span: Span, asks: re.Pattern[str] | None = None) -> int:
        """Weigh what stands around a place: above zero it is present, below it is only talk."""
        return self._time(heard, span) + self._purpose(heard, span, asks or self.marks.asks)

    def _time(self, heard: Heard, span: Span) -> int:
        start, end = span
        marks, weight = self.marks, 0
        told = [
            (place, value)
            for pattern, value in ((marks.past, -4), (marks.lately, -1), (marks.now, 1))
            for place, _ in heard.spans(pattern)
            if place < end and (value > 0 or _reaches(heard, place, start))
        ]
        if told:
            weight = max(told)[1]
        elif _within(heard, marks.past, end, end + AFTER):
            weight = -4
        if any(place >= start - BEFORE for place, _ in heard.spans(marks.plea)):
            weight += 3
        if heard.spans(marks.help):
            weight += 1
        if _within(heard, marks.habit, start - AFTER, end + AFTER):
            weight -= 1
        return weight - 4 * any(place >= end for place, _ in heard.spans(marks.over))

    def _purpose(self, heard: Heard, span: Span, asks: re.Pattern[str]) -> int:
        start, end = span
        marks, weight = self.marks, 0
        if _within(heard, marks.supposed, start - BEFORE, end + 4):
            weight -= 3
        if any(place >= start - BEFORE for place, _ in heard.spans(asks)):
            weight -= 3
        elif any(place >= start - BEFORE for place, _ in heard.spans(marks.affairs)):
            weight -= 2
        return weight - 4 * bool(heard.spans(marks.study))

    def _sounded(self, text: str) -> str:
        """Put words right that are written as they sound or look."""
        place, parts = 0, []
        while place < len(text):
            for length in (4, 3, 2):
                right = self.sounds.get(text[place : place + length])
                if right:
                    break
            right = right or text[place]
            parts.append(right)
            place += len(right)
        return "".join(parts)


def misspelled(
    keywords: Iterable[str], confused: Mapping[str, str], spared: Iterable[str]
) -> dict[str, str]:
    """Name the ways a keyword is misspelled: one sign of two, at most two of three or more."""
    keywords = tuple(keywords)
    kept = {*keywords, *spared}
    found: dict[str, str] = {}
    for word in keywords:
        for count in range(1, min(2, len(word) - 1) + 1):
            for places in combinations(range(len(word)), count):
                for signs in product(*(confused.get(word[place], "") for place in places)):
                    wrong = list(word)
                    for place, sign in zip(places, signs, strict=True):
                        wrong[place] = sign
                    found.setdefault("".join(wrong), word)
    return {wrong: word for wrong, word in found.items() if wrong not in kept}


def _steady(text: str) -> str:
    return normalise(_STOP.sub("。", text))


def _hidden(match: re.Match[str]) -> str:
    return "□" * len(match[0])


def _reaches(heard: Heard, place: int, start: int) -> bool:
    """Whether a time named at a place still holds where something is said."""
    return start - place <= STORY and heard.one_sentence(place, max(start, place))


def _within(heard: Heard, pattern: re.Pattern[str], start: int, end: int) -> bool:
    return any(
        start <= place < end
        and heard.one_sentence(min(place, max(start, 0)), max(place, min(end, place)))
        for place, _ in heard.spans(pattern)
    )
