"""Who may open what in the console: every route of our own, and the lowest role that may."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import mailings
from console_town import ConsoleTown

from bot.console.application import every_listing
from bot.console.entering.sign_ins import begin, of_person
from bot.people import Role, add_staff
from jobs.delivery.deliveries import State
from jobs.places.groups import Channel

_PARAMETER = re.compile(r"\{(\w+)(?::\w+)?\}")


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

    def filled(self, rows: Mapping[str, str]) -> str:
        """The path with rows for its parameters."""
        return _PARAMETER.sub(lambda found: rows.get(found[1], "1"), self.path)


ROUTES: Sequence[Route] = (
    Route("GET", "/login", None),
    Route("POST", "/login", None),
    Route("POST", "/login/code", None),
    Route("POST", "/logout", None),
    Route("GET", "/join/{token}", None),
    Route("POST", "/join/{token}", None),
    Route("GET", "/me", Role.WORKER),
    Route("POST", "/me/places/{place:int}/end", Role.WORKER, own=Role.WORKER),
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
    Route("GET", "/occasions/look", Role.PUBLISHER),
    Route("GET", "/occasions/{day:int}", Role.PUBLISHER),
    Route("POST", "/occasions/{day:int}", Role.PUBLISHER),
    Route("POST", "/occasions/{day:int}/remove", Role.PUBLISHER),
    Route("POST", "/occasions/built-in/{entry}/hide", Role.PUBLISHER),
    Route("POST", "/occasions/built-in/{entry}/show", Role.PUBLISHER),
    Route("GET", "/groups/list", Role.WORKER),
    Route("GET", "/groups/list.xlsx", Role.ADMINISTRATOR),
    Route("GET", "/groups/new/{channel}", Role.ADMINISTRATOR),
    Route("POST", "/groups/new/{channel}", Role.ADMINISTRATOR),
    Route("GET", "/groups/{group:int}", Role.WORKER, own=Role.WORKER),
    Route("GET", "/groups/{group:int}/edit", Role.ADMINISTRATOR),
    Route("POST", "/groups/{group:int}/edit", Role.ADMINISTRATOR),
    Route("POST", "/groups/{group:int}/close", Role.ADMINISTRATOR),
    Route("POST", "/groups/{group:int}/open", Role.ADMINISTRATOR),
    Route("POST", "/groups/{group:int}/test", Role.ADMINISTRATOR),
    Route("GET", "/groups/import", Role.ADMINISTRATOR),
    Route("POST", "/groups/import", Role.ADMINISTRATOR),
    Route("GET", "/grids", Role.DRAFTER),
    Route("POST", "/grids", Role.ADMINISTRATOR),
    Route("GET", "/grids/{grid:int}", Role.ADMINISTRATOR),
    Route("GET", "/grids/{grid:int}/poster", Role.DRAFTER),
    Route("POST", "/grids/{grid:int}/add", Role.ADMINISTRATOR),
    Route("POST", "/grids/{grid:int}/rename", Role.ADMINISTRATOR),
    Route("POST", "/grids/{grid:int}/move", Role.ADMINISTRATOR),
    Route("POST", "/grids/{grid:int}/remove", Role.ADMINISTRATOR),
    Route("GET", "/staff", Role.ADMINISTRATOR),
    Route("GET", "/staff/new", Role.ADMINISTRATOR),
    Route("POST", "/staff/new", Role.ADMINISTRATOR),
    Route("GET", "/staff/{person:int}", Role.WORKER, own=Role.WORKER),
    Route("POST", "/staff/{person:int}/role", Role.ADMINISTRATOR),
    Route("POST", "/staff/{person:int}/grids", Role.ADMINISTRATOR),
    Route("POST", "/staff/{person:int}/grids/{grid:int}/release", Role.ADMINISTRATOR),
    Route("POST", "/staff/{person:int}/invite", Role.ADMINISTRATOR),
    Route("POST", "/staff/{person:int}/code", Role.WORKER, own=Role.WORKER),
    Route("POST", "/staff/{person:int}/second-factor/off", Role.ADMINISTRATOR),
    Route("POST", "/staff/{person:int}/disable", Role.ADMINISTRATOR),
    Route("POST", "/staff/{person:int}/enable", Role.ADMINISTRATOR),
    Route("GET", "/entries/new", Role.DRAFTER),
    Route("POST", "/entries/new", Role.DRAFTER),
    Route("POST", "/entries/new/try", Role.DRAFTER),
    Route("GET", "/entries/{entry:int}/edit", Role.DRAFTER),
    Route("POST", "/entries/{entry:int}/edit", Role.DRAFTER),
    Route("POST", "/entries/{entry:int}/try", Role.DRAFTER),
    Route("GET", "/entries/laws", Role.DRAFTER),
    Route("GET", "/entries/articles", Role.DRAFTER),
    Route("GET", "/entries/like", Role.DRAFTER),
    Route("GET", "/entries/review", Role.REVIEWER),
    Route("GET", "/entries/review/{source:int}", Role.REVIEWER),
    Route("POST", "/entries/review/{source:int}/pass", Role.REVIEWER),
    Route("GET", "/entries/drafts", Role.DRAFTER),
    Route("GET", "/entries/corrections", Role.DRAFTER),
    Route("POST", "/entries/drafts/submit", Role.DRAFTER),
    Route("GET", "/entries/{entry:int}", Role.DRAFTER),
    Route("GET", "/entries/{entry:int}/changes", Role.DRAFTER),
    Route("POST", "/entries/{entry:int}/submit", Role.DRAFTER),
    Route("POST", "/entries/{entry:int}/pass", Role.REVIEWER),
    Route("POST", "/entries/{entry:int}/back", Role.REVIEWER),
    Route("POST", "/entries/{entry:int}/withdraw", Role.REVIEWER),
    Route("POST", "/entries/{entry:int}/decline", Role.DRAFTER),
    Route("POST", "/entries/{entry:int}/restore", Role.DRAFTER),
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
    Route("GET", "/inbox", Role.DRAFTER),
    Route("GET", "/inbox/gaps/{gap:int}", Role.DRAFTER),
    Route("GET", "/inbox/entries", Role.DRAFTER),
    Route("POST", "/inbox/gaps/{gap:int}/wording", Role.DRAFTER),
    Route("POST", "/inbox/gaps/{gap:int}/dismiss", Role.REVIEWER),
    Route("POST", "/inbox/gaps/{gap:int}/reopen", Role.DRAFTER),
    Route("GET", "/inbox/feedback", Role.DRAFTER),
    Route("GET", "/inbox/unsure", Role.DRAFTER),
    Route("GET", "/inbox/answers/{exchange}", Role.DRAFTER),
    Route("POST", "/inbox/answers/{exchange}/faq", Role.DRAFTER),
    Route("POST", "/inbox/answers/{exchange}/wording", Role.DRAFTER),
    Route("POST", "/inbox/answers/{exchange}/judge", Role.REVIEWER),
    Route("POST", "/inbox/answers/{exchange}/nothing", Role.DRAFTER),
    Route("GET", "/inbox/sample", Role.DRAFTER),
    Route("POST", "/inbox/sample/{exchange}", Role.REVIEWER),
    Route("GET", "/inbox/handovers", Role.DRAFTER),
    Route("POST", "/inbox/handovers/{number:int}/done", Role.DRAFTER),
    Route("GET", "/inbox/alerts", Role.DRAFTER),
    Route("POST", "/inbox/alerts/{number:int}/seen", Role.DRAFTER),
    Route("GET", "/figures", Role.DRAFTER),
    Route("GET", "/figures/chart/{name}.svg", Role.DRAFTER),
    Route("GET", "/figures/chart/{name}.png", Role.DRAFTER),
    Route("GET", "/figures/excel", Role.DRAFTER),
    Route("GET", "/settings", Role.ADMINISTRATOR),
    Route("POST", "/settings/{part}", Role.ADMINISTRATOR),
    Route("POST", "/settings/{part}/restore", Role.ADMINISTRATOR),
    Route("GET", "/settings/hotlines", Role.ADMINISTRATOR),
    Route("GET", "/settings/hotlines/new", Role.ADMINISTRATOR),
    Route("POST", "/settings/hotlines/new", Role.ADMINISTRATOR),
    Route("GET", "/settings/hotlines/{number}", Role.ADMINISTRATOR),
    Route("POST", "/settings/hotlines/{number}", Role.ADMINISTRATOR),
    Route("POST", "/settings/hotlines/{number}/hide", Role.ADMINISTRATOR),
    Route("POST", "/settings/hotlines/{number}/show", Role.ADMINISTRATOR),
    Route("POST", "/settings/hotlines/{number}/drop", Role.ADMINISTRATOR),
    Route("GET", "/settings/law-names", Role.ADMINISTRATOR),
    Route("POST", "/settings/law-names", Role.ADMINISTRATOR),
    Route("POST", "/settings/law-names/{name}/remove", Role.ADMINISTRATOR),
)
LISTS: dict[str, Role] = {
    "faq": Role.DRAFTER,
    "guides": Role.DRAFTER,
    "articles": Role.DRAFTER,
    "passages": Role.DRAFTER,
}  # the key of each list, and the lowest role that may see it


def readable(rows: Mapping[str, str]) -> list[str]:
    """The path of every list and every page that is read, with rows for its parameters."""
    lists = [f"/{listing.key}/list" for listing in every_listing()]
    return lists + [route.filled(rows) for route in ROUTES if route.method == "GET"]


def rows_of_others(console: ConsoleTown) -> dict[str, str]:
    """Make rows that belong to nobody of the five, by the names that paths give them."""
    with console.database.writing() as session:
        place = mailings.grid(session, mailings.TOWN, "西街")
        group = mailings.group(session, "西街邻里群", place=place, channel=Channel.WECHAT)
        notice = mailings.notice(session, "西街停水", audience={"grids": [place]})
        run = mailings.run(session, notice, title="西街停水")
        delivery = mailings.delivery(session, run, group, State.AWAITING)
        person = add_staff(session, "外来人", role=Role.DRAFTER, by="终端", now=console.now).id
        begin(session, person, now=console.now)
        sign_in = of_person(session, person, now=console.now)[0].id
    rows = {"notice": notice, "number": notice, "delivery": delivery}
    rows |= {"group": group, "grid": place, "person": person, "place": sign_in}
    return {name: str(number) for name, number in rows.items()}
