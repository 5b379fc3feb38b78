"""The tree of grids with what is in each: groups, also those below, and workers."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import func, select
from sqlmodel import Session, col

from jobs.places.grids import Grid, GridWorker, Worker
from jobs.places.groups import Group


@dataclass(frozen=True, slots=True)
class Branch:
    """One grid: the groups right in it and in all of it, its own workers, and what is below."""

    id: int
    name: str
    parent: int | None
    groups: int
    all_groups: int
    workers: tuple[str, ...]
    below: tuple["Branch", ...]

    @property
    def empty(self) -> bool:
        """Whether nothing is in it, so that it may be removed."""
        return not (self.below or self.groups or self.workers)


def grid_tree(session: Session) -> tuple[Branch, ...]:
    """Give the whole tree from the top; private chats are no groups."""
    below: defaultdict[int | None, list[Grid]] = defaultdict(list)
    for grid in session.scalars(select(Grid).order_by(col(Grid.id))):
        below[grid.parent_id].append(grid)
    groups, workers = _groups(session), _workers(session)
    return _branches(None, below, groups, workers)


def find_branch(tree: Sequence[Branch], grid: int) -> Branch | None:
    """Find one grid in a tree."""
    for branch in tree:
        found = branch if branch.id == grid else find_branch(branch.below, grid)
        if found is not None:
            return found
    return None


def inside(branch: Branch) -> set[int]:
    """Name a grid and all below it."""
    return {branch.id}.union(*(inside(one) for one in branch.below))


def _branches(
    parent: int | None,
    below: Mapping[int | None, list[Grid]],
    groups: Mapping[int, int],
    workers: Mapping[int, tuple[str, ...]],
) -> tuple[Branch, ...]:
    made = []
    for grid in below.get(parent, ()):
        number = grid.id or 0
        inner, own = _branches(number, below, groups, workers), groups.get(number, 0)
        total = own + sum(one.all_groups for one in inner)
        made.append(Branch(number, grid.name, parent, own, total, workers.get(number, ()), inner))
    return tuple(made)


def _groups(session: Session) -> Mapping[int, int]:
    counted = (
        select(col(Group.grid_id), func.count())
        .where(col(Group.private).is_(False), col(Group.grid_id).is_not(None))
        .group_by(col(Group.grid_id))
    )
    return Counter({grid: number for grid, number in session.execute(counted)})  # noqa: C416


def _workers(session: Session) -> Mapping[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    assigned = (
        select(col(GridWorker.grid_id), col(Worker.name), col(Worker.active))
        .join(Worker, col(Worker.id) == col(GridWorker.worker_id))
        .order_by(col(Worker.id))
    )
    for grid, name, active in session.execute(assigned):
        found[grid] = (*found.get(grid, ()), name if active else f"{name}（停用）")
    return found
