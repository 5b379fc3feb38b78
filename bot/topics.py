"""What each conversation is about, kept in memory for ten minutes and nowhere else."""

from collections import OrderedDict
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from threading import Lock
from typing import NamedTuple

from bot.messages import Choice, Incoming, Reply
from knowledge.catalogue import Document

KEPT = timedelta(minutes=10)
MOST = 20_000  # conversations; the one silent for longest is forgotten first
QUOTED = 200  # characters kept of a question


@dataclass(frozen=True, slots=True)
class Topic:
    """The question last asked, the entry that answered it, and the buttons that were offered."""

    question: str
    document: Document | None = None
    offered: tuple[Choice, ...] = ()
    refused: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """What a resident is told, and what is spoken of from then on (nothing: as before).

    `asked` is the question in full where the resident's words alone would not say it.
    """

    reply: Reply
    topic: Topic | None = None
    asked: str = ""


class Speaker(NamedTuple):
    """One person in one place: two people in a group have a topic each."""

    channel: str
    address: str
    person: str


class Topics:
    """The topics of all conversations going on."""

    def __init__(self, *, most: int = MOST) -> None:
        self._most = most
        self._kept: OrderedDict[Speaker, tuple[datetime, Topic]] = OrderedDict()
        self._lock = Lock()

    def last(self, speaker: Speaker, *, now: datetime) -> Topic | None:
        """Give what a person spoke of in the last ten minutes."""
        with self._lock:
            said_at, topic = self._kept.get(speaker, (None, None))
        return topic if said_at and now - said_at < KEPT else None

    def keep(self, speaker: Speaker, topic: Topic, *, now: datetime) -> None:
        """Remember what a person speaks of; nothing of somebody without an address."""
        if not speaker.address:
            return
        with self._lock:
            self._kept[speaker] = now, replace(topic, question=topic.question[:QUOTED])
            self._kept.move_to_end(speaker)
            while len(self._kept) > self._most or self._stale(now):
                self._kept.popitem(last=False)

    def drop(self, speaker: Speaker) -> None:
        """Forget what one person spoke of."""
        with self._lock:
            self._kept.pop(speaker, None)

    def erase(self, channel: str, address: str) -> None:
        """Forget what anybody spoke of in one place."""
        with self._lock:
            for speaker in [one for one in self._kept if one[:2] == (channel, address)]:
                del self._kept[speaker]

    def _stale(self, now: datetime) -> bool:
        oldest = next(iter(self._kept.values()))[0]
        return now - oldest >= KEPT


def speaker(incoming: Incoming) -> Speaker:
    """Say who speaks, and where."""
    return Speaker(incoming.channel, incoming.address, incoming.person)
