"""Fresh sentences that nobody taught are told apart, and the hard ones no worse than before."""

from pathlib import Path

import pytest
import yaml

from knowledge.danger import Danger, find_danger
from knowledge.danger_files import load_dangers

FOLDER = Path(__file__).parent / "utterances"


@pytest.fixture(scope="module")
def dangers() -> tuple[Danger, ...]:
    return load_dangers()


def test_everyday_sentences_of_a_stranger_are_told_apart(dangers):
    shares = _alarms(dangers, "fresh-danger", "set", "first", "second")
    assert shares["explicit"] >= 0.99
    assert shares["implicit"] >= 0.95
    assert shares["none"] <= 0.03


def test_plain_complaints_and_danger_that_asks_of_law_are_told_apart_no_worse(dangers):
    shares = _alarms(dangers, "fresh-danger", "set", "hard")  # not at the aims: docs/quality.md
    assert shares["implicit"] >= 0.8
    assert shares["none"] <= 0.16


def test_a_village_is_heard_when_something_happens_also_while_it_asks_of_law(dangers):
    now = _alarms(dangers, "village-unseen", "told", "now")
    assert now["explicit"] >= 0.99
    assert now["implicit"] >= 0.95
    assert min(_alarms(dangers, "village-unseen", "told", "law").values()) >= 0.9


def test_a_village_that_talks_of_this_and_that_hardly_ever_raises_an_alarm(dangers):
    assert _alarms(dangers, "village-unseen", "told", "asks", "chat")["lookalike"] <= 0.03
    told = _alarms(dangers, "village-unseen", "told", "plain", "past")  # not at the aim of .03
    assert told["lookalike"] <= 0.12


def _alarms(dangers: tuple[Danger, ...], name: str, by: str, *wanted: str) -> dict[str, float]:
    """Give for each way the share of some sentences of a file that raises an alarm."""
    said: dict[str, list[bool]] = {}
    for row in yaml.safe_load((FOLDER / f"{name}.yaml").read_text(encoding="utf-8")):
        if row[by] in wanted:
            said.setdefault(row["way"], []).append(find_danger(row["text"], dangers) is not None)
    return {way: sum(heard) / len(heard) for way, heard in said.items()}
