"""What labelled questions taught about one embedder: how to turn its vectors, and more trees."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge.ranking.confidence import Confidence, load_confidence
from knowledge.ranking.embedder import of_length_one
from knowledge.ranking.forest import Forest, load_forest
from knowledge.ranking.learned import read_learned
from knowledge.ranking.lessons import unpacked
from knowledge.segment import Floats

LEARNED, FOREST, CONFIDENCE = "semantic", "forest-semantic", "confidence-semantic"


@dataclass(frozen=True, slots=True)
class Adapter:
    """A matrix for each side, and the turned vectors of labelled questions.

    Rows of `asked` and `answered` stand in the order of the lessons. While learning, there are
    no trees and no curves yet.
    """

    turns: Floats
    asked: Floats
    answered: Floats
    forest: Forest | None = None
    confidence: Confidence | None = None

    @property
    def size(self) -> int:
        """How many numbers a turned vector has."""
        return int(self.turns.shape[2])

    def turned(self, rows: Floats, side: int) -> Floats:
        """Turn vectors; a row of zeros stays one."""
        return of_length_one(rows @ self.turns[side])


def load_adapter(folder: Path | None = None) -> Adapter | None:
    """Read what was learned; nothing if any part is missing or not as it was shipped."""
    parts = read_learned(LEARNED, folder)
    forest, confidence = load_forest(folder, name=FOREST), load_confidence(folder, name=CONFIDENCE)
    if parts is None or forest is None or confidence is None:
        return None
    asked, answered = (unpacked(parts[name]) for name in ("asked", "answered"))
    return Adapter(parts["turns"].astype(np.float32), asked, answered, forest, confidence)
