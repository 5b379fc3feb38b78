"""A question as the index sees it: its terms, each with how telling it is."""

from dataclasses import dataclass, field
from functools import cached_property

from knowledge.read import BESIDE
from knowledge.segment import Segment
from knowledge.terms import NO_IDS, Ids


@dataclass(frozen=True)
class Asked:
    """The distinct terms of a question, weighed by their rarity; `beside` are looked for too."""

    weights: dict[int, float]
    beside: dict[int, float] = field(default_factory=dict)

    @cached_property
    def mass(self) -> float:
        """The weight of all terms together."""
        return sum(self.weights.values())

    def shared(self, terms: frozenset[int]) -> float:
        """The weight of the terms that a text has too."""
        own = sum(self.weights[term] for term in self.weights.keys() & terms)
        return own + sum(self.beside[term] for term in self.beside.keys() & terms)

    def likeness(self, terms: frozenset[int], mass: float) -> float:
        """How alike a text of this mass is (0–1): 1 is the very same terms."""
        return 2 * self.shared(terms) / (self.mass + mass) if mass else 0.0


def weigh(ids: Ids, segment: Segment, *, beside: Ids = NO_IDS) -> Asked:
    """Weigh distinct terms by how rare a segment finds them; those `beside` count for less."""
    own, others = segment.rarities(ids), segment.rarities(beside) * BESIDE
    return Asked(
        dict(zip(ids.tolist(), own.tolist(), strict=True)),
        dict(zip(beside.tolist(), others.tolist(), strict=True)),
    )
