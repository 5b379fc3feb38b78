"""Duties: which workers answer for the groups of which grid, for a whole town at once."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import TypeVar

from sqlalchemy import select
from sqlmodel import Session, col

from jobs.places.grids import Grid, GridWorker, Worker

T = TypeVar("T")


def duties(session: Session) -> Mapping[int, tuple[int, ...]]:
    """Name for every grid its active workers, or those of the nearest grid above with any."""
    own: defaultdict[int, list[int]] = defaultdict(list)
    assigned = (
        select(col(GridWorker.grid_id), col(GridWorker.worker_id))
        .join(Worker, col(Worker.id) == col(GridWorker.worker_id))
        .where(col(Worker.active))
        .order_by(col(GridWorker.worker_id))
    )
    for grid, worker in session.execute(assigned):
        own[grid].append(worker)
    paths = session.execute(select(col(Grid.id), col(Grid.path)))
    return {grid: _nearest(path, own) for grid, path in paths}


def by_worker(
    things: Iterable[tuple[int | None, T]], answering: Mapping[int, tuple[int, ...]]
) -> tuple[dict[int, list[T]], list[T]]:
    """Share out things by the grid they lie in; the second part is what nobody answers for."""
    shared: dict[int, list[T]] = {}
    left: list[T] = []
    for grid, thing in things:
        workers = answering.get(grid, ()) if grid is not None else ()
        for worker in workers:
            shared.setdefault(worker, []).append(thing)
        if not workers:
            left.append(thing)
    return shared, left


def _nearest(path: str, own: Mapping[int, list[int]]) -> tuple[int, ...]:
    chain = reversed([int(part) for part in path.split("/") if part])
    return next((tuple(own[grid]) for grid in chain if own.get(grid)), ())
