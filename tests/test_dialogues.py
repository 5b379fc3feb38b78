"""Conversations as residents have them; the files in `dialogues` say what is said and heard."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import yaml
from builders import NOW

from bot.messages import Incoming, Reply
from bot.settings import load_settings
from bot.town import Town, open_town
from jobs.records.exchanges import Exchange

FOLDER = Path(__file__).parent / "dialogues"
DIALOGUES: list[dict[str, Any]] = [
    dialogue
    for path in sorted(FOLDER.glob("*.yaml"))
    for dialogue in yaml.safe_load(path.read_text(encoding="utf-8"))
]
KNOWN = {"say", "hear", "not", "kind", "by", "after"}


@dataclass
class Clock:
    """A clock that stands until it is moved."""

    now: datetime = NOW

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture(scope="module")
def clock() -> Clock:
    return Clock()


@pytest.fixture(scope="module")
def town(tmp_path_factory: pytest.TempPathFactory, clock: Clock) -> Iterator[Town]:
    """A town with the starter knowledge and a clock of its own."""
    folder = tmp_path_factory.mktemp("dialogues")
    town = open_town(load_settings(data_dir=folder / "data", town_name="城关镇"), clock=clock)
    yield town
    town.close()


def title(dialogue: dict[str, Any]) -> str:
    return str(dialogue["title"])


def heard(reply: Reply) -> str:
    """Everything of a reply that a resident reads."""
    lines = (f"{line.number} {line.name}" for line in reply.hotlines)
    labels = (choice.label for choice in reply.choices)
    cited = (f"{one.title}{one.article}" for one in reply.citations)
    return "\n".join((reply.text, *lines, *labels, *cited))


@pytest.mark.parametrize("dialogue", DIALOGUES, ids=title)
def test_a_dialogue_goes_as_it_should(town, clock, dialogue):
    for line in dialogue["lines"]:
        assert set(line) <= KNOWN, line
        clock.now += timedelta(minutes=line.get("after", 0), seconds=5)
        address = title(dialogue)
        reply = town.ask(Incoming("web", address, line["say"], person=line.get("by", "")))
        told = f"{line['say']} → {reply.kind}: {heard(reply)}"
        assert reply.kind == line.get("kind", reply.kind), told
        assert [words for words in line.get("hear", ()) if words not in heard(reply)] == [], told
        assert [words for words in line.get("not", ()) if words in heard(reply)] == [], told


def test_there_are_thirty_dialogues_each_with_a_title_of_its_own():
    titles = [title(dialogue) for dialogue in DIALOGUES]
    assert len(set(titles)) == len(titles) >= 30


def test_nobody_without_an_address_is_remembered(town):
    town.ask(Incoming("web", "", "离婚冷静期是多久？"))
    assert "撤回" not in town.ask(Incoming("web", "", "那要多少钱")).text


def test_what_was_answered_by_a_topic_is_not_told_to_others(town):
    town.ask(Incoming("web", "one", "老板拖欠工资怎么办"))
    mine = town.ask(Incoming("web", "one", "要花钱吗")).text
    assert "仲裁" in mine
    assert town.ask(Incoming("web", "two", "要花钱吗")).text != mine


def test_what_a_topic_could_not_answer_is_recorded_with_the_topic_named(town):
    town.ask(Incoming("web", "gap", "离婚冷静期要多久"))
    reply = town.ask(Incoming("web", "gap", "那要多少钱"))
    town.recorder.flush()
    with town.database.reading() as session:
        row = session.get(Exchange, reply.exchange)
        assert row is not None
        assert row.question == "离婚冷静期要多久：那要多少钱"


def test_erasing_a_visit_forgets_its_topic(town):
    town.ask(Incoming("web", "gone", "老板拖欠工资怎么办"))
    town.forget("web", "gone")
    assert "仲裁" not in town.ask(Incoming("web", "gone", "要花钱吗")).text
