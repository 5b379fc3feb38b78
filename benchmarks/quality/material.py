"""The questions and articles to measure with, and a mark of exactly these."""

import gzip
import hashlib
import json
import os
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from benchmarks.corpus import ROOT, MaterialMissingError

SCRATCH = ROOT / ".quality"


@dataclass(frozen=True, slots=True)
class Question:
    """What a resident asked, the ids of the articles that answer it, and a lawyer's answer."""

    id: int
    text: str
    gold: tuple[int, ...]
    answer: str = ""


@dataclass(frozen=True, slots=True)
class Article:
    """One article as the statutes have it."""

    id: int
    name: str
    law: str
    section: str
    text: str


@dataclass(frozen=True)
class Material:
    """Everything a method may see; `folder` holds the rest of the data."""

    folder: Path
    questions: tuple[Question, ...]
    articles: tuple[Article, ...]
    checksum: str

    @cached_property
    def law_of(self) -> dict[int, str]:
        """The law of every article by its id."""
        return {article.id: article.law for article in self.articles}

    @property
    def questions_file(self) -> Path:
        """The file the questions were read from."""
        return _questions_file(self.folder)

    @property
    def statutes_file(self) -> Path:
        """The file the articles were read from."""
        return _statutes_file(self.folder)


def load() -> Material:
    """Read everything; raise `MaterialMissingError` where it is not."""
    folder = (ROOT / os.environ.get("MINGBAI_SHARED", "../shared")).resolve() / "data"
    files = _questions_file(folder), _statutes_file(folder)
    if not all(file.is_file() for file in files):
        raise MaterialMissingError(
            f"The questions and statutes to measure with are not in {folder}; "
            "MINGBAI_SHARED says where they are."
        )
    mark = hashlib.sha256(b"".join(file.read_bytes() for file in files)).hexdigest()[:16]
    return Material(folder, _questions(files[0]), _articles(files[1]), mark)


def _questions_file(folder: Path) -> Path:
    return folder / "questions" / "lay-questions.jsonl"


def _statutes_file(folder: Path) -> Path:
    return folder / "statutes" / "statutes.jsonl.gz"


def _questions(path: Path) -> tuple[Question, ...]:
    with path.open(encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    return tuple(
        Question(row["id"], row["question"], tuple(row["gold"]), _written(row["answer"]))
        for row in rows
    )


def _articles(path: Path) -> tuple[Article, ...]:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    names = ("id", "name", "law", "section", "text")
    return tuple(Article(**{name: row[name] for name in names}) for row in rows)


def _written(answer: object) -> str:
    """Give an answer, or nothing where the data has no text for it."""
    return answer if isinstance(answer, str) else ""
