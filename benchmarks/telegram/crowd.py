"""A crowd of residents who all ask the same, and what each of them is told."""

import threading
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np

from benchmarks.delivery.processes import FakePlatforms
from benchmarks.telegram.stage import TOKEN, order

LONGEST_SECONDS = 600.0
SETTLED_SECONDS = 2.0
SPOKEN = ("sendMessage",)
EACH_TIME, EACH_SECOND = 3, 30


@dataclass(frozen=True)
class Talk:
    """How a crowd fared: replies to each chat in order, by their digest, and the times."""

    chats: int
    questions: int
    seconds: float
    replies: dict[str, list[str]]
    moments: list[float]
    answers: list[float]

    @property
    def rate(self) -> float:
        """Replies a second, from the first message to the last reply."""
        return len(self.moments) / self.seconds

    @property
    def lost(self) -> int:
        """Messages that got no reply."""
        return self.chats * self.questions - sum(map(len, self.replies.values()))

    @property
    def out_of_order(self) -> int:
        """Chats whose replies came in another order than those of most."""
        orders = [tuple(replies) for replies in self.replies.values()]
        usual = max(set(orders), key=orders.count)
        return sum(one != usual for one in orders)


def milliseconds(times: Sequence[float], percent: float) -> float:
    """The time that so many per cent of them did not exceed."""
    return float(np.percentile(times, percent)) * 1_000


def trickle(fake: FakePlatforms, *, question: str, seconds: float) -> list[float]:
    """Let new people come steadily, as many as any bot may answer; gives the webhook's times."""
    before, end = len(_answers(fake)), time.monotonic() + seconds
    while time.monotonic() < end:
        order(fake.url, "crowd", {"token": TOKEN, "chats": EACH_TIME, "texts": [question]})
        time.sleep(EACH_TIME / EACH_SECOND)
    _until_taken(fake)
    return _answers(fake)[before:]


def outage(fake: FakePlatforms, *, chats: int, questions: Sequence[str], seconds: float) -> Talk:
    """Let a crowd write while Telegram takes no reply for so long, and wait for all of them."""
    fake.script(answer="reset", times=-1, method="sendMessage")
    back = threading.Timer(seconds, order, (fake.url, "script", {}), {"method": "DELETE"})
    back.start()
    try:
        return talk(fake, chats=chats, questions=questions)
    finally:
        back.join()


def talk(fake: FakePlatforms, *, chats: int, questions: Sequence[str]) -> Talk:
    """Let the crowd write all at once, and wait until everybody has heard everything."""
    earlier = len(_spoken(fake))
    before = len(_answers(fake))
    began = time.monotonic()
    order(fake.url, "crowd", {"token": TOKEN, "chats": chats, "texts": list(questions)})
    _until_all(fake, earlier + chats * len(questions))
    calls = _spoken(fake)[earlier:]
    moments = sorted(call["at"] for call in calls)
    replies = defaultdict[str, list[str]](list)
    for call in calls:
        replies[call["chat"]].append(call["digest"])
    return Talk(
        chats,
        len(questions),
        moments[-1] - began,
        dict(replies),
        [moment - began for moment in moments],
        _answers(fake)[before:],
    )


def _until_all(fake: FakePlatforms, count: int) -> None:
    """Wait for so many replies, or until nothing has come for a long time."""
    end = time.monotonic() + LONGEST_SECONDS
    while len(_spoken(fake)) < count and time.monotonic() < end:
        time.sleep(0.5)
    time.sleep(SETTLED_SECONDS)  # whatever is said twice would come now


def _until_taken(fake: FakePlatforms) -> None:
    end = time.monotonic() + LONGEST_SECONDS
    while order(fake.url, "webhook", {"token": TOKEN})["waiting"] and time.monotonic() < end:
        time.sleep(0.2)


def _answers(fake: FakePlatforms) -> list[float]:
    told = order(fake.url, "webhook", {"token": TOKEN})["answers"]
    return [seconds for _status, seconds in told]


def _spoken(fake: FakePlatforms) -> list[dict[str, Any]]:
    return [c for c in fake.calls() if c["accepted"] and c["method"] in SPOKEN]
