"""Grids: the tree of town, villages and grids, and the workers who answer for them."""

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel


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
