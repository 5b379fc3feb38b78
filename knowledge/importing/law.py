"""Laws from whatever holds them: folders of Markdown, JSON lines, documents, web pages."""

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from knowledge.drafts import Parsed
from knowledge.errors import BadInput
from knowledge.importing.law_drafts import article_draft, with_unique_keys
from knowledge.importing.law_facts import law_facts
from knowledge.importing.law_markdown import find_law_folders, parse_law_folder, parse_markdown
from knowledge.importing.law_text import articles_of
from knowledge.importing.paragraphs import read_paragraphs
from knowledge.importing.statutes import parse_statutes
from knowledge.numerals import NUMBER

DOCUMENTS = (".docx", ".pdf", ".txt", ".html", ".htm")
STATUTES = (".jsonl", ".jsonl.gz")

_BRACKET = re.compile(r"\s*[（(](?!试行|草案|[一二三四五六七八九十]+[）)])")
_FIRST = re.compile(rf"第\s*{NUMBER}\s*(?:条|编|章)|目\s*录|序\s*言")


def parse_law(path: Path) -> Iterator[Parsed]:
    """Read laws from a folder or a file; refuse what holds no article at all."""
    if not path.exists():
        raise BadInput(f"找不到“{path.name}”，请检查路径。")
    if path.is_dir():
        yield from _folder(path)
    elif path.name.endswith(STATUTES):
        yield from parse_statutes(path)
    elif path.suffix.lower() == ".md":
        yield from _markdown(path)
    elif path.suffix.lower() in DOCUMENTS:
        yield parse_law_text(read_paragraphs(path), name=path.stem)
    else:
        raise BadInput(
            f"“{path.name}”的格式不能作为法律导入，请用docx、pdf、txt、html、md或jsonl。"
        )


def parse_law_text(paragraphs: Sequence[str], *, name: str) -> Parsed:
    """Read one law from its paragraphs; without a title of its own it takes the file's name."""
    articles = articles_of(paragraphs)
    if not articles:
        raise BadInput(f"“{name}”里没有找到“第一条”这样的条文，请确认它是一部法律的全文。")
    front = _front(paragraphs)
    title, header = _title(front) or name, _header(front)
    facts = law_facts(title, header, [article.text for article in articles])
    return Parsed(facts, with_unique_keys(article_draft(article, facts) for article in articles))


def _folder(path: Path) -> Iterator[Parsed]:
    folders = find_law_folders(path)
    for folder in folders:
        yield from parse_law_folder(folder)
    if folders:
        return
    files = [file for file in sorted(path.iterdir()) if _is_law_file(file)]
    if not files:
        raise BadInput(f"文件夹“{path.name}”里没有可以导入的法律文件。")
    for file in files:
        yield from parse_law(file)


def _is_law_file(file: Path) -> bool:
    return file.is_file() and file.name.lower().endswith((*DOCUMENTS, *STATUTES, ".md"))


def _markdown(path: Path) -> Iterator[Parsed]:
    laws = parse_law_folder(path.parent) if path.name == "README.md" else parse_markdown([path])
    if not any(law.drafts for law in laws):
        raise BadInput(f"“{path.name}”里没有找到“第一条”这样的条文，请确认它是一部法律的全文。")
    yield from laws


def _front(paragraphs: Sequence[str]) -> list[str]:
    """The lines before the contents, the first heading or the first article."""
    front = []
    for paragraph in paragraphs:
        text = paragraph.strip()
        if _FIRST.match(text):
            break
        if text:
            front.append(text)
    return front


def _title(front: Sequence[str]) -> str:
    """The lines before the first bracket, or the first line where there is none."""
    bracket = next((at for at, line in enumerate(front) if _BRACKET.match(line)), 0)
    line = front[bracket - 1] if bracket else next(iter(front), "")
    title = re.sub(r"\s", "", line)
    return title if len(title) <= 80 and not title.endswith("。") else ""


def _header(front: Sequence[str]) -> list[str]:
    """The bracketed history, whole: a page's width may have broken it over several lines."""
    opened = [at for at, line in enumerate(front) if _BRACKET.match(line)]
    if not opened:
        return list(front)
    return [*front[: opened[-1]], "".join(front[opened[-1] :])]
