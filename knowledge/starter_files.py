"""The starter files, read strictly: questions, names of laws and hotlines."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from knowledge.danger_files import load_dangers as load_dangers
from knowledge.drafts import Citation, Draft, Kind, Parsed, SourceFacts
from knowledge.errors import BadInput
from knowledge.law_names import Replaced
from knowledge.starter_shapes import FaqEntry, FaqFile, HotlineFile, LawNamesFile
from knowledge.strict_yaml import read

FOLDER = Path(__file__).parent / "starter"
TITLE, EDITION = "起步知识库", "starter"


@dataclass(frozen=True, slots=True)
class LawNames:
    """What people call laws: every popular name to its full name, and laws of the past."""

    aliases: dict[str, str]
    replaced: list[Replaced]
    revised: dict[str, date]


@dataclass(frozen=True, slots=True)
class Hotline:
    """A number to call, what for and when."""

    number: str
    name: str
    purpose: str
    hours: str
    checked_on: date


def faq_source(folder: Path = FOLDER) -> SourceFacts:
    """Name the starter questions as a source; its checksum changes with any of their files."""
    mark = hashlib.sha256(b"2")  # count on when drafts keep more of a file than before
    for path in sorted(folder.glob("faq-*.yaml")):
        mark.update(path.read_bytes())
    return SourceFacts(TITLE, "faq", EDITION, checksum=mark.hexdigest()[:32])


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
    return Parsed(faq_source(folder), tuple(drafts))


@cache
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
    return LawNames(aliases, replaced, content.revised)


def load_hotlines(folder: Path = FOLDER) -> tuple[Hotline, ...]:
    """Read the numbers to call."""
    path = folder / "hotlines.yaml"
    content, lines = read(path, HotlineFile)
    found: dict[str, Hotline] = {}
    for place, entry in enumerate(content.hotlines):
        _refuse_twice(found, entry.number, f"{path.name} 第 {lines['hotlines', place]} 行")
        found[entry.number] = Hotline(**entry.model_dump())
    return tuple(found.values())


def _draft(entry: FaqEntry, topic: str, line: int) -> Draft:
    steps = (f"{number}. {step}" for number, step in enumerate(entry.steps, 1))
    checked_on = entry.checked_on.isoformat()
    note = {"note": entry.note} if entry.note else {}
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
        fields={"hotline": entry.hotline, "checked_on": checked_on, "topic": topic} | note,
    )


def _refuse_twice(known: Iterable[str], name: str, place: str) -> None:
    if name in known:
        raise BadInput(f"{place}：“{name}”已经在前面写过了")
