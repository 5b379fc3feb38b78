"""Questions that no law answers: what should be told “I don't know” or “which one?”."""

import csv
import random
from collections.abc import Mapping
from pathlib import Path

import yaml

from benchmarks.quality.splits import SEED

OWN = Path(__file__).parent / "foreign.yaml"
CREDIT = "questions to a consumer-credit app"
DRAWN = 1_000


def load_foreign(folder: Path) -> Mapping[str, list[str]]:
    """Give our own sentences by topic, and a draw from the sentences of a credit app."""
    return {**load_own(), CREDIT: _credit(folder / "pairs" / "dev.csv")}


def load_own() -> dict[str, list[str]]:
    """Give our own sentences by topic."""
    topics: dict[str, list[str]] = yaml.safe_load(OWN.read_text(encoding="utf-8"))
    return topics


def _credit(path: Path) -> list[str]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    sentences = dict.fromkeys(row[side] for row in rows for side in ("sentence1", "sentence2"))
    return random.Random(SEED).sample(list(sentences), min(DRAWN, len(sentences)))
