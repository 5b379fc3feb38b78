"""What a search finds."""

from dataclasses import dataclass

from knowledge.catalogue import Document


@dataclass(frozen=True, slots=True)
class Match:
    """A document found.

    `coverage` is the share of the question it holds, `likeness` how alike the question and the
    nearest of its own phrasings are; both are 0–1.
    """

    document: Document
    score: float
    coverage: float
    likeness: float
