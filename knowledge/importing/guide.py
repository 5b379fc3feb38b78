"""Service guides (办事指南, 一次性告知单) in documents or tables, to one draft a service."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.drafts import Citation, Draft, Kind, Parsed, Rejected, SourceFacts
from knowledge.errors import BadInput
from knowledge.importing.citations import parse_citations
from knowledge.importing.guide_parts import (
    BASIS,
    NAME,
    OTHER,
    PARTS,
    is_heading,
    part_named,
    split_inline,
    split_label,
)
from knowledge.importing.paragraphs import read_paragraphs
from knowledge.importing.sheets import Table, read_table

_TABLES = (".xlsx", ".xlsm", ".csv", ".jsonl", ".xls", ".et")
_KIND = re.compile(
    r"(?:的?(?:一次性)?(?:办事|服务|办理)?(?:指南|告知单|告知书|明白卡|须知|流程图?))+$"
)
_PAPER = re.compile(rf"[（(](?:试行|样表|参考)[）)]|{_KIND.pattern}|[《》“”]")
_OFFICE = re.compile(r"(?:省|市|县|区|镇|乡|街道|政府|局|中心|委员会|办公室|派出所|大厅)$")
_ACTION = re.compile(r"^(?:办理|申请|申办|申领)|(?:的?(?:办理|申请|申办|申领|业务|服务|事项))+$")
_CHROME = re.compile(r"(?:您?的?(?:当前)?位置|首页|字体|打印|来源|发布时间|浏览|扫一扫|\[pic\])")
_COUNTERS = ("序号", "编号")
_LONGEST_TITLE = 40
_SHOWN = 200


@dataclass(slots=True)
class _Guide:
    """A guide while it is read: its name, and the lines of each part under its own label."""

    name: str
    line: int
    parts: dict[str, list[tuple[str, str]]] = field(default_factory=dict)

    def add(self, part: str, label: str, text: str) -> None:
        """Take a line into a part; an empty one only opens it."""
        lines = self.parts.setdefault(part, [])
        lines.extend((label, line.strip()) for line in text.split("\n") if line.strip())

    def text_of(self, part: str) -> str:
        """A part's lines; where several labels met in it, each keeps its own."""
        lines = self.parts.get(part, [])
        several = len({label for label, _ in lines}) > 1 or part == OTHER
        said, last = list[str](), ""
        for label, line in lines:
            said.append(f"{label}：{line}" if several and label and label != last else line)
            last = label
        return "\n".join(said)


def parse_guide(path: Path) -> list[Parsed]:
    """Read the guides of a file; refuse a file in which no part of a guide can be told."""
    if path.suffix.lower() in _TABLES:
        guides = _from_table(read_table(path), path)
    else:
        guides = _from_lines(read_paragraphs(path), name=_service(path.stem) or path.stem)
    found = [guide for guide in guides if any(guide.text_of(part) for part in PARTS)]
    if not found:
        raise BadInput(
            f"“{path.name}”里没有找到办理条件、所需材料、办理流程、咨询电话等部分，"
            "请加上这些小标题再导入。"
        )
    drafts, rejected = _drafts(found)
    rejected += [_empty(guide) for guide in guides if guide not in found]
    title = drafts[0].title if len(drafts) == 1 else path.stem
    return [Parsed(SourceFacts(title=title, kind="guide"), tuple(drafts), tuple(rejected))]


def _from_table(table: Table, path: Path) -> list[_Guide]:
    """One service a row where the header names parts; otherwise labels beside their values."""
    columns = {header: part_named(header) for header in table.headers}
    if sum(map(bool, columns.values())) < 2 or not any(NAME in part for part in columns.values()):
        lines = ["\t".join(table.headers)]
        lines += ["\t".join(row.values()) for _, row in table.rows]
        return _from_lines(lines, name=_service(path.stem) or path.stem)
    guides = []
    for line, row in table.rows:
        guide = _Guide("", line)
        for header, value in row.items():
            if header not in _COUNTERS:
                _put(guide, columns[header] or (OTHER,), header, value)
        guides.append(guide)
    return guides


def _from_lines(paragraphs: Sequence[str], *, name: str) -> list[_Guide]:
    """Read labels and what follows them; a second 事项名称 begins a second guide."""
    guides, titles = [_Guide("", 1)], list[str]()
    parts: tuple[str, ...] = ()
    label, headed = "", False
    for line, text in _pieces(paragraphs):
        named, new_label, rest = split_label(text)
        if named:
            parts, label, headed = named, new_label, headed or is_heading(text)
            if NAME in parts and guides[-1].parts.keys() - {OTHER}:
                guides.append(_Guide("", line))
            _put(guides[-1], parts, label, rest)
        elif headed and is_heading(text):
            parts, label = (OTHER,), re.sub(r"^[^、【]*[、【]|[】：:\s]+$", "", text)
        elif parts:
            _put(guides[-1], parts, label, text)
            parts = () if parts == (NAME,) else parts
        elif _is_title(text):
            titles.append(text)
    guides[0].name = guides[0].name or _best_title(titles) or name
    return guides


def _pieces(paragraphs: Iterable[str]) -> Iterator[tuple[int, str]]:
    """Lines of text; a table row becomes one line for each label in it."""
    for number, paragraph in enumerate(paragraphs, 1):
        for line in _row_lines([cell.strip() for cell in paragraph.split("\t") if cell.strip()]):
            yield from ((number, piece) for piece in split_inline(line))


def _row_lines(cells: Sequence[str]) -> list[str]:
    """Labels take the cells that follow them; a row without a label stays together."""
    if not any(map(part_named, cells[:-1])):
        return " ".join(cells).split("\n")
    lines = list[str]()
    for cell in cells:
        if part_named(cell):
            lines.append(f"{cell.strip('：: ')}：")
        elif lines:
            lines[-1] += cell if lines[-1].endswith("：") else f" {cell}"
        else:
            lines.append(cell)
    return [piece for line in lines for piece in line.split("\n")]


def _put(guide: _Guide, parts: tuple[str, ...], label: str, text: str) -> None:
    for part in parts:
        if part == NAME:
            guide.name = _service(text.split("\n")[0]) or guide.name
        guide.add(part, label, text)


def _drafts(guides: Iterable[_Guide]) -> tuple[list[Draft], list[Rejected]]:
    drafts, rejected = dict[str, Draft](), list[Rejected]()
    for guide in guides:
        if not guide.name:
            rejected.append(Rejected(guide.line, "没有写事项名称", _whole(guide)[:_SHOWN]))
        elif guide.name in drafts:
            reason = f"与第{drafts[guide.name].line}行的事项“{guide.name}”重复"
            rejected.append(Rejected(guide.line, reason, _whole(guide)[:_SHOWN]))
        else:
            drafts[guide.name] = _draft(guide)
    return list(drafts.values()), rejected


def _draft(guide: _Guide) -> Draft:
    fields = {part: text for part in PARTS if (text := guide.text_of(part))}
    return Draft(
        kind=Kind.GUIDE,
        key=guide.name,
        title=guide.name,
        text=_whole(guide),
        line=guide.line,
        phrases=_phrases(guide.name, fields),
        citations=_citations(guide.text_of(BASIS)),
        fields=fields,
    )


def _whole(guide: _Guide) -> str:
    """The guide read out in our order; what has no place of its own comes last."""
    said = [guide.name]
    for part, name in (*PARTS.items(), (BASIS, "办理依据"), (OTHER, "")):
        text = guide.text_of(part)
        if text and name:
            said.append(f"{name}：\n{text}" if "\n" in text else f"{name}：{text}")
        elif text:
            said.append(text)
    return "\n".join(filter(None, said))


def _phrases(service: str, fields: Mapping[str, str]) -> tuple[str, ...]:
    """How residents would ask for this service."""
    thing = _ACTION.sub("", service) or service
    asked = [f"怎么办{thing}", f"办{thing}要带什么", f"{thing}怎么办理"]
    extra = {"where": f"{thing}在哪里办", "fee": f"办{thing}要多少钱"}
    extra["time_limit"] = f"办{thing}要多久"
    return tuple(asked + [phrase for part, phrase in extra.items() if part in fields])


def _citations(text: str) -> tuple[Citation, ...]:
    """The laws a guide rests on; loose wording there is no reason to refuse the guide."""
    try:
        return parse_citations(text) if "《" in text else ()
    except ValueError:
        return ()


def _is_title(text: str) -> bool:
    short = len(text) <= _LONGEST_TITLE and not text.endswith(("。", "：", ":", "；"))
    return short and not _CHROME.match(text) and bool(_service(text))


def _best_title(titles: Sequence[str]) -> str:
    """The line that calls itself a guide, or else the first that is not only an office."""
    papers = [title for title in titles if _KIND.search(title)]
    others = [title for title in titles if not _OFFICE.search(title)]
    return _service(next(iter(papers + others), ""))


def _service(title: str) -> str:
    """The service's own name, without what kind of paper it stands on."""
    return _PAPER.sub("", _PAPER.sub("", re.sub(r"\s", "", title))).strip("-—_：: ")


def _empty(guide: _Guide) -> Rejected:
    return Rejected(guide.line, "没有写办理条件、所需材料等任何一部分", guide.name[:_SHOWN])
