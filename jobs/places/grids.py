"""Grids: the tree of town, villages and grids, and the workers who answer for them."""

import re
from collections.abc import Iterable, Sequence
from typing import Any

from sqlalchemy import Select, UniqueConstraint, func, select
from sqlalchemy.orm import aliased
from sqlmodel import Field, Session, SQLModel, col

from knowledge.errors import BadInput, NotFound

_TREE = 0x67726964  # a lock of our own on PostgreSQL
_PARTS = re.compile(r"[/／\\＼]")


class Grid(SQLModel, table=True):
    """One place in the tree; `path` holds its own number and all above it, like `/1/4/9/`."""

    __table_args__ = (UniqueConstraint("parent_id", "name"),)

    id: int | None = Field(default=None, primary_key=True)
    parent_id: int | None = Field(default=None, foreign_key="grid.id", index=True)
    name: str = Field(index=True)
    path: str = Field(default="", index=True)


class Worker(SQLModel, table=True):
    """A grid worker, and the private chat in which the bot reaches them, if they tied one.

    `contact_id` is the private group row (`Group.private`) that letters go to.
    """

    id: int | None = Field(default=None, primary_key=True)
    name: str = Field(unique=True)
    active: bool = True
    contact_id: int | None = Field(default=None, foreign_key="chat_group.id")


class GridWorker(SQLModel, table=True):
    """A worker answers for a grid; several may, for one or many."""

    __tablename__ = "grid_worker"

    grid_id: int = Field(foreign_key="grid.id", primary_key=True)
    worker_id: int = Field(foreign_key="worker.id", primary_key=True, index=True)


def hold_tree(session: Session) -> None:
    """Wait until nobody else changes grids or lists of groups; SQLite queues all writers anyway.

    Call it before anything is noted in the audit, so that two writers never wait for each other.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(select(func.pg_advisory_xact_lock(_TREE)))


def split_path(written: str) -> tuple[str, ...]:
    """Part 城关镇/东关村/第一网格 into names; nothing gives no names."""
    return tuple(name.strip() for name in _PARTS.split(written) if name.strip())


def find_grid(session: Session, named: int | str) -> Grid:
    """Find a grid by its number, its path or a name that only one has, or raise `BadInput`."""
    if isinstance(named, int):
        found = session.get(Grid, named)
    else:
        found = locate(session, split_path(named))
    if found is None:
        said = f"编号为 {named} " if isinstance(named, int) else f"叫“{named}”"
        raise BadInput(f"没有{said}的网格。")
    return found


def locate(session: Session, names: Sequence[str]) -> Grid | None:
    """Find the grid at a path, which may begin below the top where only one bears its first name.

    Raises `BadInput` if several do.
    """
    grid = _first(session, names[0]) if names else None
    for name in names[1:]:
        grid = _child(session, grid, name) if grid else None
    return grid


def names_of(session: Session, grid: Grid) -> tuple[str, ...]:
    """Name a grid with all above it, from the top."""
    numbers = [int(part) for part in grid.path.split("/") if part]
    rows = session.execute(select(col(Grid.id), col(Grid.name)).where(col(Grid.id).in_(numbers)))
    names = {number: name for number, name in rows}  # noqa: C416  (rows are not pairs to mypy)
    return tuple(names[number] for number in numbers)


def subtree(grids: Iterable[int]) -> Select[Any]:
    """Select the numbers of these grids and of all below them."""
    top = aliased(Grid)
    below = col(Grid.path).startswith(col(top.path))
    return select(col(Grid.id)).join(top, below).where(col(top.id).in_([*grids]))


def children(session: Session, parent: int | None) -> Sequence[Grid]:
    """Give the grids right below one (or at the top), in the order they were made."""
    wanted = select(Grid).where(col(Grid.parent_id) == parent).order_by(col(Grid.id))
    return session.scalars(wanted).all()


def get_grid(session: Session, grid_id: int) -> Grid:
    """Give a grid by its number, or raise `NotFound`."""
    grid = session.get(Grid, grid_id)
    if grid is None:
        raise NotFound(f"没有编号为 {grid_id} 的网格。")
    return grid


def _first(session: Session, name: str) -> Grid | None:
    """Where a path begins: at the top, or at the only grid of that name."""
    found = session.scalars(select(Grid).where(col(Grid.name) == name)).all()
    top = next((grid for grid in found if grid.parent_id is None), None)
    if top is None and len(found) > 1:
        raise BadInput(f"有 {len(found)} 个网格都叫“{name}”，请从镇开始写全，例如 城关镇/东关村。")
    return top or next(iter(found), None)


def _child(session: Session, parent: Grid, name: str) -> Grid | None:
    wanted = select(Grid).where(col(Grid.parent_id) == parent.id, col(Grid.name) == name)
    return session.scalars(wanted).first()
