"""Pages of a list that keep what was chosen."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode


@dataclass(frozen=True, slots=True)
class Leaf:
    """One page of a list: where it is, and the ways to the pages beside it."""

    number: int
    of: int
    total: int
    unit: str
    skip: int
    earlier: str
    later: str


def leaf(
    path: str, chosen: Mapping[str, str], *, number: int, total: int, per: int, unit: str
) -> Leaf:
    """Lay out one page; a number too large means the last."""
    of = max(1, -(-total // per))
    here = min(max(1, number), of)
    earlier = _address(path, chosen, here - 1) if here > 1 else ""
    later = _address(path, chosen, here + 1) if here < of else ""
    return Leaf(here, of, total, unit, (here - 1) * per, earlier, later)


def _address(path: str, chosen: Mapping[str, str], number: int) -> str:
    asked = {name: value for name, value in chosen.items() if value} | {"page": str(number)}
    return f"{path}?{urlencode(asked)}"
