"""How long one question takes: search and decision, without the web around it."""

import time
from collections.abc import Callable
from datetime import UTC, datetime

import numpy as np

from benchmarks.cores import MEASURED, running_on
from benchmarks.corpus import Corpus
from benchmarks.figures import Figure, Part
from bot.town import open_town
from knowledge.decision import decide
from knowledge.starter_files import load_faq
from knowledge.wording import normalise

WARM_UP = 50


def measure(corpus: Corpus) -> Part:
    """Answer every question once."""
    spent = taken(corpus)
    middle, late = np.percentile(spent, (50, 99))
    asked = f"{len(spent):,} questions"
    return Part(
        (
            Figure("search and decision, p50", middle, "ms", 5, note=asked),
            Figure("search and decision, p99", late, "ms", 25),
        ),
        [spent],
    )


def taken(corpus: Corpus, *, clock: Callable[[], float] = time.perf_counter) -> list[float]:
    """Give the milliseconds of every question, after a warm-up with other questions."""
    with running_on(MEASURED):
        town = open_town(corpus.settings)
        try:
            index, today = town.knowledge.index, datetime.now(UTC).date()
            for draft in load_faq().drafts[:WARM_UP]:
                decide(normalise(draft.title), index, on=today)
            spent = []
            for question in corpus.questions:
                began = clock()
                decide(normalise(question), index, on=today)
                spent.append((clock() - began) * 1000)
        finally:
            town.close()
    return spent
