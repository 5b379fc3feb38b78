"""How often answers are right, learned as curves over the evidence for them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize

from benchmarks.quality.splits import Fold
from benchmarks.train.examples import Labelled
from benchmarks.train.library import Library
from knowledge.asked import Asked, weigh
from knowledge.evidence import Entry, nearest_entries, of_articles, of_entries
from knowledge.judging import LEAN
from knowledge.ranking.confidence import Confidence, Curve, bent
from knowledge.ranking.ranker import Ranker
from knowledge.ranking.shelf import cited_places
from knowledge.segment import Floats
from knowledge.terms import Ids

FOREIGN = 0.3  # weight of a sentence of another domain beside a resident's question
TOP = 3
PASSING = 0.1  # the same where the last share is levelled
PULL = 8.0  # how strongly slopes are kept small
INSIDE = 4  # parts of the residents for the last curve


@dataclass(frozen=True, slots=True)
class Told:
    """The evidence for an answer by article and by entry, and which of them would be right."""

    article: Floats
    entry: Floats
    alone: Floats  # the evidence for the entry where no law is loaded
    article_right: bool = False
    entry_right: bool = False


def tellings(
    labelled: Labelled,
    folds: Sequence[Fold],
    rankers: Iterable[Ranker],
    library: Library,
    foreign: Mapping[str, Sequence[Ids]],
) -> tuple[list[Told], dict[str, list[Told]]]:
    """Answer every question, and sentences of other domains, with what others taught.

    Residents' tellings stand in the order of `labelled`; strangers ask the first of `rankers`.
    """
    residents, strangers = dict[int, Told](), dict[str, list[Told]]()
    for fold, ranker in zip(folds, rankers, strict=True):
        for place in fold.test:
            asked, gold = labelled.asked[place], labelled.gold[place]
            residents[place] = tell(asked, library, ranker, gold)
        if not strangers:
            strangers = {
                topic: [tell(asked, library, ranker) for asked in texts]
                for topic, texts in foreign.items()
            }
    return [residents[place] for place in sorted(residents)], strangers


def tell(asked: Ids, library: Library, ranker: Ranker, gold: Sequence[int] = ()) -> Told:
    """Gather the evidence as the program does."""
    views = ranker.views(asked, (library.segment, library.empty))
    places, weights = ranker.rank(views)
    weighed = weigh(np.unique(asked), library.segment)
    standing = {place: rank for rank, place in enumerate(places.tolist())}
    entries = []
    for place, likeness in nearest_entries(views, ranker.taught):
        document = library.documents[place]
        cited = [standing.get(one, 998) for one in cited_places(document, ranker.shelf)]
        shared = max(_shared(weighed, text, library) for text in document.wordings)
        entries.append(Entry(document, likeness, shared, 1 / (1 + min(cited, default=998))))
    entries.sort(key=lambda one: one.standing, reverse=True)
    first = entries[0].document if entries else None
    return Told(
        of_articles(views, places, weights),
        of_entries(entries, views.mass, with_articles=True),
        of_entries(entries, views.mass, with_articles=False),
        bool(set(gold) & set(places[:TOP].tolist())),
        first is not None and bool(set(gold) & set(cited_places(first, ranker.shelf))),
    )


def trust(residents: Sequence[Told], strangers: Sequence[Told]) -> Confidence:
    """Fit both curves, then level the higher of the two; strangers are never answered rightly.

    The last curve sees shares of questions that the others were not fitted to: those they were
    fitted to seem surer than they are.
    """
    entry, article = _curves(residents, strangers)
    told = [*_unseen(residents, strangers), *(higher(one, entry, article) for one in strangers)]
    worth = np.concatenate((np.ones(len(residents)), np.full(len(strangers), PASSING)))
    rows = np.array([bent(share) for share, _right in told])
    right = np.array([float(yes) for _share, yes in told])
    return Confidence(entry, article, _slopes(rows, right, worth))


def _curves(residents: Sequence[Told], strangers: Sequence[Told]) -> tuple[Curve, Curve]:
    by_entry = [(one.entry, one.entry_right) for one in residents]
    alone = [(one.alone, one.entry_right) for one in residents]
    never = [(evidence, False) for one in strangers for evidence in (one.entry, one.alone)]
    by_article = [(one.article, one.article_right) for one in residents]
    strange = [(one.article, False) for one in strangers]
    return _fit([*by_entry, *alone], never), _fit(by_article, strange)


def _unseen(residents: Sequence[Told], strangers: Sequence[Told]) -> list[tuple[float, bool]]:
    """Give shares by curves that were fitted to the other residents."""
    shares: dict[int, tuple[float, bool]] = {}
    for part in range(INSIDE):
        others = [one for place, one in enumerate(residents) if place % INSIDE != part]
        entry, article = _curves(others, strangers)
        for place in range(part, len(residents), INSIDE):
            shares[place] = higher(residents[place], entry, article)
    return [shares[place] for place in sorted(shares)]


def higher(told: Told, entry: Curve, article: Curve) -> tuple[float, bool]:
    """Give the share that the program would go by, and whether that answer is right."""
    by_entry, by_article = entry.share(told.entry), article.share(told.article)
    if by_entry + LEAN >= by_article:
        return by_entry, told.entry_right
    return by_article, told.article_right


def _shared(asked: Asked, text: str, library: Library) -> float:
    ids = np.unique(library.splitter.ids(text))
    mass = float(library.segment.rarities(ids).sum())
    return asked.likeness(frozenset(ids.tolist()), mass)


def _fit(seen: Sequence[tuple[Floats, bool]], strange: Sequence[tuple[Floats, bool]]) -> Curve:
    rows = np.array([row for row, _right in (*seen, *strange)], np.float64)
    right = np.array([float(yes) for _row, yes in (*seen, *strange)])
    worth = np.concatenate((np.ones(len(seen)), np.full(len(strange), FOREIGN)))
    middle, spread = rows.mean(axis=0), rows.std(axis=0) + 1e-6
    found = _slopes(((rows - middle) / spread).clip(-4, 4), right, worth)
    return Curve(middle.astype(np.float32), spread.astype(np.float32), found[:-1], float(found[-1]))


def _slopes(rows: Floats, right: Floats, worth: Floats) -> Floats:
    """Fit a logistic curve: a slope for each column, and where it starts."""

    def loss(slopes: Floats) -> float:
        told = rows @ slopes[:-1] + slopes[-1]
        wrong = np.logaddexp(0, told) - right * told
        return float((worth * wrong).sum() + PULL * (slopes[:-1] ** 2).sum())

    found: Floats = minimize(loss, np.zeros(rows.shape[1] + 1)).x.astype(np.float32)
    return found
