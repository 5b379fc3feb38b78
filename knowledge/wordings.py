"""What people call things and how they mishear them, and what the law calls them."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from pydantic import Field, StringConstraints

from knowledge.starter_files import FOLDER
from knowledge.starter_shapes import Strict
from knowledge.strict_yaml import read

Popular = Annotated[str, StringConstraints(pattern=r"^[^\s，。、]{1,20}$")]
Meant = Annotated[tuple[Popular, ...], Field(min_length=1, max_length=4)]


@dataclass(frozen=True, slots=True)
class Wordings:
    """Popular words and what they mean, misheard ones and the right ones, and everyday words."""

    meant: Mapping[str, tuple[str, ...]]
    misheard: Mapping[str, str]
    everyday: tuple[str, ...] = ()

    @property
    def words(self) -> Iterable[str]:
        """Every word that is right, so that none of them looks mistyped."""
        lawful = (word for words in self.meant.values() for word in words)
        return (*self.meant, *lawful, *self.everyday)


class WordingsFile(Strict):
    """Popular words by topic; each with one to four words of the law."""

    wordings: dict[str, dict[Popular, Meant]]
    misheard: dict[Popular, Popular]
    everyday: tuple[Popular, ...] = ()


def load_wordings(folder: Path = FOLDER) -> Wordings:
    """Read popular words; one that stands under two topics means both."""
    content, _lines = read(folder / "wordings.yaml", WordingsFile)
    found: dict[str, tuple[str, ...]] = {}
    for topic in content.wordings.values():
        for word, meant in topic.items():
            found[word] = tuple(dict.fromkeys((*found.get(word, ()), *meant)))
    return Wordings(found, content.misheard, content.everyday)


def expand(text: str, wordings: Wordings) -> tuple[str, ...]:
    """Give the law's words for the popular ones in a text that it does not hold already."""
    found = dict.fromkeys(meant for word in _held(text, wordings.meant) for meant in word)
    return tuple(meant for meant in found if meant not in text)


def reheard(text: str, wordings: Wordings) -> str:
    """Put misheard words right."""
    for wrong, right in wordings.misheard.items():
        text = text.replace(wrong, right)
    return text


def _held(text: str, known: Mapping[str, tuple[str, ...]]) -> Iterable[tuple[str, ...]]:
    """Find known words from left to right, the longest that begins at each place."""
    longest = max(map(len, known), default=0)
    at = 0
    while at < len(text):
        pieces = (text[at : at + size] for size in range(longest, 0, -1))
        word = next((piece for piece in pieces if piece in known), "")
        if word:
            yield known[word]
        at += len(word) or 1
