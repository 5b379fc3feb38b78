"""Which gap a question belongs to: its like in other words, or a new one of its own."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import and_, case, exists, select, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlmodel import Session, col

from jobs.records.gaps import NEAREST, Gap, GapState, is_gap, key_of, queue_up, spoken
from jobs.records.likeness import Meaning, Spelling, Vector, Vectors
from knowledge.database import Database
from knowledge.tables import Entry

ALIKE = 0.8
MOST = 50_000  # gaps compared by meaning; older ones are still known by their very words

Nearest = Callable[[str], Sequence[tuple[int, str]]]


@dataclass(frozen=True, slots=True)
class Wording:
    """One unanswered question, ready to be put to its gap.

    `like` is its gap, if it was among the first `compared` that were known.
    """

    key: str
    question: str
    vector: Vector
    asked_at: datetime
    like: int | None = None
    compared: int = 0
    nearest: tuple[tuple[int, str], ...] = ()


class Grouper:
    """Knows the gaps there are by mark and meaning, and learns those that others add.

    It belongs to one thread. After a transaction that failed, `forget` what it had learnt.
    """

    def __init__(
        self,
        meaning: Meaning | None = None,
        nearest: Nearest | None = None,
        *,
        alike: float = ALIKE,
    ) -> None:
        self._meaning = meaning or Spelling()
        self._nearest = nearest or _nothing
        self._alike = alike
        self.forget()

    def forget(self) -> None:
        """Start from what the database holds."""
        self._seen = 0
        self._marks: dict[str, int] = {}
        self._vectors = Vectors(MOST)

    def prepare(self, database: Database, rows: Iterable[Mapping[str, Any]]) -> dict[str, Wording]:
        """Do what takes time before the transaction: give the wordings by their exchange."""
        asked = [row for row in rows if is_gap(row["kind"], row["question"])]
        if not asked:
            return {}
        with database.reading() as session:
            found = self._unseen(session)
        self._learn(found)
        return {row["id"]: self._wording(row["question"], row["asked_at"]) for row in asked}

    def group(self, session: Session, wordings: Mapping[str, Wording]) -> dict[str, int]:
        """Put each wording to its gap, new ones to new gaps; give the gaps by exchange."""
        if not wordings:
            return {}
        queue_up(session)
        self._learn(self._unseen(session))
        return {exchange: self._place(session, said) for exchange, said in wordings.items()}

    def _unseen(self, session: Session) -> list[tuple[int, str, str]]:
        newest = (
            select(col(Gap.id), col(Gap.key), col(Gap.question))
            .where(col(Gap.id) > self._seen)
            .order_by(col(Gap.id).desc())
            .limit(MOST)
        )
        return [(number, key, said) for number, key, said in session.execute(newest)][::-1]

    def _learn(self, gaps: Iterable[tuple[int, str, str]]) -> None:
        for number, key, question in gaps:
            self._know(number, key, self._meaning.vector(spoken(question)))

    def _know(self, number: int, key: str, vector: Vector) -> None:
        self._vectors.add(number, vector)
        self._marks[key] = number
        self._seen = max(self._seen, number)

    def _wording(self, question: str, at: datetime) -> Wording:
        said = spoken(question)
        wording = Wording(key_of(question), question, self._meaning.vector(said), at)
        like = self._like(wording)
        nearest = () if like else tuple(self._nearest(said))[:NEAREST]
        return replace(wording, like=like, compared=len(self._vectors), nearest=nearest)

    def _like(self, wording: Wording) -> int | None:
        known = self._marks.get(wording.key) or wording.like
        if known is not None:
            return known
        number, alike = self._vectors.nearest(wording.vector, since=wording.compared)
        return number if alike >= self._alike else None

    def _place(self, session: Session, wording: Wording) -> int:
        while (number := self._like(wording)) is not None:
            if _ask_again(session, number, wording.asked_at):
                return number
            self._vectors.drop(number)  # erased meanwhile: perhaps another is like it
            self._marks = {key: gap for key, gap in self._marks.items() if gap != number}
            wording = replace(wording, like=None, compared=0)
        number = _open(session, wording)
        self._know(number, wording.key, wording.vector)
        return number


def _nothing(_question: str) -> Sequence[tuple[int, str]]:
    return ()


def _ask_again(session: Session, number: int, at: datetime) -> bool:
    """Count one more; what should be answered by now and is not waits for staff again."""
    found = session.execute(
        update(Gap).where(col(Gap.id) == number).values(_again(at)).returning(col(Gap.id))
    )
    return found.first() is not None


def _open(session: Session, wording: Wording) -> int:
    """Add a gap, or join the one that has these very words."""
    values = {
        "key": wording.key,
        "question": wording.question,
        "count": 1,
        "first_at": wording.asked_at,
        "last_at": wording.asked_at,
        "state": str(GapState.OPEN),
        "nearest": [{"entry": entry, "title": title} for entry, title in wording.nearest],
        "closed_by": "",
        "reason": "",
    }
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    added = (
        dialect.insert(Gap)
        .values(values)
        .on_conflict_do_update(index_elements=["key"], set_=_again(wording.asked_at))
        .returning(col(Gap.id))
    )
    return int(session.execute(added).scalar_one())


def _again(at: datetime) -> dict[str, Any]:
    answered = exists(select(col(Entry.id))).where(
        col(Entry.id) == Gap.entry_id, col(Entry.published) >= Gap.revision
    )
    unheard = and_(col(Gap.state) == GapState.ANSWERED, col(Gap.closed_at) < at, answered)
    return {
        "count": Gap.count + 1,
        "last_at": case((col(Gap.last_at) < at, at), else_=col(Gap.last_at)),
        "state": case((unheard, str(GapState.OPEN)), else_=col(Gap.state)),
    }
