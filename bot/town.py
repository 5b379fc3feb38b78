"""Everything one running program holds, and the one way a question takes through it."""

import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache

from apscheduler.schedulers.background import BackgroundScheduler

from bot import schema
from bot.conversation import Knowledge, answer
from bot.messages import Incoming, Reply
from bot.metrics import Metrics
from bot.settings import Settings
from jobs.clock import start_clock
from jobs.exchanges import Turn
from jobs.recorder import Recorder
from knowledge import starter_files
from knowledge.database import Database, open_database
from knowledge.editions import holds, take_in
from knowledge.index import Index
from knowledge.law_names import LawNames
from knowledge.terms import Splitter

STARTER = "起步知识库"
BUTTON = 100  # characters at most that a button or a poster sends
REMEMBERED = 8_192  # replies, until something is published or the day ends


def now() -> datetime:
    """The one clock of the program."""
    return datetime.now(UTC)


class Town:
    """A township's knowledge, open for questions until it is closed."""

    def __init__(
        self,
        settings: Settings,
        database: Database,
        knowledge: Knowledge,
        *,
        clock: Callable[[], datetime] = now,
    ) -> None:
        self.settings, self.database, self.knowledge = settings, database, knowledge
        self.metrics = Metrics()
        self.recorder = Recorder(database)
        self._clock = clock
        self._ticking: BackgroundScheduler | None = None
        # Buttons and posters make many people ask the very same words.
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._answer)

    def ask(self, incoming: Incoming) -> Reply:
        """Answer, and have the exchange recorded behind the reply's back."""
        began = time.perf_counter()
        asked_at = self._clock()
        day = asked_at.astimezone(self.settings.zone).date()
        short = len(incoming.text) <= BUTTON
        answered = self._remembered if short else self._answer
        reply = answered(incoming.text, day, self.knowledge.index.stamp)
        reply = replace(reply, exchange=secrets.token_urlsafe(9))
        self.recorder.record(
            Turn(
                id=reply.exchange,
                channel=incoming.channel,
                conversation=f"{incoming.channel}:{incoming.address}",
                question=incoming.text,
                kind=reply.kind,
                confidence=reply.confidence,
                asked_at=asked_at,
            )
        )
        self.metrics.answered(reply.kind, incoming.channel, seconds=time.perf_counter() - began)
        return reply

    def _answer(self, text: str, day: date, _stamp: int) -> Reply:
        return answer(text, self.knowledge, on=day)

    def start(self) -> None:
        """Let the clock tick: published changes come in, old exchanges are forgotten."""
        settings = self.settings
        self._ticking = start_clock(
            self.database,
            self.knowledge.index,
            zone=settings.zone,
            keep_days=settings.keep_days,
            now=self._clock,
        )

    def close(self) -> None:
        """Stop the clock, write what waits, and let go of the database."""
        if self._ticking:
            self._ticking.shutdown(wait=False)
        self.recorder.close()
        self.database.close()


def open_town(settings: Settings) -> Town:
    """Prepare the database and the starter knowledge, and load everything that answers."""
    database = prepare(settings)
    names = starter_files.load_law_names()
    splitter = Splitter([*names.aliases, *(law.name for law in names.replaced)])
    index = Index(splitter, settings.data_dir / "index")
    index.refresh(database)
    knowledge = Knowledge(
        index,
        LawNames(names.aliases, names.replaced),
        starter_files.load_dangers(),
        {line.number: line.name for line in starter_files.load_hotlines()},
        settings.town_name,
    )
    return Town(settings, database, knowledge)


def prepare(settings: Settings) -> Database:
    """Create the data folder, the tables and the starter knowledge where they are missing."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = open_database(settings.database)
    schema.upgrade(database)
    with database.reading() as session:
        known = holds(session, starter_files.faq_source())
    if not known:
        with database.writing() as session:
            take_in(session, starter_files.load_faq(), by=STARTER, now=now(), publish=True)
    return database
