"""Yearly reports, from web pages, Word or PDF, cut into passages at their own headings."""

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from knowledge.drafts import Draft, Kind, Parsed, SourceFacts
from knowledge.errors import BadInput
from knowledge.importing.paragraphs import read_paragraphs
from knowledge.importing.report_facts import Frame, frame_of, year_of
from knowledge.importing.report_sections import OPENING, Section, first_heading, sections_of

WHOLE = "正文"


def parse_report(path: Path) -> list[Parsed]:
    """Read a report as one passage a section; what the web page put around it is left out."""
    paragraphs = [line for text in read_paragraphs(path) for line in text.split("\n")]
    frame = frame_of(paragraphs, start=first_heading(paragraphs))
    sections = sections_of(frame.body)
    if not sections:
        raise BadInput(f"“{path.name}”里没有找到报告的正文，请检查文件，或改用 Word 版导入。")
    title = frame.title or path.stem
    year = _year(title, frame, sections)
    facts = SourceFacts(
        title=title,
        kind="report",
        issuer=frame.issuer,
        number=frame.number,
        issued_on=frame.issued_on,
    )
    return [Parsed(facts, tuple(_drafts(sections, title=title, year=year)))]


def _year(title: str, frame: Frame, sections: Sequence[Section]) -> str:
    headings = [heading for section in sections for heading in section.path]
    return year_of(title, headings, frame.body[0])


def _drafts(sections: Sequence[Section], *, title: str, year: str) -> Iterator[Draft]:
    """One passage a section; a heading that comes twice is numbered from the second on."""
    seen = Counter[str]()
    for section in sections:
        name = WHOLE if len(sections) == 1 and section.name == OPENING else section.name
        seen[name] += 1
        yield Draft(
            kind=Kind.PASSAGE,
            key=name if seen[name] == 1 else f"{name}（{seen[name]}）",
            title=title,
            text=section.text,
            section=name,
            line=section.line,
            fields={"year": year} if year else {},
        )
