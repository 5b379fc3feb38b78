"""The starter guides (一次性告知单), read strictly and filled in for one town."""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from knowledge.drafts import Citation, Draft, Kind, Parsed, SourceFacts
from knowledge.errors import BadInput
from knowledge.guide_shapes import GuideEntry, GuideFile
from knowledge.renewal import FILES
from knowledge.strict_yaml import read
from knowledge.town_file import Places, load_offices, read_town

FOLDER = Path(__file__).parent / "starter"
TITLE, EDITION = "起步办事指南", "starter"
OFFICES, TOWN = "offices.yaml", "town.yaml"


def open_places(data_folder: Path, folder: Path = FOLDER) -> Places:
    """Read the town's own file in the data folder; the first time, put an empty one there."""
    return read_town(data_folder / TOWN, load_offices(folder / OFFICES))


def guide_source(places: Places, folder: Path = FOLDER) -> SourceFacts:
    """Name the starter guides as a source; its checksum says the files first, then the town."""
    mark = hashlib.sha256(b"1")  # count on when drafts keep more
    for path in sorted(folder.glob("guides-*.yaml")):
        mark.update(path.read_bytes())
    town = hashlib.sha256(places.mark().encode()).hexdigest()
    return SourceFacts(TITLE, "guide", EDITION, checksum=mark.hexdigest()[:FILES] + town[:16])


def load_guides(places: Places, folder: Path = FOLDER) -> Parsed:
    """Read the guides of every topic, one draft each; `key` is the guide's id."""
    offices = load_offices(folder / OFFICES)
    drafts: dict[str, Draft] = {}
    for path in sorted(folder.glob("guides-*.yaml")):
        content, lines = read(path, GuideFile)
        for number, entry in enumerate(content.entries):
            line = lines["entries", number]
            place = f"{path.name} 第 {line} 行"
            if entry.id in drafts:
                raise BadInput(f"{place}：“{entry.id}”已经在前面写过了")
            if unknown := [name for name in entry.local if name not in offices]:
                raise BadInput(f"{place}：{OFFICES} 里没有“{unknown[0]}”")
            drafts[entry.id] = _draft(entry, content.topic, line, places)
    if not drafts:
        raise BadInput("起步知识库里没有 guides-*.yaml 文件")
    return Parsed(guide_source(places, folder), tuple(drafts.values()))


def _draft(entry: GuideEntry, topic: str, line: int, places: Places) -> Draft:
    parts = _parts(entry)
    blanks = places.blanks("".join(parts.values()))
    filled = {part: places.fill(text) for part, text in parts.items()}
    facts = {"hotline": entry.hotline, "checked_on": entry.checked_on.isoformat(), "topic": topic}
    facts |= {"blanks": "、".join(blanks)} if blanks else {}
    facts |= {"note": entry.note} if entry.note else {}
    return Draft(
        kind=Kind.GUIDE,
        key=entry.id,
        title=entry.title,
        text="\n".join(_lines(entry.title, filled)),
        section=topic,
        line=line,
        phrases=entry.phrases,
        negatives=entry.negatives,
        citations=tuple(Citation(cited.law, cited.article) for cited in entry.citations),
        fields=filled | facts,
    )


def _parts(entry: GuideEntry) -> dict[str, str]:
    steps = (f"{number}. {step}" for number, step in enumerate(entry.steps, 1))
    return {
        "who": entry.who,
        "materials": "；".join(entry.bring),
        "steps": "\n".join(steps),
        "where": entry.where,
        "time_limit": entry.time_limit,
        "fee": entry.cost,
        "result": entry.result,
        "caution": "；".join(entry.caution),
    }


_LABELS = {
    "who": "谁可以办：",
    "materials": "要带：",
    "steps": "怎么办：\n",
    "where": "到哪里：",
    "time_limit": "多久办好：",
    "fee": "收费：",
    "result": "办好以后：",
    "caution": "注意：",
}


def _lines(title: str, parts: dict[str, str]) -> Iterator[str]:
    """Read a guide out, what people need first to the front."""
    yield title
    for part, label in _LABELS.items():
        if text := parts[part]:
            yield f"{label}{text}" if text.endswith(("。", "？")) else f"{label}{text}。"
