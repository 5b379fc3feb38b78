"""Letters: private messages to grid workers, which travel as runs do."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel import Session

from jobs.delivery.deliveries import Delivery, State
from jobs.places.grids import Worker
from jobs.places.groups import Group
from jobs.schedule.runs import Run, RunKind, RunState

PRIORITY = 5

Button = tuple[str, str]


def write_letter(
    session: Session,
    worker_id: int,
    *,
    title: str,
    text: str,
    now: datetime,
    buttons: Sequence[Button] = (),
    expires_at: datetime | None = None,
) -> Run | None:
    """Write to a worker's private chat; nothing is written where none is tied or it is closed."""
    worker = session.get(Worker, worker_id)
    if worker is None or not worker.active or worker.contact_id is None:
        return None
    return write_to_chat(
        session,
        worker.contact_id,
        title=title,
        text=text,
        now=now,
        buttons=buttons,
        expires_at=expires_at,
    )


def write_to_chat(
    session: Session,
    group_id: int,
    *,
    title: str,
    text: str,
    now: datetime,
    buttons: Sequence[Button] = (),
    expires_at: datetime | None = None,
) -> Run | None:
    """Write to one chat: a run with one delivery, unless nothing reaches the chat."""
    group = session.get(Group, group_id)
    if group is None or not group.active or group.lane is None:
        return None
    run = Run(
        kind=RunKind.LETTER,
        slot=now,
        state=RunState.FANNED,
        title=title,
        text=text,
        buttons=[list(button) for button in buttons],
        priority=PRIORITY,
        send_at=now,
        expires_at=expires_at,
        made_at=now,
    )
    session.add(run)
    session.flush()
    assert run.id is not None, "it was just stored"  # noqa: S101
    session.add(
        Delivery(
            run_id=run.id,
            group_id=group_id,
            lane=group.lane,
            state=State.PENDING,
            priority=PRIORITY,
            due_at=now,
        )
    )
    session.flush()
    return run
