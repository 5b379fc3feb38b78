"""Fresh sentences that nobody taught are told apart, and the hard ones no worse than before."""

from pathlib import Path

import pytest
import yaml

from knowledge.danger import Danger, find_danger
from knowledge.danger_files import load_dangers

FRESH = Path(__file__).parent / "utterances" / "fresh-danger.yaml"


@pytest.fixture(scope="module")
def dangers() -> tuple[Danger, ...]:
    return load_dangers()


@pytest.mark.parametrize("times", ["first", "second"])
def test_everyday_sentences_of_a_stranger_are_told_apart(dangers, times):
    shares = _alarms(dangers, times)
    assert shares["explicit"] >= 0.99
    assert shares["implicit"] >= 0.95
    assert shares["none"] <= 0.03


def test_plain_complaints_and_danger_that_asks_of_law_are_told_apart_no_worse(dangers):
    shares = _alarms(dangers, "hard")  # far from the aims: docs/quality.md says why
    assert shares["implicit"] >= 0.48
    assert shares["none"] <= 0.32


def _alarms(dangers: tuple[Danger, ...], times: str) -> dict[str, float]:
    """Give for each way the share of one set of sentences that raises an alarm."""
    said: dict[str, list[bool]] = {}
    for row in yaml.safe_load(FRESH.read_text(encoding="utf-8")):
        if row["set"] == times:
            said.setdefault(row["way"], []).append(find_danger(row["text"], dangers) is not None)
    return {way: sum(heard) / len(heard) for way, heard in said.items()}
