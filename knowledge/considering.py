"""All that is known of a question: the articles and entries that fit best, and how surely."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np

from knowledge.asked import weigh
from knowledge.catalogue import Document
from knowledge.evidence import Entry, nearest_entries, of_articles, of_entries
from knowledge.index import Index
from knowledge.match import Match
from knowledge.ranking.ranker import Ranker
from knowledge.ranking.shelf import Places, cited_places
from knowledge.read import Read
from knowledge.snapshot import Snapshot

SHOWN = 10


@dataclass(frozen=True, slots=True)
class Considered:
    """Articles and entries, best first, each with the share of such answers that are right."""

    articles: tuple[Match, ...]
    entries: tuple[Match, ...]
    article_share: float
    entry_share: float


def consider(
    question: Read, index: Index, *, on: date, without: Sequence[int] = ()
) -> Considered | None:
    """Weigh up everything but the entries named `without`; nothing where no learned parts are."""
    now = index.snapshot
    views = index.views(question.text, now=now, beside=question.beside)
    if views is None or now.ranker is None or now.ranker.learned.confidence is None:
        return None
    adapter = views.insight.sight.adapter if views.insight else None
    curves = (adapter and adapter.confidence) or now.ranker.learned.confidence
    places, weights = index.rank(views, on=on, now=now)
    ids = np.unique(index.splitter.ids(question.text))
    asked = weigh(ids, now.measure, beside=index.splitter.beside(question.beside, ids))
    found = [
        (now.documents[place], likeness)
        for place, likeness in nearest_entries(views, now.ranker.taught)
        if place not in now.hidden and now.documents[place].id not in without
    ]
    entries = [
        Entry(
            document,
            likeness,
            index.likeness(asked, document),
            _cited(document, now.ranker, places),
        )
        for document, likeness in found
        if index.answers(document, on=on)
    ]
    entries.sort(key=lambda one: one.standing, reverse=True)
    has_articles = bool(len(places))
    article = curves.article.share(of_articles(views, places, weights)) if has_articles else 0.0
    entry_evidence = of_entries(entries, views.mass, with_articles=has_articles)
    entry = curves.entry.share(entry_evidence) if entries else 0.0
    covered = views.scores["covered"]
    return Considered(
        tuple(_article(now, int(place), float(covered[place])) for place in places[:SHOWN]),
        tuple(Match(one.document, one.likeness, one.shared, one.shared) for one in entries),
        curves.levelled(article),
        curves.levelled(entry),
    )


def _article(now: Snapshot, place: int, covered: float) -> Match:
    return Match(now.documents[place], covered, covered, 0.0)


def _cited(document: Document, ranker: Ranker, places: Places) -> float:
    """Say how far up the first of the cited articles stands: 1 is the top."""
    cited = set(cited_places(document, ranker.shelf))
    standing = (rank for rank, place in enumerate(places.tolist()) if place in cited)
    return 1 / (1 + next(standing, 998))
