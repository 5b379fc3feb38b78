"""Everything one running program holds, and the one way a question takes through it."""

import secrets
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from functools import lru_cache
from threading import Lock

from apscheduler.schedulers.background import BackgroundScheduler

from bot import schema
from bot.conversation import Knowledge, go_on, tell
from bot.delivering import Delivering
from bot.embedders import open_embedding
from bot.messages import Incoming, Reply, ReplyKind
from bot.metrics import Metrics
from bot.settings import Settings
from bot.topics import Told, Topics, speaker
from bot.town_choices import Choices, Watch
from bot.town_law_names import read_own_names
from jobs.clock import every, forget, nightly, start_clock
from jobs.records.exchanges import Turn
from jobs.records.gaps import NEAREST
from jobs.records.likeness import Meaning
from jobs.records.recorder import Recorder
from knowledge import starter_files, starter_guides
from knowledge.database import Database, open_database
from knowledge.drafts import Parsed, SourceFacts
from knowledge.editions import holds
from knowledge.embedding import Embedding
from knowledge.index import Index
from knowledge.law_names import LawNames
from knowledge.ranking.ranker import load_learned
from knowledge.ranking.sense import Sense
from knowledge.reading import open_reader
from knowledge.renewal import renew, waiting
from knowledge.snapshot import ASKED_BY_PHRASE
from knowledge.terms import Splitter
from knowledge.thresholds import Thresholds

STARTER = "起步知识库"
REFRESH_SECONDS = 0.5
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
        meaning: Meaning | None = None,
        embedding: Embedding | None = None,
    ) -> None:
        self.settings, self.database, self.knowledge = settings, database, knowledge
        self.metrics = Metrics()
        self.recorder = Recorder(database, nearest=self._nearest, meaning=meaning)
        self.topics = Topics()
        self._clock, self._embedding = clock, embedding
        self.environment = settings  # what holds where the town set nothing itself
        self._starter, self._watch, self._edition = knowledge, Watch(database, settings), 0
        self._ticking: BackgroundScheduler | None = None
        self.delivering: Delivering | None = None
        self._choosing = Lock()
        # Buttons and posters make many people ask the very same words.
        self._remembered = lru_cache(maxsize=REMEMBERED)(self._answer)

    def ask(self, incoming: Incoming) -> Reply:
        """Answer, and have the exchange recorded behind the reply's back."""
        began = time.perf_counter()
        asked_at = self._clock()
        day = asked_at.astimezone(self.settings.zone).date()
        told = self._tell(incoming, asked_at, day)
        reply = replace(told.reply, exchange=secrets.token_urlsafe(9))
        self.recorder.record(
            Turn(
                id=reply.exchange,
                channel=incoming.channel,
                conversation=f"{incoming.channel}:{incoming.address}",
                question=told.asked or incoming.text,
                kind=reply.kind,
                confidence=reply.confidence,
                asked_at=asked_at,
                entry_id=reply.entry,
                danger=reply.danger,
            )
        )
        if reply.danger:
            self.metrics.danger_heard(reply.danger)
        self.metrics.answered(reply.kind, incoming.channel, seconds=time.perf_counter() - began)
        return reply

    def _tell(self, incoming: Incoming, asked_at: datetime, day: date) -> Told:
        """Answer the words alone, then by what this person spoke of last."""
        text, who = incoming.text, speaker(incoming)
        answered = self._remembered if len(text) <= BUTTON else self._answer
        version = self._embedding.version if self._embedding else 0
        told = answered(text, day, (self.knowledge.index.stamp, version, self._edition))
        topic = self.topics.last(who, now=asked_at)
        if topic:
            told = go_on(text, told, topic, self.knowledge, on=day)
        if told.topic:
            self.topics.keep(who, told.topic, now=asked_at)
        elif told.reply.kind is ReplyKind.DANGER:
            self.topics.drop(who)
        return told

    def _answer(self, text: str, day: date, _state: tuple[int, int, int]) -> Told:
        return tell(text, self.knowledge, on=day)

    def forget(self, channel: str, address: str) -> None:
        """Forget what was spoken of in one place."""
        self.topics.erase(channel, address)

    def _nearest(self, question: str) -> list[tuple[int, str]]:
        """Name the entries that come closest to a question nobody could answer."""
        index, day = self.knowledge.index, self._clock().astimezone(self.settings.zone).date()
        found = [
            match
            for kind in ASKED_BY_PHRASE
            for match in index.search(question, on=day, limit=NEAREST, only=kind)
        ]
        found.sort(key=lambda match: match.likeness, reverse=True)
        return [(match.document.id, match.document.title) for match in found[:NEAREST]]

    def drafts_waiting(self) -> int:
        """Count the starter's corrections and new entries that nobody has published yet."""
        with self.database.reading() as session:
            return waiting(session)

    def today(self) -> date:
        """The day it is where the town is."""
        return self._clock().astimezone(self.settings.zone).date()

    def start(self) -> None:
        """Let the clock tick: take in what is published, send what is due, forget what is old."""
        if self._embedding:
            self._embedding.start()
        clock = self._ticking = start_clock(self.settings.zone)
        every(clock, REFRESH_SECONDS, lambda: self.knowledge.index.refresh(self.database))
        every(clock, REFRESH_SECONDS, self.take_in_choices)
        nightly(clock, self._forget)
        self.delivering = Delivering(self.settings, self.database, now=self._clock)
        self.delivering.start(clock)

    def take_in_choices(self) -> None:
        """Let hold what the console set since: settings, words, numbers, names of laws."""
        with self._choosing:
            found = self._watch.look()
            if found:
                self._choose(found)

    def _choose(self, found: Choices) -> None:
        settings, index = found.settings, self.knowledge.index
        index.stopping = settings.stop_on_repealed
        index.thresholds = Thresholds(settings.answer_from, settings.offer_from)
        self.settings, self.knowledge = settings, chosen_knowledge(self._starter, found)
        self._edition = found.edition
        if self.delivering:
            self.delivering.settle(settings)

    def _forget(self) -> None:
        settings = self.settings
        forget(self.database, settings.keep_days, self._clock, zone=settings.zone)

    def close(self) -> None:
        """Stop the clock, write what waits, and let go of the database."""
        if self._ticking:
            self._ticking.shutdown(wait=False)
        if self._embedding:
            self._embedding.close()
        if self.delivering:
            self.delivering.close()
        self.recorder.close()
        self.database.close()


def open_town(settings: Settings, *, clock: Callable[[], datetime] = now) -> Town:
    """Prepare the database and the starter knowledge, and load everything that answers."""
    database = prepare(settings)
    with database.reading() as session:
        own_names = read_own_names(session)
    names = starter_files.load_law_names()
    splitter = Splitter([*names.aliases, *(law.name for law in names.replaced), *own_names])
    law_names = LawNames(names.aliases, names.replaced, names.revised)
    stopping = settings.stop_on_repealed
    folder = settings.data_dir / "index"
    learned = load_learned()
    index = Index(splitter, folder, names=law_names, stopping=stopping, learned=learned)
    index.refresh(database)
    index.reader = open_reader(index, {**names.aliases, **own_names}, folder)
    index.embedding = embedding = open_embedding(settings, index, folder)
    knowledge = Knowledge(
        index,
        law_names,
        starter_files.load_dangers(),
        {line.number: line.name for line in starter_files.load_hotlines()},
        settings.town_name,
    )
    meaning = Sense(splitter, learned.meaning) if learned else None
    town = Town(settings, database, knowledge, clock=clock, meaning=meaning, embedding=embedding)
    town.take_in_choices()
    return town


def chosen_knowledge(starter: Knowledge, found: Choices) -> Knowledge:
    """Lay what a town chose over what it started with."""
    lines = [line for line in found.hotlines if not line.hidden]
    return replace(
        starter,
        names=starter.names.also(found.law_names),
        hotlines={line.number: line.name for line in lines},
        town=found.settings.town_name,
        words=found.words,
        own_lines=tuple(line for line in lines if line.own),
        hidden=frozenset(line.number for line in found.hotlines if line.hidden),
    )


def prepare(settings: Settings) -> Database:
    """Create the data folder, the tables and the starter knowledge where they are missing."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    database = open_database(settings.database)
    schema.upgrade(database)
    places = starter_guides.open_places(settings.data_dir)
    _load(database, starter_files.faq_source(), starter_files.load_faq)
    _load(database, starter_guides.guide_source(places), lambda: starter_guides.load_guides(places))
    return database


def _load(database: Database, source: SourceFacts, load: Callable[[], Parsed]) -> None:
    with database.reading() as session:
        known = holds(session, source)
    if not known:
        with database.writing() as session:
            renew(session, load(), by=STARTER, now=now())
