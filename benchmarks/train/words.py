"""The terms that get a vector: words and pairs of characters that texts of the domain use."""

import csv
import re
from collections import Counter
from collections.abc import Iterable, Iterator
from itertools import pairwise

import numpy as np

from benchmarks.quality.material import Material
from benchmarks.train.library import new_splitter
from knowledge import starter_files
from knowledge.terms import Ids, pair_ids, word_id
from knowledge.wording import content

WORD, PAIR, LONGEST = 3, 12, 8  # how often a term must occur; letters of a word at most
CLAUSES = 30_000
_CJK = "\u3400"
_STOP = re.compile(r"[。；：\n]")


def vocabulary(material: Material) -> tuple[list[str], Ids]:
    """Give terms as people write them, and their ids in the same order."""
    splitter = new_splitter()
    words, pairs = Counter[str](), Counter[str]()
    for text, worth in _texts(material):
        said = content(text)
        for word in splitter.words(said):
            words[word] += worth
        for left, right in pairwise(said):
            if left >= _CJK and right >= _CJK:
                pairs[left + right] += worth
    kept = [word for word, count in words.items() if count >= WORD and len(word) <= LONGEST]
    kept_pairs = [pair for pair, count in pairs.items() if count >= PAIR]
    ids = [word_id(word) for word in kept] + [int(pair_ids(pair)[0]) for pair in kept_pairs]
    return [*kept, *kept_pairs], np.array(ids, np.uint32)


def clauses(material: Material) -> list[str]:
    """Draw one clause from each of many articles."""
    chance = np.random.default_rng(0)
    found = []
    for number in chance.permutation(len(material.articles)):
        parts = [one for one in _STOP.split(material.articles[number].text) if 8 < len(one) < 60]
        if parts:
            found.append(parts[int(chance.integers(len(parts)))])
        if len(found) == CLAUSES:
            break
    return found


def _texts(material: Material) -> Iterator[tuple[str, int]]:
    """Give every text with how much its words count: what residents write counts more."""
    for article in material.articles:
        yield article.text, 1
        yield f"{article.law} {article.section}", 1
    for question in material.questions:
        yield question.text, 3
        yield question.answer, 2
    for draft in starter_files.load_faq().drafts:
        for text in (draft.title, *draft.phrases, draft.text):
            yield text, 3
    yield from ((text, 1) for text in _everyday(material))


def _everyday(material: Material) -> Iterable[str]:
    with (material.folder / "pairs" / "dev.csv").open(encoding="utf-8") as file:
        yield from (cell for row in csv.reader(file) for cell in row)
    for name in ("law.train", "odw.train"):
        for line in (material.folder / "typos" / name).read_text("utf-8").splitlines():
            yield line.split("\t")[-1]
