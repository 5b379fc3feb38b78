"""What waits for a person: each kind of it once, with how much, where it is done, how urgent."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntEnum


class Urgency(IntEnum):
    """In which order things are to be done; the first three are shown in red or yellow."""

    DANGER = 0
    TODAY = 1
    SOON = 2
    SOME_TIME = 3


@dataclass(frozen=True, slots=True)
class Task:
    """One line: what there is, how many, and the page where something is done about it.

    What is not `counted` is one thing that its title says whole.
    """

    urgency: Urgency
    title: str
    said: str
    number: int
    path: str
    counted: bool = True

    @property
    def words(self) -> str:
        """Say how many of what."""
        return f"{self.number:,} {self.title}" if self.counted else self.title

    @property
    def colour(self) -> str:
        """The colour of its count."""
        return {Urgency.DANGER: "red", Urgency.TODAY: "yellow"}.get(self.urgency, "blue")


def in_order(tasks: Iterable[Task | None]) -> list[Task]:
    """Leave what there is any of, the most urgent first."""
    return sorted((task for task in tasks if task and task.number), key=lambda one: one.urgency)
