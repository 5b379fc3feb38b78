"""Making lessons of labelled questions: vectors, pairs, and the words people ask with."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from benchmarks.train.library import Library
from benchmarks.train.turning import Pupils, learn_turns
from knowledge.ranking.clues import make_clues
from knowledge.ranking.lessons import Lessons
from knowledge.ranking.meaning import ASKING, Meaning
from knowledge.ranking.ranker import Learned
from knowledge.ranking.shelf import cited_places
from knowledge.segment import Segment
from knowledge.terms import Ids

BY_QUESTION, BY_ANSWER = 2.0, 1.0  # how much a word counts, by who used it
ENOUGH, LENGTH = 1.2, 0.5  # as k1 and b of BM25
WORDS = 120  # at most, for one article


def learn(
    library: Library,
    meaning: Meaning,
    asked: Sequence[Ids],
    answered: Sequence[Ids],
    gold: Sequence[Sequence[int]],
) -> Learned:
    """Learn turns and lessons from labelled questions, given by their terms."""
    plain_asked, plain_answered = meaning.plain(asked, ASKING), meaning.plain(answered, ASKING)
    count = len(library.keys)
    residents = Pupils(plain_asked, plain_answered, gold)
    turns = learn_turns(residents, _phrased(library, meaning), library.shelf.plain[:count])
    turned = replace(meaning, turns=turns)
    articles = sorted({place for ones in gold for place in ones})
    row = {place: number for number, place in enumerate(articles)}
    pairs = [(number, row[place]) for number, ones in enumerate(gold) for place in ones]
    lessons = Lessons(
        tuple(library.keys[place] for place in articles),
        turned.turned(plain_asked, ASKING),
        turned.turned(plain_answered, ASKING),
        np.array(pairs, np.int32),
        _words(library.segment, asked, answered, pairs, size=len(articles)),
    )
    return Learned(turned, lessons, make_clues(*library.clues, turned))


def _phrased(library: Library, meaning: Meaning) -> Pupils:
    """Take the phrasings of starter entries for questions that the cited articles answer."""
    pairs = [
        (ids, cited)
        for (_place, document), phrases in zip(library.entries, library.phrases, strict=True)
        if (cited := cited_places(document, library.shelf))
        for ids in phrases
    ]
    plain = meaning.plain([ids for ids, _cited in pairs], ASKING)
    return Pupils(plain, plain, [cited for _ids, cited in pairs])


def _words(
    measure: Segment,
    asked: Sequence[Ids],
    answered: Sequence[Ids],
    pairs: Sequence[tuple[int, int]],
    *,
    size: int,
) -> Segment:
    """Give each article the words of its questions and answers, the most telling ones first."""
    bags: defaultdict[tuple[int, int], float] = defaultdict(float)
    for question, article in pairs:
        for worth, terms in ((BY_QUESTION, asked[question]), (BY_ANSWER, answered[question])):
            for term in np.unique(terms).tolist():
                bags[article, term] += worth
    articles, terms = (np.array(part) for part in zip(*bags, strict=True))
    amounts = np.array(list(bags.values()), np.float32)
    lengths = np.bincount(articles, amounts, minlength=size)
    amounts /= 1 - LENGTH + LENGTH * lengths[articles] / lengths[lengths > 0].mean()
    terms = terms.astype(np.uint32)
    weights = amounts / (ENOUGH + amounts) * measure.rarities(terms)
    order = np.lexsort((-weights, articles))
    standing = np.arange(len(order)) - np.searchsorted(articles[order], articles[order])
    kept = order[standing < WORDS]
    kept = kept[np.lexsort((articles[kept], terms[kept]))]
    distinct, starts = np.unique(terms[kept], return_index=True)
    return Segment(
        size,
        distinct,
        np.append(starts, len(kept)).astype(np.int32),
        articles[kept].astype(np.int32),
        weights[kept].astype(np.float32),
        measure.rarities(distinct),
    )
