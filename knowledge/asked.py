"""A question as the index sees it: its terms, each with how telling it is."""

from dataclasses import dataclass
from functools import cached_property

from knowledge.segment import Segment
from knowledge.terms import Ids


@dataclass(frozen=True)
class Asked:
    """The distinct terms of a question, weighed by their rarity."""

    weights: dict[int, float]

    @cached_property
    def mass(self) -> float:
        """The weight of all terms together."""
        return sum(self.weights.values())

    def shared(self, terms: frozenset[int]) -> float:
        """The weight of the terms that a text has too."""
        return sum(self.weights[term] for term in self.weights.keys() & terms)

    def likeness(self, terms: frozenset[int], mass: float) -> float:
        """How alike a text of this mass is (0–1): 1 is the very same terms."""
        return 2 * self.shared(terms) / (self.mass + mass) if mass else 0.0


def weigh(ids: Ids, segment: Segment) -> Asked:
    """Weigh distinct terms by how rare a segment finds them."""
    return Asked(dict(zip(ids.tolist(), segment.rarities(ids).tolist(), strict=True)))
