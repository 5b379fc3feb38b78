"""From the command to the first answer, and the memory the program occupies."""

from itertools import cycle, islice
from statistics import median

from benchmarks.corpus import Corpus
from benchmarks.figures import Figure, Part
from benchmarks.load import put, requests
from benchmarks.service import PROGRAM, running

STARTS = 5
QUESTIONS = 2_000


def measure(corpus: Corpus) -> Part:
    """Start five times; the last time, stay for two thousand questions."""
    waiting = islice(cycle(requests(corpus.questions)), QUESTIONS)
    seconds = []
    for start in range(STARTS):
        with running(PROGRAM, corpus) as service:
            seconds.append(service.start_seconds)
            if start == STARTS - 1:
                put(service.port, waiting)
                occupied = service.megabytes
    around = f"{min(seconds):.2f}–{max(seconds):.2f}"
    return Part(
        (
            Figure("start to first answer", median(seconds), "s", 3, note=around),
            Figure(f"memory after {QUESTIONS:,} questions", occupied, "MB", 400),
        )
    )
