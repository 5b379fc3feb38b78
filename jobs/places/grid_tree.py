"""Changing the tree of grids: every change keeps paths right and is noted."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import func, select, update
from sqlmodel import Session, col

from jobs.places.grids import Grid, GridWorker, children, get_grid, hold_tree, locate, split_path
from jobs.places.groups import Group
from knowledge.audit import note
from knowledge.errors import BadInput, NotAllowed

MAX_NAME = 40
MAX_DEPTH = 8


def add_grid(session: Session, name: str, *, parent: int | None, by: str, now: datetime) -> Grid:
    """Add a grid below another, or at the top."""
    hold_tree(session)
    above = get_grid(session, parent) if parent is not None else None
    fit = _fit_name(name)
    _refuse_twice(session, fit, parent=parent)
    return _make(session, fit, above=above, by=by, now=now)


def ensure_path(session: Session, names: Sequence[str], *, by: str, now: datetime) -> Grid:
    """Find the grid at a path, making what is missing of it; twice makes nothing more."""
    if not names:
        raise BadInput("请写上网格的名称。")
    hold_tree(session)
    known, depth = None, 0
    for length in range(len(names), 0, -1):
        known = locate(session, names[:length])
        if known is not None:
            depth = length
            break
    for name in names[depth:]:
        known = _make(session, _fit_name(name), above=known, by=by, now=now)
    assert known is not None, "one of the names was found or made"  # noqa: S101
    return known


def rename_grid(session: Session, grid_id: int, *, name: str, by: str, now: datetime) -> Grid:
    """Give a grid another name."""
    hold_tree(session)
    grid, fit = get_grid(session, grid_id), _fit_name(name)
    if grid.name == fit:
        return grid
    _refuse_twice(session, fit, parent=grid.parent_id)
    before, grid.name = grid.name, fit
    session.add(grid)
    detail = {"before": before, "after": fit}
    note(session, "rename", f"grid:{grid_id}", by=by, at=now, detail=detail)
    return grid


def move_grid(
    session: Session, grid_id: int, *, parent: int | None, by: str, now: datetime
) -> Grid:
    """Hang a grid, with all below it, under another; never under itself."""
    hold_tree(session)
    grid = get_grid(session, grid_id)
    above = get_grid(session, parent) if parent is not None else None
    if grid.parent_id == parent:
        return grid
    if above is not None and above.path.startswith(grid.path):
        raise NotAllowed(f"“{above.name}”在“{grid.name}”里面，不能把“{grid.name}”移到它下面。")
    _refuse_twice(session, grid.name, parent=parent)
    _check_depth(above, levels=_height(session, grid))
    before, after = grid.path, f"{above.path if above else '/'}{grid_id}/"
    session.execute(
        update(Grid)
        .where(col(Grid.path).startswith(before))
        .values(path=after + func.substr(Grid.path, len(before) + 1))
        .execution_options(synchronize_session=False)
    )
    grid.parent_id = parent
    session.add(grid)
    session.flush()
    session.expire_all()
    detail = {"before": before, "after": after}
    note(session, "move", f"grid:{grid_id}", by=by, at=now, detail=detail)
    return grid


def remove_grid(session: Session, grid_id: int, *, by: str, now: datetime) -> None:
    """Remove a grid that has nothing in it: no grids, no groups, no workers."""
    hold_tree(session)
    grid = get_grid(session, grid_id)
    for what, inside in (
        ("下级网格", select(col(Grid.id)).where(col(Grid.parent_id) == grid_id)),
        ("群", select(col(Group.id)).where(col(Group.grid_id) == grid_id)),
        ("网格员", select(col(GridWorker.worker_id)).where(col(GridWorker.grid_id) == grid_id)),
    ):
        if session.scalars(inside.limit(1)).first() is not None:
            raise NotAllowed(f"“{grid.name}”里还有{what}，请先移走再删除。")
    session.delete(grid)
    session.flush()
    note(session, "remove", f"grid:{grid_id}", by=by, at=now, detail={"name": grid.name})


def _make(session: Session, name: str, *, above: Grid | None, by: str, now: datetime) -> Grid:
    _check_depth(above, levels=1)
    grid = Grid(parent_id=above.id if above else None, name=name)
    session.add(grid)
    session.flush()
    grid.path = f"{above.path if above else '/'}{grid.id}/"
    session.flush()
    note(session, "add", f"grid:{grid.id}", by=by, at=now, detail={"name": name})
    return grid


def _fit_name(name: str) -> str:
    parts = split_path(" ".join(name.split()))
    if not parts:
        raise BadInput("请写上网格的名称。")
    if len(parts) > 1:
        raise BadInput("网格的名称里不能有斜线。")
    if len(parts[0]) > MAX_NAME:
        raise BadInput(f"网格的名称太长，最多 {MAX_NAME} 个字。")
    return parts[0]


def _refuse_twice(session: Session, name: str, *, parent: int | None) -> None:
    if name in {grid.name for grid in children(session, parent)}:
        raise BadInput(f"同一个地方已经有叫“{name}”的网格。")


def _check_depth(above: Grid | None, *, levels: int) -> None:
    if (above.path.count("/") - 1 if above else 0) + levels > MAX_DEPTH:
        raise BadInput(f"网格最多分 {MAX_DEPTH} 级。")


def _height(session: Session, grid: Grid) -> int:
    """How many levels a grid and all below it take."""
    paths = session.scalars(select(col(Grid.path)).where(col(Grid.path).startswith(grid.path)))
    own = grid.path.count("/")
    return max(path.count("/") - own for path in paths) + 1
