"""Who may open what in the console: every route of our own, and the lowest role that may."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.people import Role


@dataclass(frozen=True)
class Route:
    """One route; `least` is nothing where anybody may come.

    `others` is the path with the number of a row that is not a worker's own: workers must get
    403 or 404 there. Leave it out where the role alone decides.
    """

    method: str
    path: str
    least: Role | None
    others: str = ""


ROUTES: Sequence[Route] = ()
LISTS: dict[str, Role] = {}  # the key of each list, and the lowest role that may see it
