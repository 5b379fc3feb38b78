"""Clues as the program reads them: everyday questions, each with the article it was written for.

Each was written for this project from the text of one article (`benchmarks/train/everyday/*.tsv`, a
line an article), by language models that were shown no labelled question. Articles whose text has
changed since the statutes beside the project were collected have none.
"""

from collections.abc import Iterator, Sequence
from pathlib import Path

from knowledge.law_names import short_name
from knowledge.numerals import parse_article
from knowledge.ranking.lessons import ArticleKey
from knowledge.terms import Ids, Splitter

FOLDER = Path(__file__).parent / "everyday"

Cut = tuple[Sequence[ArticleKey], Sequence[int], Sequence[Ids]]


def read_clues() -> Iterator[tuple[ArticleKey, tuple[str, ...]]]:
    """Give every article that has clues, and its questions."""
    for path in sorted(FOLDER.glob("*.tsv")):
        law = ""
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("# "):
                law = short_name(line[2:])
                continue
            article, said = line.split("\t")
            yield (law, *parse_article(article)), tuple(said.split("|"))


def cut_clues(splitter: Splitter) -> Cut:
    """Cut every question into terms: articles, the article's row for each question, terms."""
    found = list(read_clues())
    owners = [row for row, (_key, questions) in enumerate(found) for _ in questions]
    texts = [splitter.ids(text) for _key, questions in found for text in questions]
    return [key for key, _questions in found], owners, texts
