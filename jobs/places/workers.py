"""Grid workers: who answers for which grid."""

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import select
from sqlmodel import Session, col

from jobs.places.grids import Grid, GridWorker, Worker, get_grid
from knowledge.audit import note
from knowledge.errors import BadInput, NotFound
from knowledge.review import signed_name

MAX_NAME = 20


def add_worker(session: Session, name: str, *, by: str, now: datetime) -> Worker:
    """Add a worker; one who is there already comes back as they are, and active."""
    if not name.strip():
        raise BadInput("请写上网格员的姓名。")
    fit = signed_name(name)
    if len(fit) > MAX_NAME:
        raise BadInput(f"姓名太长，最多 {MAX_NAME} 个字。")
    worker = session.scalars(select(Worker).where(col(Worker.name) == fit)).first()
    if worker is None:
        worker = Worker(name=fit)
        session.add(worker)
        session.flush()
        note(session, "add", f"worker:{worker.id}", by=by, at=now, detail={"name": fit})
    worker.active = True
    return worker


def get_worker(session: Session, worker_id: int) -> Worker:
    """Give a worker by number, or raise `NotFound`."""
    worker = session.get(Worker, worker_id)
    if worker is None:
        raise NotFound(f"没有编号为 {worker_id} 的网格员。")
    return worker


def assign(session: Session, worker_id: int, *, grid: int, by: str, now: datetime) -> None:
    """Let a worker answer for a grid; twice changes nothing."""
    worker, place = get_worker(session, worker_id), get_grid(session, grid)
    if session.get(GridWorker, (grid, worker_id)) is None:
        session.add(GridWorker(grid_id=grid, worker_id=worker_id))
        session.flush()
        detail = {"worker": worker.name, "grid": place.name}
        note(session, "assign", f"grid:{grid}", by=by, at=now, detail=detail)


def release(session: Session, worker_id: int, *, grid: int, by: str, now: datetime) -> None:
    """Let a worker answer for a grid no more; the worker and their chat stay."""
    worker, place = get_worker(session, worker_id), get_grid(session, grid)
    row = session.get(GridWorker, (grid, worker_id))
    if row is not None:
        session.delete(row)
        session.flush()
        detail = {"worker": worker.name, "grid": place.name}
        note(session, "release", f"grid:{grid}", by=by, at=now, detail=detail)


def of_grid(session: Session, grid_id: int | None) -> Sequence[Worker]:
    """Give the active workers of a grid, or of the nearest grid above it that has any."""
    grid = session.get(Grid, grid_id) if grid_id is not None else None
    for number in reversed([int(part) for part in grid.path.split("/") if part] if grid else []):
        found = session.scalars(
            select(Worker)
            .join(GridWorker, col(GridWorker.worker_id) == Worker.id)
            .where(col(GridWorker.grid_id) == number, col(Worker.active))
            .order_by(col(Worker.id))
        ).all()
        if found:
            return found
    return ()


def grids_of(session: Session, worker_id: int) -> Sequence[Grid]:
    """Give the grids that a worker answers for."""
    return session.scalars(
        select(Grid)
        .join(GridWorker, col(GridWorker.grid_id) == Grid.id)
        .where(col(GridWorker.worker_id) == worker_id)
        .order_by(col(Grid.path))
    ).all()
