"""Danger that is happening now, told from talk about danger; checked before anything else."""

from collections.abc import Iterable

from knowledge.starter_files import Danger
from knowledge.wording import normalise


def find_danger(text: str, dangers: Iterable[Danger]) -> Danger | None:
    """Give the first danger a text speaks of as present, if any."""
    folded = normalise(text)
    return next((danger for danger in dangers if danger.heard_in(folded)), None)
