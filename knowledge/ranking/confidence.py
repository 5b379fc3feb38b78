"""How often an answer with this evidence is right: a curve learned from labelled questions."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from knowledge.ranking.learned import Arrays, read_learned
from knowledge.segment import Floats


@dataclass(frozen=True, slots=True)
class Curve:
    """A logistic curve over scaled evidence."""

    middle: Floats
    spread: Floats
    slopes: Floats
    start: float

    def share(self, evidence: Floats) -> float:
        """Give the share of answers with such evidence that are right (0–1)."""
        scaled = ((evidence - self.middle) / self.spread).clip(-4, 4)
        return float(1 / (1 + np.exp(-(scaled @ self.slopes + self.start))))


@dataclass(frozen=True, slots=True)
class Confidence:
    """A curve for answers by an entry, one for answers by an article, and one to level both.

    The better of two answers is right less often than it seems: `levelled` makes up for that.
    """

    entry: Curve
    article: Curve
    level: Floats

    def levelled(self, share: float) -> float:
        """Give the share of answers that are right when the better of two claims this one."""
        return float(1 / (1 + np.exp(-(bent(share) @ self.level[:-1] + self.level[-1]))))


def bent(share: float) -> Floats:
    """Give log odds and their square, of which the last curve is made."""
    odds = np.log(np.clip(share, 1e-4, 1 - 1e-4) / (1 - np.clip(share, 1e-4, 1 - 1e-4)))
    return np.array([odds, odds**2], np.float32)


def load_confidence(folder: Path | None = None, *, name: str = "confidence") -> Confidence | None:
    """Read the curves; nothing if they are missing or not as they were shipped."""
    parts = read_learned(name, folder)
    if parts is None:
        return None
    return Confidence(_curve(parts, "entry"), _curve(parts, "article"), parts["level"])


def _curve(parts: Arrays, name: str) -> Curve:
    middle, spread, slopes = (parts[f"{name}_{part}"] for part in ("middle", "spread", "slopes"))
    return Curve(middle, spread, slopes, float(parts[f"{name}_start"][0]))
