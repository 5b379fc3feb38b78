"""Many entries of one import, handed in or passed at once by the rules for each."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from sqlmodel import Session

from knowledge.audit import note
from knowledge.entry_review import place, refuse_handing_in, take_step
from knowledge.entry_standing import Stand, hold
from knowledge.entry_tables import EntryState
from knowledge.errors import BadInput, NotAllowed
from knowledge.publishing import publish_entries
from knowledge.review import signed_name

MOST = 20_000


@dataclass(slots=True)
class Batch:
    """What became of many entries: those done, those published, and why others were not."""

    done: list[int] = field(default_factory=list)
    published: list[int] = field(default_factory=list)
    refused: dict[int, str] = field(default_factory=dict)


def hand_in_many(session: Session, entry_ids: Sequence[int], *, by: str, now: datetime) -> Batch:
    """Hand many entries in for review; each that may not be stays as it is, with the reason."""
    name = signed_name(by)

    def act(one: Stand) -> None:
        refuse_handing_in(one)
        place(session, one, EntryState.REVIEW, by=name, now=now)

    batch = _each(_held(session, entry_ids), act)
    _note(session, "submit", batch, by=name, now=now)
    return batch


def pass_many(
    session: Session,
    entry_ids: Sequence[int],
    *,
    by: str,
    now: datetime,
    steps_needed: int,
    may: Callable[[Stand], bool] = lambda _one: True,
) -> Batch:
    """Take the next step of many entries; what it is the last step of is published at once.

    `may` says whose next step this person has the role for.
    """
    ready: list[Stand] = []

    def act(one: Stand) -> None:
        if not may(one):
            raise NotAllowed(f"{one.review.next_step}不是您这个角色的一步。")
        take_step(session, one, by=by, now=now)
        if one.review.next_is_last:
            ready.append(one)

    batch = _each(_held(session, entry_ids, steps_needed=steps_needed), act)
    if ready:
        publish_entries(session, [one.entry for one in ready])
        batch.published = [one.id for one in ready]
    _note(session, "approve", batch, by=signed_name(by), now=now)
    return batch


def _held(session: Session, entry_ids: Sequence[int], *, steps_needed: int = 3) -> list[Stand]:
    if not entry_ids:
        raise BadInput("请先选上要办的条目。")
    if len(set(entry_ids)) > MOST:
        raise BadInput(f"一次最多办 {MOST} 条，请分几次。")
    return hold(session, entry_ids, steps_needed=steps_needed)


def _each(held: Sequence[Stand], act: Callable[[Stand], None]) -> Batch:
    batch = Batch()
    for one in held:
        try:
            act(one)
        except NotAllowed as error:
            batch.refused[one.id] = str(error)
        else:
            batch.done.append(one.id)
    return batch


def _note(session: Session, action: str, batch: Batch, *, by: str, now: datetime) -> None:
    """One line in the record for one act, whatever it touched."""
    if batch.done:
        detail = {"entries": batch.done, "published": len(batch.published)}
        first = f"entry:{batch.done[0]}" if len(batch.done) == 1 else "entries"
        note(session, action, first, by=by, at=now, detail=detail)
