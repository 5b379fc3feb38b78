"""Pages for questions that nobody could answer: what was asked, and three ways to close it."""

from bot.console.inbox.nearby import EVERY, Near, drafts_like, entries, near
from bot.console.inbox.tabs import tabs
from bot.console.notices.paging import leaf
from bot.console.pages import Pages, Shown, Told, Went
from bot.console.visit import Visit
from bot.people import Role
from jobs.records.closing import add_wording, dismiss_gap, wordings
from jobs.records.gaps import Gap, GapState, count_gaps, find_gap, list_gaps, spoken
from jobs.records.reopening import reopen_gap
from knowledge.drafts import ASKED
from knowledge.errors import BadInput

ON_A_PAGE = 20
STATES: dict[str, tuple[str, str]] = {
    GapState.OPEN: ("等答案", "yellow"),
    GapState.ANSWERED: ("已补答案", "green"),
    GapState.DISMISSED: ("已略过", "grey"),
}
ORDERS = (("count", "问得多的在前"), ("last", "最近问的在前"))
REASONS = ("不是法律或办事问题", "和本镇无关", "说得不清楚，看不出要问什么")

pages = Pages()


@pages.show("/inbox", role=Role.DRAFTER)
def inbox(visit: Visit) -> Shown:
    """List the questions that have no answer, those most asked first."""
    asked, order = visit.word("state"), visit.word("order")
    state = GapState(asked) if asked in STATES else GapState.OPEN
    order = order if order in dict(ORDERS) else "count"
    counts = count_gaps(visit.session)
    page = leaf(
        "/inbox",
        {"state": state, "order": order},
        number=visit.number("page", 1) or 1,
        total=counts.get(state, 0),
        per=ON_A_PAGE,
        unit="个问题",
    )
    gaps = list_gaps(
        visit.session, state=state, limit=ON_A_PAGE, offset=page.skip, newest=order == "last"
    )
    return Shown(
        "console/inbox/gaps.html",
        gaps=gaps,
        state=state,
        order=order,
        states=STATES,
        state_options=[
            (key, f"{words}（{counts.get(key, 0):,} 个）") for key, (words, _) in STATES.items()
        ],
        orders=ORDERS,
        counts=counts,
        page=page,
        tabs=tabs(visit),
        here="/inbox",
    )


@pages.show("/inbox/gaps/{gap:int}", role=Role.DRAFTER)
def look(visit: Visit, gap: int) -> Shown:
    """Show one question, in how many words it came, and what comes near to it."""
    row = find_gap(visit.session, gap)
    return Shown(
        "console/inbox/gap.html",
        gap=row,
        said=wordings(visit.session, row),
        offered=_offered(visit, row),
        answer=_answer(visit, row),
        states=STATES,
        reasons=REASONS,
    )


@pages.show("/inbox/entries", role=Role.DRAFTER)
def look_up(visit: Visit) -> Told:
    """Tell a script which entries are near to what was typed."""
    typed = visit.word("typed")[:200]
    kinds = EVERY if visit.word("laws") else ASKED
    found = [*near(visit, typed, kinds), *drafts_like(visit, typed)] if typed else []
    return Told(
        [
            {
                "id": one.id,
                "kind": one.kind,
                "title": one.title,
                "text": one.text,
                "published": one.published,
            }
            for one in found
        ]
    )


@pages.act("/inbox/gaps/{gap:int}/wording", role=Role.DRAFTER, again=look)
def word(visit: Visit, gap: int) -> Went:
    """Give the ways in which it was asked to an entry that answers it."""
    entry = visit.number("entry")
    if entry is None:
        raise BadInput("请先选一条已有的问答或指南。")
    add_wording(visit.session, gap, entry_id=entry, by=visit.person.name, now=visit.now)
    (chosen,) = entries(visit.session, [entry])
    return Went("/inbox", said=f"问法已加到“{chosen.title}”的草稿里，送审发布后生效。")


@pages.act("/inbox/gaps/{gap:int}/dismiss", role=Role.REVIEWER, again=look)
def dismiss(visit: Visit, gap: int) -> Went:
    """Put a question aside that needs no answer."""
    reason = visit.word("reason")
    dismiss_gap(visit.session, gap, by=visit.person.name, now=visit.now, reason=reason)
    return Went("/inbox", said="已略过这个问题。需要的话，可以在“已略过”里重新打开。")


@pages.act("/inbox/gaps/{gap:int}/reopen", role=Role.DRAFTER, again=look)
def reopen(visit: Visit, gap: int) -> Went:
    """Let a question wait again."""
    reopen_gap(visit.session, gap, by=visit.person.name, now=visit.now)
    return Went(f"/inbox/gaps/{gap}", said="已放回待办，等着补答案。")


def _offered(visit: Visit, gap: Gap) -> list[Near]:
    """Offer what was typed for, else what came near when it was asked and what does today."""
    typed = visit.word("typed")
    if typed:
        return [*near(visit, typed), *drafts_like(visit, typed)]
    kept = entries(visit.session, [int(one["entry"]) for one in gap.nearest])
    known = {one.id for one in kept}
    today = near(visit, spoken(gap.question))
    return [*kept, *(one for one in today if one.id not in known)]


def _answer(visit: Visit, gap: Gap) -> Near | None:
    found = entries(visit.session, [gap.entry_id] if gap.entry_id else [])
    return found[0] if found else None
