"""Laws kept in Markdown: one folder a law, several parts and versions of it at times."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

from knowledge.drafts import Draft, Kind, Parsed, SourceFacts
from knowledge.errors import BadInput
from knowledge.importing.law_drafts import WHOLE, article_draft, passage_draft, with_unique_keys
from knowledge.importing.law_facts import is_history, law_facts
from knowledge.importing.law_text import Article, Outline, start_of_article
from knowledge.importing.law_versions import in_version, read_versions
from knowledge.importing.markdown_lines import Line, markdown_lines
from knowledge.numerals import to_chinese, to_int

LARGEST = 20_000_000

_OWN_TITLE = re.compile(r"中华人民共和国|全国人民代表大会")
_ITEM = re.compile(r"(?P<number>[一二三四五六七八九十]{1,4})、")
_NEXT = re.compile(r"^next:\s*\S*?([^/\s]+\.md)\s*$", re.MULTILINE)


@dataclass(slots=True)
class _Passage:
    """A part of a law that has no article number."""

    key: str
    line: int
    kind: Kind = Kind.PASSAGE
    paragraphs: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Law:
    """One law as it is being read."""

    title: str
    header: list[str] = field(default_factory=list)
    parts: list[Article | _Passage] = field(default_factory=list)
    outline: Outline = field(default_factory=Outline)

    def take(self, line: Line) -> None:
        """Put one line where it belongs: outline, article, passage or header."""
        if line.heading:
            self._head(line)
        elif article := self._article(line):
            self.parts.append(article)
        elif self._opening() and is_history(line.text):
            self.header.append(line.text)
        else:
            self._continue(line)

    def _head(self, line: Line) -> None:
        if line.text.replace("　", "") == "序言":
            self.parts.append(_Passage("序言", line.number, Kind.ARTICLE))
        elif article := self._article(line):
            self.parts.append(article)
        elif not self.outline.enter(line.text):
            self.parts.append(_Passage(line.text, line.number))

    def _opening(self) -> bool:
        """Whether no article or item has come yet, so that the history may still go on."""
        return all(isinstance(part, _Passage) and part.key == WHOLE for part in self.parts)

    def _article(self, line: Line) -> Article | None:
        """A bold number always opens an article; a plain one only if it is the next."""
        article = start_of_article(
            line.text, section=self.outline.path, line=line.number, certain=line.bold
        )
        before = [part for part in self.parts[-1:] if isinstance(part, Article)]
        if not article or line.bold or not self.parts:
            return article
        follows = before and article.follows(before[0].number, before[0].sub)
        return article if follows else None

    def _continue(self, line: Line) -> None:
        last = self.parts[-1] if self.parts else None
        numbered = _ITEM.match(line.text)
        loose = last is None or (isinstance(last, _Passage) and last.key.endswith((WHOLE, "项")))
        if loose and numbered:
            key = f"第{to_chinese(to_int(numbered['number']))}项"
            last = _Passage(key, line.number)
            self.parts.append(last)
        elif last is None:
            last = _Passage(WHOLE, line.number)
            self.parts.append(last)
        last.paragraphs.append(line.text)

    def parsed(self) -> Parsed:
        """Finish the law: its facts, and a draft for every part that says something."""
        articles = [part for part in self.parts if isinstance(part, Article)]
        texts = [part.text for part in articles] or ["\n".join(_texts(self.parts))]
        facts = law_facts(self.title, self.header, texts)
        return Parsed(facts, _drafts(self, facts))


def parse_law_folder(folder: Path) -> list[Parsed]:
    """Read a law's folder: its text, the amendments kept beside it, its other versions."""
    readme = folder / "README.md"
    laws = parse_markdown([readme, *_parts(folder)])
    versions = read_versions(folder)
    for version in versions:
        if version.entry == readme:
            laws[0] = in_version(laws[0], version)
        else:
            laws += [in_version(law, version) for law in parse_markdown([version.entry])[:1]]
    return laws


def parse_markdown(files: list[Path]) -> list[Parsed]:
    """Read the parts of one law, in order, and the texts of their own that stand among them."""
    laws: list[_Law] = []
    for file in files:
        current: _Law | None = laws[0] if laws else None
        for line in markdown_lines(_read(file)):
            if current is None:
                current = _Law(line.text if line.heading else file.stem)
                laws.append(current)
                if line.heading:
                    continue
            if line.heading and file is not files[0] and _OWN_TITLE.match(line.text):
                current = _Law(line.text)
                laws.append(current)
            elif not (line.heading and line.text == "修正案"):
                current.take(line)
    return [law.parsed() for law in laws]


def find_law_folders(root: Path) -> list[Path]:
    """Find every folder below a path (or the README's own) that holds a law in Markdown."""
    if root.is_file():
        return [root.parent] if root.name == "README.md" else []
    found = (readme.parent for readme in sorted(root.rglob("README.md")))
    return [folder for folder in found if _is_law(folder, root)]


def _is_law(folder: Path, root: Path) -> bool:
    inner = folder.relative_to(root).parts
    if "versions" in inner or any(name.startswith(".") for name in inner):
        return False
    with (folder / "README.md").open(encoding="utf-8-sig", errors="replace") as file:
        head = file.read(20_000).splitlines()
    says = any(line.startswith("**第") or is_history(line) for line in head)
    return says and any(line.startswith("# ") for line in head)


def _parts(folder: Path) -> list[Path]:
    """The further parts: the one README names next, then by name; 00- holds what comes last."""
    named = _NEXT.search(_read(folder / "README.md")[:500])
    first = named[1] if named and not named[1][:1].isdigit() else ""
    parts = [part for part in folder.glob("*.md") if part.name != "README.md"]
    return sorted(parts, key=lambda part: (part.name != first, part.name[:2] == "00", part.name))


def _drafts(law: _Law, facts: SourceFacts) -> tuple[Draft, ...]:
    return with_unique_keys(
        article_draft(part, facts)
        if isinstance(part, Article)
        else passage_draft(part.key, text, facts, kind=part.kind, line=part.line)
        for part, text in zip(law.parts, _texts(law.parts), strict=True)
        if text
    )


def _texts(parts: list[Article | _Passage]) -> Iterator[str]:
    return ("\n".join(part.paragraphs) for part in parts)


def _read(file: Path) -> str:
    if not file.is_file() or file.stat().st_size > LARGEST:
        raise BadInput(f"“{file.name}”不存在或者太大，请检查法律文件夹是否完整。")
    try:
        return file.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"“{file.name}”不是UTF-8编码的文本，请另存为UTF-8后再导入。") from error
