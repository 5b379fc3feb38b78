"""Danger that is happening now, told from talk about danger; checked before anything else."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.ear import Ear
from knowledge.frames import Frame, Heard
from knowledge.speech import Speech

ENOUGH, CERTAIN = 2, 4
ALWAYS, WORDS, MAYBE, UNLESS = 5, 3, 1, -4


@dataclass(frozen=True, slots=True)
class Danger:
    """A present danger, the numbers to call, the fixed wording, and how it sounds."""

    id: str
    numbers: tuple[str, ...]
    text: str
    speech: Speech
    always: tuple[Frame, ...]
    words: tuple[Frame, ...]
    maybe: tuple[Frame, ...]
    unless: re.Pattern[str] | None = None
    asks: re.Pattern[str] | None = None
    theme: re.Pattern[str] | None = None
    hint: tuple[str, ...] = ()

    def heard_in(self, text: str) -> bool:
        """Whether a text speaks of this danger as present, not of law, past or hearsay."""
        return self.weight(self.speech.hear(text)) >= ENOUGH

    def weight(self, heard: Heard) -> int:
        """Weigh the clearest sign of this danger with what stands around it."""
        unsure = [spans for frame in self.maybe if (spans := list(frame.spans(heard)))]
        doubtful = MAYBE + min(len(unsure) - 1, 1)
        told = [(ALWAYS, span) for frame in self.always for span in frame.spans(heard)]
        told += [(WORDS, span) for frame in self.words for span in frame.spans(heard)]
        told += [(doubtful, span) for spans in unsure for span in spans]
        if not told:
            return 0
        weight = max(worth + self.speech.weigh(heard, span, self.asks) for worth, span in told)
        return weight + (UNLESS if self.unless and heard.spans(self.unless) else 0)


def find_danger(text: str, dangers: Iterable[Danger]) -> Danger | None:
    """Give the danger a text speaks of most clearly as present, if any; the first of equals."""
    dangers = tuple(dangers)
    if not dangers:
        return None
    speech = dangers[0].speech  # all dangers of a township share one way of hearing
    heard = speech.hear(text)
    weighed = [(danger.weight(heard), danger) for danger in dangers]
    most, found = max(weighed, key=lambda pair: pair[0])  # the first of equals
    if speech.ear is None:
        return found if most >= ENOUGH else None
    if not speech.ear.hears(heard.text, most):
        return None
    return found if most >= CERTAIN else _sounding_like(heard, dangers, speech.ear)


def danger_hint(text: str, dangers: Iterable[Danger]) -> tuple[str, ...]:
    """Give the numbers worth adding to an answer that only touches on a danger, each once."""
    dangers = tuple(dangers)
    if not dangers:
        return ()
    heard = dangers[0].speech.hear(text).text
    touched = (danger for danger in dangers if danger.theme and danger.theme.search(heard))
    return tuple(dict.fromkeys(number for danger in touched for number in danger.hint))


def _sounding_like(heard: Heard, dangers: Iterable[Danger], ear: Ear) -> Danger | None:
    known = {danger.id: danger for danger in dangers}
    kind = ear.kind(heard.text, known)
    return known[kind] if kind else None
