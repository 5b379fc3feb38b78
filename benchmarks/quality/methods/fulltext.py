"""SQLite's own full-text search over the same words."""

import sqlite3
from collections.abc import Sequence

from benchmarks.quality.material import Material, Question
from benchmarks.quality.methods.method import LIMIT
from benchmarks.quality.methods.words import cut


class FullText:
    """An FTS5 table of words, ranked by its built-in bm25()."""

    name = "SQLite FTS5 on words"

    def __init__(self, material: Material) -> None:
        self._table = sqlite3.connect(":memory:")
        self._table.execute("CREATE VIRTUAL TABLE article USING fts5(words)")
        rows = ((one.id, " ".join(cut(one.text))) for one in material.articles)
        self._table.executemany("INSERT INTO article(rowid, words) VALUES (?, ?)", rows)

    def fit(self, train: Sequence[Question]) -> None:
        """Learn nothing."""

    def rank(self, question: str) -> list[int]:
        """Ask for any of the words."""
        wanted = " OR ".join(f'"{word}"' for word in dict.fromkeys(cut(question)))
        if not wanted:
            return []
        rows = self._table.execute(
            "SELECT rowid FROM article WHERE article MATCH ? ORDER BY bm25(article) LIMIT ?",
            (wanted, LIMIT),
        )
        return [number for (number,) in rows]
