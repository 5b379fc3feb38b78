"""Our search by the terms shared, without anything learnt."""

from collections.abc import Sequence
from datetime import UTC, datetime

from benchmarks.quality.library import open_index
from benchmarks.quality.material import Material, Question
from benchmarks.quality.methods.method import LIMIT, Judgement
from knowledge.article_names import article_named
from knowledge.catalogue import Document
from knowledge.decision import decide
from knowledge.drafts import Kind
from knowledge.wording import normalise


class Lexical:
    """The index of the running program: words, pairs of characters and section titles."""

    name = "Mingbai, words only"

    def __init__(self, material: Material) -> None:
        self._index = open_index(material)
        self._ids = {article_named(one.name): one.id for one in material.articles}
        self._today = datetime.now(UTC).date()

    def fit(self, train: Sequence[Question]) -> None:
        """Learn nothing."""

    def rank(self, question: str) -> list[int]:
        """Search among articles only."""
        on, only = self._today, Kind.ARTICLE
        matches = self._index.search(normalise(question), on=on, limit=LIMIT, only=only)
        return [number for match in matches for number in self._stands_for(match.document)]

    def judge(self, question: str) -> Judgement:
        """Decide as the running program does; the first match is what it rests on, if any is."""
        made = decide(normalise(question), self._index, on=self._today)
        if made.matches:
            articles = self._stands_for(made.matches[0].document)
        else:
            articles = self.rank(question)[:1]
        return Judgement(made.verdict, made.confidence, tuple(articles))

    def _stands_for(self, document: Document) -> list[int]:
        own = [document.title] if document.kind is Kind.ARTICLE else []
        cited = [one.law + one.article for one in document.citations]
        names = (article_named(name) for name in (*own, *cited))
        return [self._ids[name] for name in names if name in self._ids]
