"""What a way of ranking must offer to be compared."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

from benchmarks.quality.material import Question
from knowledge.decision import Verdict

LIMIT = 100


class Method(Protocol):
    """Ranks articles for a question, after learning from others if it can."""

    name: str

    def fit(self, train: Sequence[Question]) -> None:
        """Learn from these questions and forget whatever was learnt before."""

    def rank(self, question: str) -> list[int]:
        """Give the ids of at most `LIMIT` articles, best first."""


@dataclass(frozen=True, slots=True)
class Judgement:
    """What a question would be told: the verdict, how sure, and the articles it rests on.

    A question that gets no answer still has the articles it would have rested on, so that
    low confidence can be checked as well as high.
    """

    verdict: Verdict
    confidence: float
    articles: tuple[int, ...]


@runtime_checkable
class Judge(Protocol):
    """A method that also decides whether to answer."""

    def judge(self, question: str) -> Judgement:
        """Answer, offer choices or abstain."""
