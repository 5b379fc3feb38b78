"""People as the console shows them: role, grids, and whether they can get in and be reached."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, select
from sqlmodel import Session, col

from bot.console.entering.accounts import Account
from bot.console.entering.invitations import open_until
from bot.console.entering.sign_ins import SignIn
from bot.people import ROLES, Role, Staff, list_staff
from bot.staff_chats import StaffChat
from jobs.places.grid_names import grid_names
from jobs.places.grids import GridWorker


@dataclass(frozen=True, slots=True)
class Face:
    """One person; `grids` are pairs of a grid's number and its full name."""

    id: int
    name: str
    role: str
    state: tuple[str, str]
    grids: tuple[tuple[int, str], ...]
    linked: bool
    second_factor: bool
    seen_at: datetime | None
    invited_until: datetime | None
    disabled: bool


def faces(session: Session, *, now: datetime) -> list[Face]:
    """Give everybody, the disabled last."""
    found = _faces(session, list_staff(session), now=now)
    return sorted(found, key=lambda one: one.disabled)


def face(session: Session, person: Staff, *, now: datetime) -> Face:
    """Give one person."""
    return _faces(session, [person], now=now)[0]


def _faces(session: Session, people: Sequence[Staff], *, now: datetime) -> list[Face]:
    numbers = [person.id or 0 for person in people]
    accounts = {row.staff_id: row for row in session.scalars(select(Account))}
    linked = set(session.scalars(select(col(StaffChat.staff_id))))
    seen, grids = _seen(session, numbers), _grids(session)
    made = []
    for person in people:
        number = person.id or 0
        account, until = accounts.get(number), open_until(session, number, now=now)
        made.append(
            Face(
                id=number,
                name=person.name,
                role=ROLES[Role(person.role)],
                state=_state(person, account, until),
                grids=grids.get(person.worker_id or 0, ()),
                linked=number in linked,
                second_factor=bool(account and account.totp_secret),
                seen_at=seen.get(number),
                invited_until=until,
                disabled=person.disabled,
            )
        )
    return made


def _state(person: Staff, account: Account | None, until: datetime | None) -> tuple[str, str]:
    if person.disabled:
        return "停用", "grey"
    if account is not None:
        return "在用", "green"
    return ("等着设密码", "yellow") if until else ("还没有邀请", "yellow")


def _seen(session: Session, numbers: Sequence[int]) -> Mapping[int, datetime]:
    newest = select(col(SignIn.staff_id), func.max(col(SignIn.seen_at)))
    newest = newest.where(col(SignIn.staff_id).in_(numbers)).group_by(col(SignIn.staff_id))
    return {staff: seen for staff, seen in session.execute(newest)}  # noqa: C416


def _grids(session: Session) -> Mapping[int, tuple[tuple[int, str], ...]]:
    names = grid_names(session)
    found: dict[int, list[int]] = {}
    for grid, worker in session.execute(select(col(GridWorker.grid_id), col(GridWorker.worker_id))):
        found.setdefault(worker, []).append(grid)
    return {
        worker: tuple((grid, names.full_name(grid)) for grid in names.in_order(grids))
        for worker, grids in found.items()
    }
