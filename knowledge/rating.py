"""How good a ranking is: where the right ones stand in it."""

from collections.abc import Collection, Hashable, Sequence
from dataclasses import dataclass

DEPTHS = (1, 3, 5, 10, 20, 100)
SUCCESS_DEPTHS = (1, 3, 5)
MRR_DEPTH = 10


@dataclass(frozen=True, slots=True)
class Rating:
    """Where the right ones stand in one ranking, counted from 1, and how many there are."""

    places: tuple[int, ...]
    wanted: int

    @property
    def first(self) -> int:
        """The place of the first right one; 0 if none was found."""
        return self.places[0] if self.places else 0

    def recall(self, depth: int) -> float:
        """Give the share of the right ones that stand in the first `depth`."""
        return sum(place <= depth for place in self.places) / self.wanted

    def reciprocal(self, depth: int = MRR_DEPTH) -> float:
        """Give one over the place of the first right one, 0 if it stands deeper."""
        return 1 / self.first if 0 < self.first <= depth else 0.0

    def success(self, depth: int) -> float:
        """Give 1 if any right one stands in the first `depth`, else 0."""
        return float(0 < self.first <= depth)


def rate(ranked: Sequence[Hashable], wanted: Collection[Hashable]) -> Rating:
    """Find the right ones in a ranking; one that is named twice counts once."""
    right, places = set(wanted), list[int]()
    if not right:
        raise ValueError("nothing is wanted, so nothing can be found")
    for place, item in enumerate(ranked, 1):
        if item in right:
            right.discard(item)
            places.append(place)
    return Rating(tuple(places), len(set(wanted)))


def summed_up(ratings: Sequence[Rating]) -> dict[str, float]:
    """Give every measure as a mean over questions: recall@10, mrr@10, success@1 and so on."""
    figures = {f"recall@{k}": _mean([one.recall(k) for one in ratings]) for k in DEPTHS}
    figures[f"mrr@{MRR_DEPTH}"] = _mean([one.reciprocal() for one in ratings])
    for k in SUCCESS_DEPTHS:
        figures[f"success@{k}"] = _mean([one.success(k) for one in ratings])
    return figures


def _mean(values: Sequence[float]) -> float:
    return sum(values) / len(values) if values else 0.0
