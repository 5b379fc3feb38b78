"""The starter dangers, read strictly: what is shared by all, and each danger with its wording."""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

from knowledge.danger import Danger
from knowledge.ear import load_ear
from knowledge.errors import BadInput
from knowledge.frames import Frame, frame, spelled
from knowledge.speech import Marks, Speech, misspelled
from knowledge.starter_shapes import DangerEntry, DangerFile, DangerWordsFile
from knowledge.strict_yaml import Where, line_of, read
from knowledge.wording import bare

FOLDER = Path(__file__).parent / "starter"


def load_dangers(folder: Path = FOLDER) -> tuple[Danger, ...]:
    """Read the present dangers, gravest first as the file has them."""
    path = folder / "danger.yaml"
    content, lines = read(path, DangerFile)
    speech, classes = _load_words(folder / "danger-words.yaml")
    found: dict[str, Danger] = {}
    for place, entry in enumerate(content.dangers):
        line = line_of(("dangers", place), lines)
        if entry.id in found:
            raise BadInput(f"{path.name} 第 {line} 行：“{entry.id}”已经在前面写过了")
        try:
            found[entry.id] = _danger(entry, speech, classes)
        except KeyError as error:
            raise _unknown(path, line, error) from error
    return tuple(found.values())


def _load_words(path: Path) -> tuple[Speech, dict[str, str]]:
    content, lines = read(path, DangerWordsFile)
    classes: dict[str, str] = {}
    for name, words in content.classes.items():
        try:
            classes[name] = spelled(words, classes)
        except KeyError as error:
            where: Where = ("classes", name)
            raise _unknown(path, line_of(where, lines), error) from error
    marks = {name: re.compile(words) for name, words in content.marks.model_dump().items()}
    speech = Speech(
        typos=tuple((re.compile(wrong), right) for wrong, right in content.typos.items()),
        sounds=misspelled(content.keywords, content.sounds, content.spared),
        harmless=re.compile("|".join(f"(?:{words})" for words in content.harmless)),
        marks=Marks(**marks),
        answered=frozenset(map(bare, content.answered)),
        ear=load_ear(),
    )
    return speech, classes


def _danger(entry: DangerEntry, speech: Speech, classes: Mapping[str, str]) -> Danger:
    return Danger(
        id=entry.id,
        numbers=entry.numbers,
        text=entry.text,
        speech=speech,
        always=_frames(entry.always, classes),
        words=_frames(entry.words, classes),
        maybe=_frames(entry.maybe, classes),
        unless=_pattern(entry.unless, classes),
        asks=_pattern(entry.asks, classes),
        theme=_pattern(entry.theme, classes),
        hint=entry.hint,
    )


def _frames(written: Iterable[str], classes: Mapping[str, str]) -> tuple[Frame, ...]:
    return tuple(frame(words, classes) for words in written)


def _pattern(written: str | None, classes: Mapping[str, str]) -> re.Pattern[str] | None:
    return re.compile(spelled(written, classes)) if written else None


def _unknown(path: Path, line: int, error: KeyError) -> BadInput:
    return BadInput(f"{path.name} 第 {line} 行：没有叫“{error.args[0]}”的词类")
