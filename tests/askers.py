"""Residents who asked and got no answer: what they said, on record."""

from collections.abc import Sequence
from datetime import datetime
from itertools import count

import numpy as np
from builders import NOW
from sqlmodel import select

from jobs.records.exchanges import Turn
from jobs.records.gaps import Gap
from jobs.records.grouping import Nearest
from jobs.records.likeness import Meaning, Vector
from jobs.records.recorder import Recorder
from knowledge.database import Database

LAMP = "村口的路灯坏了谁来修理"
DRONE = "无人机飞过我家院子打扰休息"

_names = count(1)


class Sayings:
    """A meaning known by heart: wordings in one group mean the same."""

    def __init__(self, *groups: Sequence[str]) -> None:
        self._place = {said: at for at, group in enumerate(groups, 1) for said in group}

    def vector(self, text: str) -> Vector:
        found = np.zeros(8, np.float32)
        found[self._place.get(text, 0)] = 1
        return found


def turn(
    question: str, *, kind: str = "unknown", conversation: str = "web:1", at: datetime = NOW
) -> Turn:
    """One exchange, which nobody could answer unless said otherwise."""
    return Turn(f"e{next(_names)}", "web", conversation, question, kind, 0.1, at)


def record(
    database: Database,
    *asked: str | Turn,
    meaning: Meaning | None = None,
    nearest: Nearest | None = None,
) -> None:
    """Have them recorded by a program that starts and ends."""
    recorder = Recorder(database, meaning=meaning, nearest=nearest)
    for each in asked:
        recorder.record(turn(each) if isinstance(each, str) else each)
    recorder.close(seconds=30)


def gaps(database: Database) -> list[Gap]:
    """Every gap, oldest first."""
    with database.reading() as session:
        rows = session.exec(select(Gap).order_by(Gap.id)).all()
        session.expunge_all()
        return list(rows)


def only(database: Database) -> Gap:
    """The one gap there is."""
    (gap,) = gaps(database)
    return gap


def counted(database: Database) -> dict[str, int]:
    """How often each wording was asked."""
    return {gap.question: gap.count for gap in gaps(database)}
