"""The statutes and the starter questions, laid out for learning as the program lays them out."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from benchmarks.quality.material import Material, Question
from benchmarks.train.clues import Cut, cut_clues
from knowledge import starter_files
from knowledge.catalogue import Document, Origin
from knowledge.drafts import Kind
from knowledge.law_names import short_name
from knowledge.numerals import parse_article
from knowledge.ranking.lessons import ArticleKey
from knowledge.ranking.meaning import Meaning
from knowledge.ranking.ranker import Learned, Ranker
from knowledge.ranking.shelf import Shelf, stack
from knowledge.ranking.taught import teach
from knowledge.segment import Segment, build_segment
from knowledge.terms import Ids, Splitter


@dataclass(frozen=True)
class Library:
    """Everything searched: articles first (a place is the article's id), then starter entries."""

    splitter: Splitter
    documents: tuple[Document, ...]
    segment: Segment
    empty: Segment
    shelf: Shelf
    entries: tuple[tuple[int, Document], ...]
    phrases: tuple[tuple[Ids, ...], ...]
    keys: tuple[ArticleKey, ...]
    clues: Cut

    def ranker(self, learned: Learned) -> Ranker:
        """Rank by what was learned, with the entries as labelled questions."""
        shelf = replace(self.shelf, stretch=learned.meaning.stretch(self.shelf.plain))
        taught = teach(
            learned.lessons,
            learned.clues,
            shelf,
            learned.meaning,
            entries=self.entries,
            phrases=self.phrases,
        )
        return Ranker(learned, shelf, taught)


def open_library(material: Material, meaning: Meaning) -> Library:
    """Cut every text into terms and index it; takes about ten seconds."""
    splitter = new_splitter()
    articles = [
        _article(one.id, one.name, one.law, one.section, one.text) for one in material.articles
    ]
    faq = [
        _entry(len(articles) + number, draft.title, draft.phrases, draft)
        for number, draft in enumerate(starter_files.load_faq().drafts)
    ]
    documents, ids = (*articles, *faq), splitter.ids
    fields = [(ids(" ".join(one.wordings)), ids(one.section), ids(one.text)) for one in documents]
    segment = build_segment(fields)
    entries = tuple((one.id, one) for one in faq if one.citations)
    return Library(
        splitter,
        documents,
        segment,
        build_segment([], segment),
        stack(documents, fields, meaning),
        entries,
        tuple(tuple(ids(text) for text in one.wordings) for _place, one in entries),
        tuple(_key(one) for one in articles),
        cut_clues(splitter),
    )


def new_splitter() -> Splitter:
    """Cut as the running program does."""
    names = starter_files.load_law_names()
    return Splitter([*names.aliases, *(law.name for law in names.replaced)])


def terms_of(questions: Sequence[Question], splitter: Splitter) -> tuple[list[Ids], list[Ids]]:
    """Give the terms of every question and of every lawyer's answer."""
    asked = [splitter.ids(question.text) for question in questions]
    return asked, [splitter.ids(question.answer) for question in questions]


def _article(number: int, name: str, law: str, section: str, text: str) -> Document:
    try:
        article, sub = parse_article(name.removeprefix(law))
    except ValueError:
        article, sub = 0, number  # an item of a list: no article names it
    fields = {"number": str(article), "sub": str(sub)}
    origin = Origin(law, "law", "", "", None, None)
    return Document(number, 1, Kind.ARTICLE, name, name, section, text, origin, fields=fields)


def _entry(
    number: int, title: str, phrases: tuple[str, ...], draft: starter_files.Draft
) -> Document:
    origin = Origin(starter_files.TITLE, "faq", "", "", None, None)
    return Document(
        number, 1, Kind.FAQ, draft.key, title, draft.section, draft.text, origin,
        phrases=phrases, citations=draft.citations,
    )  # fmt: skip


def _key(document: Document) -> ArticleKey:
    fields = document.fields or {}
    return short_name(document.origin.title), int(fields["number"]), int(fields["sub"])
