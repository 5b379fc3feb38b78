"""Figures that were just counted, kept for a moment so that their charts need no second count."""

import secrets
from collections import OrderedDict
from threading import Lock

from jobs.figures.overview import Overview

MOST = 64


class Kept:
    """The newest figures, each under a word of its own; an older one is counted again."""

    def __init__(self) -> None:
        self._found: OrderedDict[str, Overview] = OrderedDict()
        self._lock = Lock()

    def keep(self, found: Overview) -> str:
        """Keep figures and give the word for them."""
        word = secrets.token_urlsafe(9)
        with self._lock:
            self._found[word] = found
            while len(self._found) > MOST:
                self._found.popitem(last=False)
        return word

    def find(self, word: str) -> Overview | None:
        """Give the figures for a word, if they are still here."""
        with self._lock:
            return self._found.get(word)
