"""Which grid a group belongs to, as the people who answer for the grid say."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlmodel import Session

from bot.people import Role
from bot.staff_chats import Person, acting
from jobs.places.audience import Audience, lies_within
from jobs.places.grids import Grid, find_grid, names_of
from jobs.places.group_keeping import update_group
from jobs.places.groups import Group, GroupFacts
from jobs.places.workers import grids_of
from jobs.vault import Vault
from knowledge.errors import BadInput, NotAllowed

NO_GRIDS = "您名下还没有网格，请管理员先给您加上。"
WHICH = "请写上网格的名字，例如 /bind 东关村。"
NOT_YOURS = "这不是您负责的网格，绑定不了。"
NOT_BOUND = "这个群没有绑定网格。"


@dataclass(frozen=True, slots=True)
class Bound:
    """Where a group belongs now, or (`open_to`) the grids that are to be chosen from."""

    grid: str = ""
    open_to: tuple[tuple[int, str], ...] = ()


def bind(
    session: Session,
    group: Group,
    *,
    channel: str,
    account: str,
    named: str | int = "",
    vault: Vault,
    now: datetime,
) -> Bound:
    """Tie a group to a grid; a worker to one of their own, drafters and above to any.

    Without a name it is the only grid of the worker; of several one is to be chosen.
    """
    person = acting(session, channel, account)
    if not named:
        own = _own(session, person)
        if len(own) > 1:
            return Bound(open_to=tuple((grid.id or 0, _said(session, grid)) for grid in own))
        grid = own[0]
    else:
        grid = find_grid(session, named)
    _allow(session, person, grid)
    _put(session, group, names_of(session, grid), vault=vault, by=person.name, now=now)
    return Bound(_said(session, grid))


def unbind(
    session: Session, group: Group, *, channel: str, account: str, vault: Vault, now: datetime
) -> None:
    """Let a group belong to no grid any more."""
    person = acting(session, channel, account)
    grid = session.get(Grid, group.grid_id) if group.grid_id is not None else None
    if grid is None:
        raise BadInput(NOT_BOUND)
    _allow(session, person, grid)
    _put(session, group, (), vault=vault, by=person.name, now=now)


def _own(session: Session, person: Person) -> Sequence[Grid]:
    own = grids_of(session, person.worker) if person.worker is not None else ()
    if not own:
        raise BadInput(WHICH if person.may(Role.DRAFTER) else NO_GRIDS)
    return own


def _allow(session: Session, person: Person, grid: Grid) -> None:
    if person.may(Role.DRAFTER):
        return
    own = [one.id or 0 for one in grids_of(session, person.worker or 0)]
    if not lies_within(session, Audience(grids=(grid.id or 0,)), own):
        raise NotAllowed(NOT_YOURS)


def _put(
    session: Session,
    group: Group,
    grid: tuple[str, ...],
    *,
    vault: Vault,
    by: str,
    now: datetime,
) -> None:
    facts = GroupFacts(group.channel, group.name, grid=grid)
    update_group(session, group.id or 0, facts, vault=vault, by=by, now=now)


def _said(session: Session, grid: Grid) -> str:
    return "/".join(names_of(session, grid))
