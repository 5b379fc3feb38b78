"""The direction of a text, for whoever asks whether two texts mean the same."""

from knowledge.ranking.meaning import Meaning
from knowledge.segment import Floats
from knowledge.terms import Splitter


class Sense:
    """Places questions by what they mean."""

    def __init__(self, splitter: Splitter, meaning: Meaning) -> None:
        self._splitter, self._meaning = splitter, meaning

    def vector(self, text: str) -> Floats:
        """Give a vector of length one; all zeros for a text of unknown words."""
        return self._meaning.vector(self._splitter.ids(text))
