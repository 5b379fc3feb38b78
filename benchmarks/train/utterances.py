"""What the ear for danger learns from: utterances by several writers, and harmless texts."""

import csv
import json
import os
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import yaml

from benchmarks.corpus import ROOT, MaterialMissingError
from knowledge.danger import ENOUGH
from knowledge.danger_files import load_dangers
from knowledge.starter_files import load_faq

EARLY = tuple(f"danger-{name}" for name in ("dev", "blind", "train-a", "train-b", "train-c"))
VILLAGERS = ("danger-plain", *(f"danger-village-{one}" for one in "abcdefg"))  # knew no rule
WRITERS = EARLY + VILLAGERS
RULED = "danger-dev"  # the rules were written with this one in sight: they prove nothing there
NONE = "none"
PAIRS = 6000
SHORTEST = 6  # characters of a part of a question that tells something
_PAUSES = re.compile(r"[，。？！；,?!;\s]+")


@dataclass(frozen=True, slots=True)
class Utterance:
    """A text as it is heard, its kind, its writer, and what the rules make of it."""

    kind: str
    way: str
    writer: str
    text: str
    weight: int


class Listener:
    """Hears texts as the township does, except that no question is known by heart."""

    def __init__(self) -> None:
        self._dangers = load_dangers()
        self._speech = replace(self._dangers[0].speech, answered=frozenset(), ear=None)

    def listen(self, text: str, kind: str, way: str, writer: str) -> Utterance:
        """Hear one text."""
        heard = self._speech.hear(text)
        weight = max(danger.weight(heard) for danger in self._dangers)
        return Utterance(kind, way, writer, heard.text, weight)

    @property
    def names(self) -> tuple[str, ...]:
        """The kinds of danger, in their order."""
        return tuple(danger.id for danger in self._dangers)


def written(listener: Listener, name: str) -> list[Utterance]:
    """Read the utterances of one writer."""
    path = ROOT / "tests" / "utterances" / f"{name}.yaml"
    rows = yaml.safe_load(path.read_text(encoding="utf-8"))
    return [listener.listen(row["text"], row["kind"], row["way"], name) for row in rows]


def harmless(listener: Listener) -> list[Utterance]:
    """Read texts of other making, none of which tells of a danger."""
    kept = []
    for source, text in dict.fromkeys(_texts()):
        heard = listener.listen(text, NONE, "lookalike", source)
        if heard.text and (source == "title" or heard.weight < ENOUGH):
            kept.append(heard)
    return kept


def _texts() -> Iterator[tuple[str, str]]:
    for draft in load_faq().drafts:
        yield "title", draft.title
        yield from (("phrase", phrase) for phrase in draft.phrases)
    for path in ("benchmarks/quality/foreign.yaml", "tests/small-talk.yaml"):
        read = yaml.safe_load((ROOT / path).read_text(encoding="utf-8"))
        yield from (("chat", text) for text in _flat(read))
    data = _shared()
    with (data / "questions" / "lay-questions.jsonl").open(encoding="utf-8") as lines:
        asked = [str(json.loads(line)["question"]) for line in lines]
    for text in asked:
        yield "question", text
        # Whoever tells of a quarrel without asking anything is in no danger either.
        yield from (("story", part) for part in _PAUSES.split(text) if len(part) >= SHORTEST)
    with (data / "pairs" / "dev.csv").open(encoding="utf-8-sig") as lines:
        table = list(csv.reader(lines))[1:]
    said = dict.fromkeys(text for row in table for text in row[:2])
    yield from (("customer", text) for text in list(said)[:PAIRS])
    for name in ("law.train", "odw.train"):
        for line in (data / "typos" / name).read_text(encoding="utf-8").splitlines():
            yield "news", line.split("\t")[2]


def _flat(read: object) -> Iterator[str]:
    if isinstance(read, dict):
        read = list(read.values())
    if isinstance(read, list):
        for part in read:
            yield from _flat(part)
    else:
        yield str(read)


def _shared() -> Path:
    data = (ROOT / os.environ.get("MINGBAI_SHARED", "../shared")).resolve() / "data"
    if not data.is_dir():
        raise MaterialMissingError(
            f"The harmless texts are not in {data}; MINGBAI_SHARED says where they are."
        )
    return data
