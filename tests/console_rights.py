"""Who may open what in the console: every route of our own, and the lowest role that may."""

from collections.abc import Sequence
from dataclasses import dataclass

from console_town import ConsoleTown

from bot.people import Role


@dataclass(frozen=True)
class Route:
    """One route; `least` is nothing where anybody may come.

    `own` is a role that sees only its own rows here: a person of that role must get 403 or 404
    for the rows of `rows_of_others`, which fill the parameters of the path by their names.
    """

    method: str
    path: str
    least: Role | None
    own: Role | None = None


ROUTES: Sequence[Route] = ()
LISTS: dict[str, Role] = {}  # the key of each list, and the lowest role that may see it


def rows_of_others(console: ConsoleTown) -> dict[str, str]:
    """Make rows that belong to nobody of the five, by the names that paths give them."""
    return {}
