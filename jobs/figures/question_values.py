"""The values that figures of questions are made of, for whoever shows them."""

from dataclasses import dataclass, fields
from datetime import date
from typing import Self


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions by what came of them, and what residents said of the answers.

    `talk` is what was no question: courtesies, and steps of a form. `useful` and `useless` count
    those who said so; most say nothing.
    """

    answered: int = 0
    choices: int = 0
    unknown: int = 0
    danger: int = 0
    talk: int = 0
    useful: int = 0
    useless: int = 0

    def __add__(self, other: Self) -> Self:
        return type(self)(
            *(getattr(self, one.name) + getattr(other, one.name) for one in fields(self))
        )

    @property
    def questions(self) -> int:
        """All that were questions."""
        return self.answered + self.choices + self.unknown + self.danger

    @property
    def judged(self) -> int:
        """How often somebody said whether it was of use."""
        return self.useful + self.useless


@dataclass(frozen=True, slots=True)
class Times:
    """Something that was asked, and how often."""

    name: str
    times: int


@dataclass(frozen=True, slots=True)
class GapsClosed:
    """How many gaps were closed in a stretch and how, and how many wait now."""

    answered: int = 0
    dismissed: int = 0
    waiting: int = 0


@dataclass(frozen=True, slots=True)
class QuestionFigures:
    """What was asked in a stretch of days.

    `questions` are entries that answered at least three times, `unanswered` wordings that at
    least three people used: fewer could show who asked. `topics` and `by_channel` count all.
    """

    total: Asked
    by_day: tuple[tuple[date, Asked], ...]
    by_channel: tuple[Times, ...]
    topics: tuple[Times, ...]
    questions: tuple[Times, ...]
    unanswered: tuple[Times, ...]
    gaps: GapsClosed
