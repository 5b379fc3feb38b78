"""What may come of a question: an answer, a choice, or the word that we do not know."""

from dataclasses import dataclass
from enum import StrEnum

from knowledge.match import Match


class Verdict(StrEnum):
    """The three honest ways to reply."""

    ANSWER = "answer"
    CHOICES = "choices"
    UNKNOWN = "unknown"


@dataclass(frozen=True, slots=True)
class Decision:
    """What to reply with, best first; `point` is the sentence of the first that answers."""

    verdict: Verdict
    confidence: float
    matches: tuple[Match, ...] = ()
    point: str = ""
