"""The starter files, read strictly: questions, names of laws, hotlines and dangers."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from knowledge.drafts import Citation, Draft, Kind, Parsed, SourceFacts
from knowledge.errors import BadInput
from knowledge.starter_shapes import DangerFile, FaqEntry, FaqFile, HotlineFile, LawNamesFile
from knowledge.strict_yaml import read

FOLDER = Path(__file__).parent / "starter"
SOURCE = SourceFacts(title="起步知识库", kind="faq", edition="starter")


@dataclass(frozen=True, slots=True)
class Replaced:
    """A law that no longer applies, and the laws to read instead."""

    name: str
    aliases: tuple[str, ...]
    replaced_by: tuple[str, ...]
    since: date


@dataclass(frozen=True, slots=True)
class LawNames:
    """What people call laws: every popular name to its full name, and laws of the past."""

    aliases: dict[str, str]
    replaced: list[Replaced]


@dataclass(frozen=True, slots=True)
class Hotline:
    """A number to call, what for and when."""

    number: str
    name: str
    purpose: str
    hours: str
    checked_on: date


@dataclass(frozen=True, slots=True)
class Danger:
    """A present danger, the numbers to call and the fixed wording."""

    id: str
    numbers: tuple[str, ...]
    text: str
    words: tuple[re.Pattern[str], ...]
    unless: tuple[re.Pattern[str], ...]
    always: tuple[re.Pattern[str], ...]

    def heard_in(self, text: str) -> bool:
        """Whether a text speaks of this danger as present, not of law, past or hearsay."""
        if _any(self.always, text):
            return True
        return _any(self.words, text) and not _any(self.unless, text)


def load_faq(folder: Path = FOLDER) -> Parsed:
    """Read the questions of every topic, one draft each; `key` is the entry's id."""
    drafts: list[Draft] = []
    for path in sorted(folder.glob("faq-*.yaml")):
        content, lines = read(path, FaqFile)
        for place, entry in enumerate(content.entries):
            line = lines["entries", place]
            _refuse_twice((draft.key for draft in drafts), entry.id, f"{path.name} 第 {line} 行")
            drafts.append(_draft(entry, content.topic, line))
    if not drafts:
        raise BadInput("起步知识库里没有 faq-*.yaml 文件")
    return Parsed(SOURCE, tuple(drafts))


def load_law_names(folder: Path = FOLDER) -> LawNames:
    """Read popular names of laws; a name never means two laws."""
    path = folder / "law-names.yaml"
    content, lines = read(path, LawNamesFile)
    aliases: dict[str, str] = {}
    for full, names in content.aliases.items():
        for name in names:
            _refuse_twice(aliases, name, f"{path.name} 第 {lines['aliases', full]} 行")
            aliases[name] = full
    past: set[str] = set(aliases)
    for place, entry in enumerate(content.replaced):
        for name in (entry.name, *entry.aliases):
            _refuse_twice(past, name, f"{path.name} 第 {lines['replaced', place]} 行")
            past.add(name)
    replaced = [Replaced(e.name, e.aliases, e.replaced_by, e.since) for e in content.replaced]
    return LawNames(aliases, replaced)


def load_hotlines(folder: Path = FOLDER) -> tuple[Hotline, ...]:
    """Read the numbers to call."""
    path = folder / "hotlines.yaml"
    content, lines = read(path, HotlineFile)
    found: dict[str, Hotline] = {}
    for place, entry in enumerate(content.hotlines):
        _refuse_twice(found, entry.number, f"{path.name} 第 {lines['hotlines', place]} 行")
        found[entry.number] = Hotline(**entry.model_dump())
    return tuple(found.values())


def load_dangers(folder: Path = FOLDER) -> tuple[Danger, ...]:
    """Read the present dangers, gravest first as the file has them."""
    path = folder / "danger.yaml"
    content, lines = read(path, DangerFile)
    found: dict[str, Danger] = {}
    for place, entry in enumerate(content.dangers):
        _refuse_twice(found, entry.id, f"{path.name} 第 {lines['dangers', place]} 行")
        kinds = (_compiled(entry.words), _compiled(entry.unless), _compiled(entry.always))
        found[entry.id] = Danger(entry.id, entry.numbers, entry.text, *kinds)
    return tuple(found.values())


def _draft(entry: FaqEntry, topic: str, line: int) -> Draft:
    steps = (f"{number}. {step}" for number, step in enumerate(entry.steps, 1))
    checked_on = entry.checked_on.isoformat()
    return Draft(
        kind=Kind.FAQ,
        key=entry.id,
        title=entry.question,
        text="\n".join((entry.answer, *steps)),
        section=topic,
        line=line,
        phrases=entry.phrases,
        negatives=entry.negatives,
        citations=tuple(Citation(cited.law, cited.article) for cited in entry.citations),
        fields={"hotline": entry.hotline, "checked_on": checked_on, "topic": topic},
    )


def _refuse_twice(known: Iterable[str], name: str, place: str) -> None:
    if name in known:
        raise BadInput(f"{place}：“{name}”已经在前面写过了")


def _compiled(expressions: tuple[str, ...]) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(expression) for expression in expressions)


def _any(patterns: tuple[re.Pattern[str], ...], text: str) -> bool:
    return any(pattern.search(text) for pattern in patterns)
