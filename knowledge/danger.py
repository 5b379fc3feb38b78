"""Danger that is happening now, told from talk about danger; checked before anything else."""

import re
from collections.abc import Iterable
from dataclasses import dataclass

from knowledge.wording import normalise


@dataclass(frozen=True, slots=True)
class Danger:
    """A present danger, the numbers to call and the fixed wording."""

    id: str
    numbers: tuple[str, ...]
    text: str
    words: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]
    always: tuple[re.Pattern[str], ...]

    def heard_in(self, text: str) -> bool:
        """Whether a text speaks of this danger as present, not of law, past or hearsay."""
        if _any(self.always, text):
            return True
        return _any(self.words, text) and not _any(self.unless, text)


def find_danger(text: str, dangers: Iterable[Danger]) -> Danger | None:
    """Give the first danger a text speaks of as present, if any."""
    folded = normalise(text)
    return next((danger for danger in dangers if danger.heard_in(folded)), None)


def _any(patterns: tuple[re.Pattern[str], ...], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)
