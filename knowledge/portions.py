"""Long lists of numbers, cut so that a database takes them in one statement."""

from collections.abc import Iterator, Sequence

MOST = 500


def portions(numbers: Sequence[int]) -> Iterator[Sequence[int]]:
    """Cut a list into parts of at most five hundred."""
    return (numbers[at : at + MOST] for at in range(0, len(numbers), MOST))
