"""How sure is sure enough: a town may ask for more or be content with less."""

from dataclasses import dataclass

ANSWER = 0.74  # share of right answers from which one is given
OFFER = 0.29  # from which choices are offered


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The shares of right answers from which an answer is given, and choices are offered."""

    answer: float = ANSWER
    offer: float = OFFER
