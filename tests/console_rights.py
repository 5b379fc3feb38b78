"""Who may open what in the console: every route of our own, and the lowest role that may."""

from collections.abc import Sequence
from dataclasses import dataclass

import mailings
from console_town import ConsoleTown

from bot.people import Role
from jobs.delivery.deliveries import State
from jobs.places.groups import Channel


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


ROUTES: Sequence[Route] = (
    Route("GET", "/login", None),
    Route("POST", "/login", None),
    Route("POST", "/login/code", None),
    Route("POST", "/logout", None),
    Route("GET", "/join/{token}", None),
    Route("POST", "/join/{token}", None),
    Route("GET", "/me", Role.WORKER),
    Route("POST", "/me/places/{place:int}/end", Role.WORKER),
    Route("POST", "/me/places/end", Role.WORKER),
    Route("GET", "/me/password", Role.WORKER),
    Route("POST", "/me/password", Role.WORKER),
    Route("GET", "/me/second-factor", Role.WORKER),
    Route("POST", "/me/second-factor", Role.WORKER),
    Route("POST", "/me/second-factor/off", Role.WORKER),
    Route("POST", "/me/second-factor/codes", Role.WORKER),
    Route("GET", "/ledger/list", Role.ADMINISTRATOR),
    Route("GET", "/ledger/check", Role.ADMINISTRATOR),
    Route("GET", "/ledger/export/{kind}", Role.ADMINISTRATOR),
    Route("GET", "/occasions", Role.DRAFTER),
    Route("GET", "/occasions/new", Role.PUBLISHER),
    Route("POST", "/occasions/new", Role.PUBLISHER),
    Route("GET", "/occasions/{day:int}", Role.PUBLISHER),
    Route("POST", "/occasions/{day:int}", Role.PUBLISHER),
    Route("POST", "/occasions/{day:int}/remove", Role.PUBLISHER),
    Route("POST", "/occasions/built-in/{entry}/hide", Role.PUBLISHER),
    Route("POST", "/occasions/built-in/{entry}/show", Role.PUBLISHER),
    Route("GET", "/lists", Role.DRAFTER),
    Route("GET", "/lists/faq.xlsx", Role.DRAFTER),
    Route("GET", "/lists/blank.xlsx", Role.DRAFTER),
    Route("GET", "/lists/verdicts.jsonl", Role.DRAFTER),
    Route("POST", "/lists/upload", Role.DRAFTER),
    Route("GET", "/lists/{mark}", Role.DRAFTER),
    Route("GET", "/lists/{mark}/progress", Role.DRAFTER),
    Route("GET", "/lists/{mark}/rejected.csv", Role.DRAFTER),
    Route("POST", "/lists/{mark}/take", Role.DRAFTER),
    Route("POST", "/lists/{mark}/again", Role.DRAFTER),
    Route("POST", "/lists/{mark}/hand-in", Role.DRAFTER),
    Route("POST", "/lists/{mark}/drop", Role.DRAFTER),
    Route("GET", "/notices/new", Role.WORKER),
    Route("POST", "/notices/new", Role.WORKER),
    Route("GET", "/notices/{number:int}/edit", Role.WORKER, own=Role.WORKER),
    Route("POST", "/notices/{number:int}/edit", Role.WORKER, own=Role.WORKER),
    Route("GET", "/notices/{number:int}/copy", Role.WORKER, own=Role.WORKER),
    Route("POST", "/notices/preview", Role.WORKER),
    Route("GET", "/notices/groups", Role.WORKER),
    Route("POST", "/notices/pictures", Role.WORKER),
    Route("GET", "/notices/pictures/{signed}", Role.WORKER),
    Route("GET", "/notices/urgent", Role.PUBLISHER),
    Route("POST", "/notices/urgent", Role.PUBLISHER),
    Route("GET", "/notices/library", Role.WORKER),
    Route("GET", "/", Role.WORKER),
    Route("GET", "/notices", Role.WORKER),
    Route("GET", "/notices/{notice:int}", Role.WORKER, own=Role.WORKER),
    Route("POST", "/notices/{notice:int}/submit", Role.WORKER, own=Role.WORKER),
    Route("POST", "/notices/{notice:int}/cancel", Role.WORKER, own=Role.WORKER),
    Route("POST", "/notices/{notice:int}/pause", Role.WORKER, own=Role.WORKER),
    Route("POST", "/notices/{notice:int}/resume", Role.PUBLISHER),
    Route("POST", "/notices/{notice:int}/recall", Role.PUBLISHER),
    Route("GET", "/notices/review", Role.REVIEWER),
    Route("POST", "/notices/{notice:int}/pass", Role.REVIEWER),
    Route("POST", "/notices/{notice:int}/return", Role.REVIEWER),
    Route("GET", "/notices/{notice:int}/progress", Role.WORKER, own=Role.WORKER),
    Route("GET", "/notices/{notice:int}/report", Role.WORKER, own=Role.WORKER),
    Route("GET", "/notices/{notice:int}/report.xlsx", Role.WORKER, own=Role.WORKER),
    Route("POST", "/notices/{notice:int}/retry", Role.WORKER, own=Role.WORKER),
    Route("GET", "/notices/month", Role.WORKER),
    Route("GET", "/notices/forwards", Role.WORKER),
    Route("POST", "/notices/forwards/{delivery:int}/confirm", Role.WORKER, own=Role.WORKER),
)
LISTS: dict[str, Role] = {}  # the key of each list, and the lowest role that may see it


def rows_of_others(console: ConsoleTown) -> dict[str, str]:
    """Make rows that belong to nobody of the five, by the names that paths give them."""
    with console.database.writing() as session:
        place = mailings.grid(session, mailings.TOWN, "西街")
        group = mailings.group(session, "西街邻里群", place=place, channel=Channel.WECHAT)
        notice = mailings.notice(session, "西街停水", audience={"grids": [place]})
        run = mailings.run(session, notice, title="西街停水")
        delivery = mailings.delivery(session, run, group, State.AWAITING)
    return {"notice": str(notice), "number": str(notice), "delivery": str(delivery)}
