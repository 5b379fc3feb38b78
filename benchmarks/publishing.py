"""How soon a published change answers, in the index and through the running program."""

import time
from datetime import UTC, datetime

from benchmarks.corpus import Corpus
from benchmarks.figures import Figure, Part
from benchmarks.service import PROGRAM, ask, running
from bot.town import open_town
from knowledge.database import Database
from knowledge.drafts import Draft, Kind, Parsed, SourceFacts
from knowledge.editions import take_in

CHANGES = 7
LONGEST_WAIT = 10


def measure(corpus: Corpus) -> Part:
    """Publish one question at a time and wait until it is answered."""
    town = open_town(corpus.settings)
    try:
        found, answered = [], []
        with running(PROGRAM, corpus) as service:
            for number in range(CHANGES):
                title = _publish(town.database, number)
                answered.append(_wait(service.port, title))
                began = time.perf_counter()
                town.knowledge.index.refresh(town.database)
                matches = town.knowledge.index.search(title, on=datetime.now(UTC).date())
                found.append((time.perf_counter() - began) * 1000)
                assert matches[0].document.title == title
    finally:
        town.close()
    return Part(
        (
            Figure("refresh and find a change, slowest", max(found), "ms", 1000),
            Figure("a change answers over HTTP, slowest", max(answered), "s", 1),
        )
    )


def _publish(database: Database, number: int) -> str:
    title = f"第{number}号测速用的小喇叭几点广播"
    facts = SourceFacts(title="测速", kind="faq", edition=str(number))
    draft = Draft(Kind.FAQ, "1", title, _text(title))
    with database.writing() as session:
        take_in(session, Parsed(facts, (draft,)), by="测速", now=datetime.now(UTC), publish=True)
    return title


def _wait(port: int, title: str) -> float:
    began = time.perf_counter()
    while (taken := time.perf_counter() - began) < LONGEST_WAIT:
        if ask(port, title)["text"] == _text(title):
            return taken
        time.sleep(0.01)
    return taken


def _text(title: str) -> str:
    return f"{title}：早上七点。"
