"""Where grids stand in the tree: their full names, and the villages that figures are given for."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from sqlalchemy import select
from sqlmodel import Session, col

from jobs.places.grids import Grid

VILLAGE = 2  # levels from the top: town, village, grid
NO_GRID = "未划分网格"


@dataclass(frozen=True, slots=True)
class GridNames:
    """The full name of every grid, the village it lies in, and the order of the tree."""

    full: Mapping[int, str]
    village_of: Mapping[int, int]
    _places: Mapping[int, int]
    _short: Mapping[int, str]

    def full_name(self, grid: int | None) -> str:
        """Give the name with all above it, like 城关镇/东关村/第一网格."""
        return self.full.get(grid or 0, NO_GRID)

    def village(self, grid: int | None) -> int:
        """Give the number of the village (or the town itself) a grid lies in; 0 for none."""
        return self.village_of.get(grid or 0, 0)

    def village_name(self, village: int) -> str:
        """Name a village shortly, with what is above it where two have the same name."""
        return self._short.get(village, NO_GRID)

    def in_order(self, grids: Iterable[int]) -> list[int]:
        """Put grids in the order of the tree, those without a place last."""
        return sorted(grids, key=lambda grid: self._places.get(grid, len(self._places)))


def grid_names(session: Session) -> GridNames:
    """Read the whole tree; a town has hundreds of grids, not millions."""
    rows = session.execute(select(col(Grid.id), col(Grid.path), col(Grid.name))).all()
    names = {number: name for number, _path, name in rows}
    above = {number: _numbers(path) for number, path, _name in rows}
    full = {
        number: "/".join(names[each] for each in chain if each in names)
        for number, chain in above.items()
    }
    village_of = {number: chain[:VILLAGE][-1] for number, chain in above.items() if chain}
    order = sorted(above, key=lambda number: above[number])
    villages = set(village_of.values())
    same = Counter(names[village] for village in villages if village in names)
    short = {
        village: names[village] if same[names[village]] == 1 else full[village]
        for village in villages
        if village in names
    }
    places = {number: place for place, number in enumerate(order)}
    return GridNames(full, village_of, places, short)


def _numbers(path: str) -> tuple[int, ...]:
    return tuple(int(part) for part in path.split("/") if part)
