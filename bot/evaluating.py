"""How well questions find their articles: cases read from a file, ranked and rated."""

import json
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from knowledge.article_names import ArticleName, article_named
from knowledge.catalogue import Document
from knowledge.drafts import Kind
from knowledge.errors import BadInput
from knowledge.index import Index
from knowledge.rating import Rating, rate
from knowledge.read import Read

SHAPE = '{"question": "…", "gold_names": ["民法典第一千零七十七条"]}'


class Ranking(Protocol):
    """Names the articles that answer a question, best first."""

    def __call__(self, question: str, index: Index, *, on: date, limit: int = 100) -> list[str]:
        """Give at most `limit` names, such as 民法典第一千零七十七条."""


@dataclass(frozen=True, slots=True)
class Case:
    """A question and the articles that answer it."""

    question: str
    gold: tuple[ArticleName, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of one case: the names found (best first), their rating and the time taken."""

    case: Case
    found: tuple[ArticleName, ...]
    rating: Rating
    milliseconds: float


def rank_articles(question: str, index: Index, *, on: date, limit: int = 100) -> list[str]:
    """Rank as answers are found: by what was learned, else by the words shared.

    An entry that cites articles counts as these, in their order.
    """
    read = index.read(question)
    now = index.snapshot
    views = index.views(read.text, now=now, beside=read.beside)
    if views is None:
        return _by_words(read, index, on=on, limit=limit)
    places, _weights = index.rank(views, on=on, now=now)
    return [now.documents[place].title for place in places[:limit].tolist()]


def _by_words(read: Read, index: Index, *, on: date, limit: int) -> list[str]:
    names = dict[str, None]()
    for match in index.search(read.text, on=on, limit=limit, beside=read.beside):
        document = match.document
        if document.kind is Kind.ARTICLE:
            names[document.title] = None
        cited = (one.law + one.article for one in document.citations if one.article)
        names.update(dict.fromkeys(name for name in cited if name not in names))
    return list(names)[:limit]


def read_cases(path: Path) -> list[Case]:
    """Read one case a line; the first line that is none is refused with its number."""
    try:
        lines = path.read_text(encoding="utf-8-sig").split("\n")
    except FileNotFoundError:
        raise BadInput(f"找不到“{path}”，请检查路径。") from None
    except UnicodeDecodeError:
        raise BadInput(f"“{path.name}”不是 UTF-8 编码，请另存为 UTF-8 再试。") from None
    cases = [_case(line, number) for number, line in enumerate(lines, 1) if line.strip()]
    if not cases:
        raise BadInput(f"“{path.name}”里没有问题，请每行写一个，样子是 {SHAPE}。")
    return cases


def evaluate(
    cases: Iterable[Case], index: Index, *, on: date, ranking: Ranking = rank_articles
) -> list[Outcome]:
    """Rank and rate every case; the first is asked once before the clock runs."""
    outcomes = list[Outcome]()
    for case in cases:
        if not outcomes:
            ranking(case.question, index, on=on)
        began = time.perf_counter()
        names = ranking(case.question, index, on=on)
        taken = (time.perf_counter() - began) * 1000
        found = tuple(dict.fromkeys(map(article_named, names)))
        outcomes.append(Outcome(case, found, rate(found, case.gold), taken))
    return outcomes


def laws_missing(outcomes: Sequence[Outcome], index: Index) -> dict[str, int]:
    """Give the laws of right articles that are not loaded, and how many questions each touches."""
    loaded = {article_named(document.title).law for document in _articles(index)}
    missing = dict[str, int]()
    for outcome in outcomes:
        for law in laws_of(outcome.case) - loaded:
            missing[law] = missing.get(law, 0) + 1
    return missing


def ended(outcomes: Sequence[Outcome], index: Index, *, on: date) -> int:
    """Count the questions with a right article that is loaded but does not hold on a day."""
    loaded, holding = set[ArticleName](), set[ArticleName]()
    for document in _articles(index):
        name = article_named(document.title)
        loaded.add(name)
        if document.holds_on(on):
            holding.add(name)
    return sum(not (loaded - holding).isdisjoint(one.case.gold) for one in outcomes)


def laws_of(case: Case) -> set[str]:
    """Give the laws that a case's right articles belong to."""
    return {name.law for name in case.gold}


def _articles(index: Index) -> Iterator[Document]:
    return (document for document in index.documents if document.kind is Kind.ARTICLE)


def _case(line: str, number: int) -> Case:
    try:
        row: Any = json.loads(line)
    except (ValueError, RecursionError):
        raise _bad(number, "不是完整的 JSON") from None
    if not isinstance(row, dict):
        raise _bad(number, "不是一条记录")
    question, names = row.get("question"), row.get("gold_names")
    if not isinstance(question, str) or not question.strip():
        raise _bad(number, "没有写问题（question）")
    if not isinstance(names, list) or not names:
        raise _bad(number, "没有写应有的条文（gold_names）")
    if not all(isinstance(name, str) and name.strip() for name in names):
        raise _bad(number, "的 gold_names 里有的不是条文名称")
    return Case(
        _printable(question),
        tuple(dict.fromkeys(article_named(_printable(name)) for name in names)),
    )


def _printable(text: str) -> str:
    """JSON can spell half a character, which no terminal or file takes."""
    return text.encode("utf-8", "replace").decode()


def _bad(number: int, reason: str) -> BadInput:
    return BadInput(f"第 {number} 行{reason}，请改成 {SHAPE} 的样子。")
