"""Pages for answers to look at: called not useful, or given without much certainty."""

from bot.console.inbox.nearby import EVERY, Near, drafts_like, entries, near
from bot.console.inbox.tabs import UNSURE_DAYS, tabs, unsure_below
from bot.console.inbox.told import told
from bot.console.notices.paging import leaf
from bot.console.pages import Pages, Shown, Went
from bot.console.visit import Visit
from bot.people import Role
from jobs.records.checking import beginning, count_unhelpful, doubts, unhelpful
from jobs.records.closing import add_wording
from jobs.records.exchanges import Exchange, find_exchange
from jobs.records.gaps import spoken
from jobs.records.judging import judge, settle
from jobs.records.reopening import gap_of
from jobs.records.verdicts import About, Grade
from knowledge.errors import BadInput

ON_A_PAGE = 20
GRADES = ((Grade.RIGHT, "答得对"), (Grade.PARTLY, "部分对"), (Grade.WRONG, "答错了"))
BACK = {
    About.FEEDBACK: "/inbox/feedback",
    About.UNSURE: "/inbox/unsure",
    About.SAMPLE: "/inbox/sample",
}

pages = Pages()


@pages.show("/inbox/feedback", role=Role.DRAFTER)
def feedback(visit: Visit) -> Shown:
    """List the answers that residents called not useful."""
    session = visit.session
    page = leaf(
        "/inbox/feedback",
        {},
        number=visit.number("page", 1) or 1,
        total=count_unhelpful(session),
        per=ON_A_PAGE,
        unit="条",
    )
    rows = unhelpful(session, limit=ON_A_PAGE, offset=page.skip)
    shown = told(session, rows)
    here = "/inbox/feedback"
    return Shown("console/inbox/feedback.html", rows=shown, page=page, tabs=tabs(visit), here=here)


@pages.show("/inbox/unsure", role=Role.DRAFTER)
def unsure(visit: Visit) -> Shown:
    """List the answers that were given without much certainty."""
    session, parts = visit.session, tabs(visit)
    here = "/inbox/unsure"
    page = leaf(
        here,
        {},
        number=visit.number("page", 1) or 1,
        total=next(tab.count or 0 for tab in parts if tab.path == here),
        per=ON_A_PAGE,
        unit="条",
    )
    since = beginning(visit.now, UNSURE_DAYS)
    rows = doubts(
        session, since=since, below=unsure_below(visit), limit=ON_A_PAGE, offset=page.skip
    )
    known = {one.id: one for one in entries(session, [row.entry for row in rows])}
    shown = [(row, known.get(row.entry)) for row in rows]
    return Shown("console/inbox/unsure.html", rows=shown, page=page, tabs=parts, here=here)


@pages.show("/inbox/answers/{exchange}", role=Role.DRAFTER)
def look(visit: Visit, exchange: str) -> Shown:
    """Show what was asked and answered, and what can be done about it."""
    row = find_exchange(visit.session, exchange)
    (shown,) = told(visit.session, [row])
    about = _about(visit)
    return Shown(
        "console/inbox/answer.html",
        row=shown,
        about=about,
        back=_back(visit),
        asked=spoken(row.question).strip(),
        offered=_offered(visit, row),
        grades=GRADES,
    )


@pages.act("/inbox/answers/{exchange}/faq", role=Role.DRAFTER, again=look)
def write(visit: Visit, exchange: str) -> Went:
    """Let the question wait for an answer of its own, and go to write it."""
    gap = gap_of(visit.session, exchange, by=visit.person.name, now=visit.now)
    _settle(visit, exchange)
    return Went(f"/entries/new?gap={gap}")


@pages.act("/inbox/answers/{exchange}/wording", role=Role.DRAFTER, again=look)
def word(visit: Visit, exchange: str) -> Went:
    """Give the way in which it was asked to an entry that answers it."""
    entry = _chosen(visit)
    by, now = visit.person.name, visit.now
    gap = gap_of(visit.session, exchange, by=by, now=now)
    add_wording(visit.session, gap, entry_id=entry, by=by, now=now)
    _settle(visit, exchange)
    (chosen,) = entries(visit.session, [entry])
    return Went(_back(visit), said=f"问法已加到“{chosen.title}”的草稿里，送审发布后生效。")


@pages.act("/inbox/answers/{exchange}/judge", role=Role.REVIEWER, again=look)
def say(visit: Visit, exchange: str) -> Went:
    """Say how good the answer was; it counts in every search from now on."""
    given = visit.word("grade")
    if given not in dict(GRADES):
        raise BadInput("请先选答得对、部分对还是答错了。")
    judge(
        visit.session,
        exchange,
        about=_about(visit),
        grade=Grade(given),
        right_entry=visit.number("entry"),
        remark=visit.word("remark"),
        by=visit.person.name,
        now=visit.now,
    )
    return Went(_back(visit), said=f"已记下：{dict(GRADES)[Grade(given)]}。以后的查找会照这个来。")


@pages.act("/inbox/answers/{exchange}/nothing", role=Role.DRAFTER, again=look)
def leave(visit: Visit, exchange: str) -> Went:
    """Take it off the list: nothing needs to be done."""
    _settle(visit, exchange)
    return Went(_back(visit), said="已移出清单。")


def _settle(visit: Visit, exchange: str) -> None:
    settle(
        visit.session,
        exchange,
        about=_about(visit),
        by=visit.person.name,
        now=visit.now,
        remark=visit.word("remark"),
    )


def _about(visit: Visit) -> About:
    asked = visit.word("about")
    return About(asked) if asked in list(About) else About.UNSURE


def _back(visit: Visit) -> str:
    """Go back to where the person came from, if that is within the inbox."""
    path = visit.word("back")
    return path if path.startswith("/inbox/") else BACK[_about(visit)]


def _chosen(visit: Visit) -> int:
    entry = visit.number("entry")
    if entry is None:
        raise BadInput("请先选一条已有的问答或指南。")
    return entry


def _offered(visit: Visit, row: Exchange) -> list[Near]:
    typed = visit.word("typed")
    said = typed or spoken(row.question)
    return [*near(visit, said, EVERY), *(drafts_like(visit, typed) if typed else ())]
