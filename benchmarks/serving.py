"""Questions a second over HTTP, side by side with an empty route on the same core."""

import time
from collections.abc import Iterator, Sequence
from itertools import count, cycle
from statistics import median

import sqlalchemy

from benchmarks.corpus import Corpus
from benchmarks.figures import Figure, Part
from benchmarks.load import Load, lasting, put, requests
from benchmarks.service import EMPTY, PROGRAM, Service, running
from knowledge.database import open_database

ROUNDS = 6
ROUND_SECONDS = 3.0
WARM_UP_SECONDS = 1.0
LONGEST_WRITING = 30

Round = tuple[Load, float]  # and the processor seconds it took


def measure(corpus: Corpus) -> Part:
    """Load the program and the empty route in turn; every answer must come and be recorded."""
    endless = cycle(requests(corpus.questions))
    never_asked = _never_asked(corpus.questions)
    with running(PROGRAM, corpus) as program, running(EMPTY, corpus) as empty:
        before = _recorded(corpus)
        warm = [_round(one, endless, WARM_UP_SECONDS) for one in (program, empty)]
        pairs = [
            (
                _round(program, endless, ROUND_SECONDS),
                _round(empty, endless, ROUND_SECONDS),
                _round(program, never_asked, ROUND_SECONDS),
            )
            for _ in range(ROUNDS)
        ]
        ours = [warm[0], *(pair[side] for pair in pairs for side in (0, 2))]
        lost = _lost(corpus, before + sum(load.answered for load, _used in ours))
    return Part(_figures(pairs, lost), [_rates(pairs, 0), _rates(pairs, 1)])


def _figures(pairs: list[tuple[Round, Round, Round]], lost: int) -> tuple[Figure, ...]:
    asked, empty, first = (_rates(pairs, side) for side in range(3))
    ratios = [one / other for one, other in zip(asked, empty, strict=True)]
    firsts = [one / other for one, other in zip(first, empty, strict=True)]
    cost, least = (median(_cost(pair[side]) for pair in pairs) for side in (0, 1))
    failed = sum(load.failed for pair in pairs for load, _used in pair)
    return (
        Figure("POST /api/ask", median(asked), "requests/s", note=_range(asked, 0)),
        Figure("empty route, same server", median(empty), "requests/s", note=_range(empty, 0)),
        Figure("ask : empty", median(ratios), "", 0.5, at_least=True, note=_range(ratios, 2)),
        Figure("never asked before", median(first), "requests/s", note=_range(first, 0)),
        Figure("never asked : empty", median(firsts), "", note=_range(firsts, 2)),
        Figure("processor time of one ask", cost, "µs", note=f"{least:,.0f} of an empty request"),
        Figure("requests failed", failed, "", 0),
        Figure("answers not recorded", lost, "", 0),
    )


def _never_asked(questions: Sequence[str]) -> Iterator[bytes]:
    """Write each question a little differently each time, so that no reply is remembered."""
    for times in count(1):
        yield from requests([question + "！" * times for question in questions])


def _round(service: Service, endless: Iterator[bytes], seconds: float) -> Round:
    used = service.processor_seconds
    load = put(service.port, lasting(seconds, endless))
    return load, service.processor_seconds - used


def _rates(pairs: list[tuple[Round, Round, Round]], side: int) -> list[float]:
    return [pair[side][0].answered / pair[side][0].seconds for pair in pairs]


def _cost(one: Round) -> float:
    load, used = one
    return used / load.answered * 1_000_000


def _range(values: list[float], digits: int) -> str:
    return f"{min(values):,.{digits}f}–{max(values):,.{digits}f}"


def _lost(corpus: Corpus, expected: int) -> int:
    """Give the recorder time to write; then count what is missing."""
    deadline = time.monotonic() + LONGEST_WRITING
    while (lost := expected - _recorded(corpus)) > 0 and time.monotonic() < deadline:
        time.sleep(0.2)
    return lost


def _recorded(corpus: Corpus) -> int:
    database = open_database(corpus.settings.database)
    try:
        with database.reading() as session:
            return int(session.scalar(sqlalchemy.text("SELECT count(*) FROM exchange")) or 0)
    finally:
        database.close()
