"""What a person wrote, as it was meant."""

from dataclasses import dataclass
from typing import Protocol

BESIDE = 0.3  # what a word counts that nobody wrote, beside the words that were written


@dataclass(frozen=True, slots=True)
class Read:
    """A text put right, with words to search by besides.

    `extra` are the law's words for popular ones; `guesses` are words as they would be if a
    doubtful character were another.
    """

    text: str
    extra: tuple[str, ...] = ()
    guesses: tuple[str, ...] = ()

    @property
    def beside(self) -> tuple[str, ...]:
        """Every word to search by besides."""
        return (*self.extra, *self.guesses)


class Reads(Protocol):
    """The little that is asked of whoever reads what people write."""

    def read(self, text: str) -> Read:
        """Give a text as it was meant."""
