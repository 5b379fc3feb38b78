"""How entries stand: what became of their newest wording, and who has reviewed it so far."""

from collections.abc import Sequence
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from knowledge.entry_tables import EntryStanding, EntryState, EntryStep
from knowledge.errors import NotAllowed, NotFound
from knowledge.portions import portions
from knowledge.review import Review
from knowledge.tables import Entry, Revision

LARGEST = 2**31 - 1  # the largest number that every database takes
ABSENT = "没有这一条，可能是网址不完整。"
OUTRUN = "这一条刚刚被别人处理过，请重新打开看看再决定。"


@dataclass(frozen=True, slots=True)
class Stand:
    """One entry and how far its newest wording has come.

    `sent_back` is the step with which it was given back, while that is so; `last_step` the
    newest step of any review.
    """

    entry: Entry
    state: EntryState
    review: Review
    standing: EntryStanding | None = None
    sent_back: EntryStep | None = None
    last_step: int = 0

    @property
    def id(self) -> int:
        """The entry's number."""
        return self.entry.id or 0

    @property
    def seen(self) -> tuple[int, int]:
        """What somebody who looks at it sees: the revision, and how many steps are taken."""
        return self.entry.latest, len(self.review.passed)


def find_entry(session: Session, entry_id: int) -> Entry:
    """Give an entry by its number, or raise `NotFound`."""
    entry = session.get(Entry, entry_id) if entry_id <= LARGEST else None
    if entry is None:
        raise NotFound(ABSENT)
    return entry


def stand(session: Session, entry_id: int, *, steps_needed: int) -> Stand:
    """Say how one entry stands."""
    return stands(session, [find_entry(session, entry_id)], steps_needed=steps_needed)[0]


def hold(
    session: Session,
    entry_ids: Sequence[int],
    *,
    steps_needed: int = 3,
    seen: tuple[int, int] | None = None,
) -> list[Stand]:
    """Say how entries stand, and keep others from changing them until this transaction ends.

    With `seen`, only if they still stand as somebody saw them.
    """
    entries: list[Entry] = []
    wanted_ids = {number for number in entry_ids if number <= LARGEST}
    for part in portions(sorted(wanted_ids)):
        wanted = select(Entry).where(col(Entry.id).in_(part)).order_by(col(Entry.id))
        locked = wanted.with_for_update().execution_options(populate_existing=True)
        entries += session.scalars(locked)
    if len(entries) < len(set(entry_ids)):
        raise NotFound(ABSENT)
    found = stands(session, entries, steps_needed=steps_needed)
    if seen and any(one.seen != seen for one in found):
        raise NotAllowed(OUTRUN)
    return found


def stands(session: Session, entries: Sequence[Entry], *, steps_needed: int) -> list[Stand]:
    """Say how many entries stand."""
    found: list[Stand] = []
    for start in range(0, len(entries), 500):
        found += _some(session, entries[start : start + 500], steps_needed=steps_needed)
    return found


def state_of(entry: Entry, standing: EntryStanding | None) -> EntryState:
    """Say what became of an entry's newest wording."""
    if entry.published == entry.latest:
        return EntryState.ANSWERING
    decided = standing is not None and standing.revision == entry.latest
    state = EntryState(standing.state) if standing and decided else EntryState.DRAFT
    return EntryState.DRAFT if state is EntryState.ANSWERING else state


def _some(session: Session, entries: Sequence[Entry], *, steps_needed: int) -> list[Stand]:
    ids = [entry.id or 0 for entry in entries]
    standings = {
        row.entry_id: row
        for row in session.scalars(
            select(EntryStanding)
            .where(col(EntryStanding.entry_id).in_(ids))
            .execution_options(populate_existing=True)
        )
    }
    steps, makers = _steps(session, ids), _makers(session, ids)
    return [
        _stand(
            entry,
            standings.get(entry.id or 0),
            steps.get(entry.id or 0, []),
            makers.get(entry.id or 0, []),
            steps_needed=steps_needed,
        )
        for entry in entries
    ]


def _stand(
    entry: Entry,
    standing: EntryStanding | None,
    steps: Sequence[EntryStep],
    makers: Sequence[tuple[int, str]],
    *,
    steps_needed: int,
) -> Stand:
    state = state_of(entry, standing)
    since = max(entry.published or 0, standing.reviewed if standing else 0)
    since = min(since, entry.latest - 1)  # whoever wrote the newest wording never reviews it
    writers = tuple(dict.fromkeys(name for number, name in makers if number > since))
    after = standing.after if standing else 0
    own = [one for one in steps if one.revision == entry.latest and (one.id or 0) > after]
    passed = tuple(one.by for one in own if one.passed) if state is EntryState.REVIEW else ()
    back = [one for one in own if not one.passed] if state is EntryState.DRAFT else []
    review = Review(writers, passed[: steps_needed - 1], steps_needed)
    last = steps[-1].id or 0 if steps else 0
    return Stand(entry, state, review, standing, back[-1] if back else None, last)


def _steps(session: Session, ids: Sequence[int]) -> dict[int, list[EntryStep]]:
    found: dict[int, list[EntryStep]] = {}
    rows = select(EntryStep).where(col(EntryStep.entry_id).in_(ids)).order_by(col(EntryStep.id))
    for step in session.scalars(rows):
        found.setdefault(step.entry_id, []).append(step)
    return found


def _makers(session: Session, ids: Sequence[int]) -> dict[int, list[tuple[int, str]]]:
    found: dict[int, list[tuple[int, str]]] = {}
    rows = session.execute(
        select(col(Revision.entry_id), col(Revision.number), col(Revision.made_by))
        .where(col(Revision.entry_id).in_(ids))
        .order_by(col(Revision.number))
    )
    for entry, number, by in rows:
        found.setdefault(entry, []).append((number, by))
    return found
