"""One notice: what happens next, what it says to whom and when, and what may be done with it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select
from sqlmodel import col

from bot.commands.notice_views import state_said
from bot.console.notices.history import history
from bot.console.notices.nexts import what_next
from bot.console.notices.pictures import address, mark
from bot.console.notices.previews import said_whom
from bot.console.notices.rights import allowed_acts
from bot.console.notices.sight import Sight, seen_notice
from bot.console.notices.standing import Standing, standing
from bot.console.notices.turns import Turn, turn_of
from bot.console.pages import Pages, Shown, Went
from bot.console.visit import Visit
from bot.delivering import town_times
from bot.notice_previews import Bubble, bubbles, rendered
from bot.notice_rights import may_edit, may_publish, may_stop
from bot.notice_standards import town_standards
from bot.people import Role, list_staff
from jobs.delivery.deliveries import Delivery, State
from jobs.figures.figure_names import CATEGORIES, CHANNELS, RUN_STATES, STATES
from jobs.places.audience import Audience, parse_audience
from jobs.places.groups import Group
from jobs.places.reach import reach
from jobs.schedule.outlook import Coming
from jobs.schedule.runs import Run
from jobs.writing import drafting, recalling, stopping
from jobs.writing.checks import check
from jobs.writing.notice_facts import facts_of
from jobs.writing.notices import Notice, NoticeState, find_notice
from knowledge.starter_notices import Category

MOST_OWN = 60  # lines about a worker's own groups

pages = Pages()


@dataclass(frozen=True, slots=True)
class OwnLine:
    """What became of a notice in one of a worker's groups."""

    group: str
    at: datetime
    state: str


@pages.show("/notices/{notice:int}", role=Role.WORKER)
def notice_page(visit: Visit, notice: int) -> Shown:
    """Show one notice."""
    row, sight = seen_notice(visit.session, visit.person, notice)
    stand, turn = look(visit, row)
    audience = parse_audience(row.audience)
    return Shown(
        "console/notices/notice.html",
        notice=row,
        stand=stand,
        turn=turn,
        acts=allowed_acts(visit.session, stand, turn, visit.person),
        next=what_next(stand, turn, me=visit.person.name, zone=visit.zone),
        state=state_said(row, step=turn.step if turn else ""),
        category=CATEGORIES[Category(row.category)],
        bubbles=_bubbles(visit, row, audience, stand.coming),
        picture=address(visit, mark(visit, row.picture_id)),
        channels=CHANNELS,
        audience=said_whom(visit, audience),
        reach=reach(visit.session, audience),
        findings=_findings(visit, row),
        history=history(visit.session, row),
        run_states=RUN_STATES,
        whole=sight.sees_all_of(visit.session, row),
        own=_own_lines(visit, row, sight),
    )


@pages.act("/notices/{notice:int}/submit", role=Role.WORKER, again=notice_page)
def submit(visit: Visit, notice: int) -> Went:
    """Hand a draft in for review."""
    row = _open(visit, notice)
    name = may_edit(visit.session, visit.person.name, row, row.audience)
    standards = town_standards(visit.session, visit.town.settings)
    drafting.hand_in(visit.session, row, by=name, now=visit.now, standards=standards)
    return Went(f"/notices/{notice}", said=f"“{row.title}”已经送审。")


@pages.act("/notices/{notice:int}/cancel", role=Role.WORKER, again=notice_page)
def cancel(visit: Visit, notice: int) -> Went:
    """Let nothing further of it go out."""
    row = _open(visit, notice)
    name = may_stop(visit.session, visit.person.name, row)
    stopping.cancel(visit.session, row, by=name, now=visit.now)
    return Went(f"/notices/{notice}", said=f"“{row.title}”已经取消，不会再发。")


@pages.act("/notices/{notice:int}/pause", role=Role.WORKER, again=notice_page)
def pause(visit: Visit, notice: int) -> Went:
    """Hold it."""
    row = _open(visit, notice)
    name = may_stop(visit.session, visit.person.name, row)
    stopping.pause(visit.session, row, by=name, now=visit.now)
    return Went(f"/notices/{notice}", said=f"“{row.title}”已经暂停，点“继续”再发。")


@pages.act("/notices/{notice:int}/resume", role=Role.PUBLISHER, again=notice_page)
def resume(visit: Visit, notice: int) -> Went:
    """Let it go on."""
    row = _open(visit, notice)
    name, times = (
        may_publish(visit.session, visit.person.name),
        town_times(visit.session, visit.town.settings),
    )
    stopping.resume(visit.session, row, by=name, now=visit.now, times=times)
    return Went(f"/notices/{notice}", said=f"“{row.title}”照常发了。")


@pages.act("/notices/{notice:int}/recall", role=Role.PUBLISHER, again=notice_page)
def recall(visit: Visit, notice: int) -> Went:
    """Take it back where that can be done, and draft a correction for the rest."""
    row = _open(visit, notice)
    name = may_publish(visit.session, visit.person.name)
    done = recalling.recall(visit.session, row, by=name, now=visit.now, zone=visit.zone)
    page = done.correction.id if done.correction else notice
    return Went(
        f"/notices/{page}", said=f"“{row.title}”已经停发。{done.said}", loud=bool(done.kept)
    )


def look(visit: Visit, row: Notice) -> tuple[Standing, Turn | None]:
    """Read where a notice stands and whose turn it is."""
    settings, staff = visit.town.settings, list_staff(visit.session)
    stand = standing(visit.session, row, times=town_times(visit.session, settings), now=visit.now)
    turn = turn_of(
        visit.session, row, visit.person, staff=staff, steps_needed=settings.review_steps
    )
    return stand, turn


def _open(visit: Visit, number: int) -> Notice:
    """Find a notice in sight that still is as it was when its page was opened."""
    seen_notice(visit.session, visit.person, number)
    return find_notice(visit.session, number, changes=visit.number("changes"))


def _findings(visit: Visit, row: Notice) -> Sequence[object]:
    """Give what the checks find while it can still be mended."""
    if row.state not in (NoticeState.DRAFT, NoticeState.REVIEW):
        return ()
    standards = town_standards(visit.session, visit.town.settings)
    facts = facts_of(row)
    return check(facts, standards, session=visit.session, now=visit.now, notice_id=row.id)


def _bubbles(
    visit: Visit, row: Notice, audience: Audience, coming: Sequence[Coming]
) -> Sequence[Bubble]:
    """Show it as groups will read it the next time."""
    at = coming[0].send_at if coming else visit.now
    day = at.astimezone(visit.zone).date()
    facts, standards = facts_of(row), town_standards(visit.session, visit.town.settings)
    written = rendered(visit.session, facts, audience, standards, day=day)
    return bubbles(facts, written)


def _own_lines(visit: Visit, row: Notice, sight: Sight) -> list[OwnLine]:
    if sight.whole:
        return []
    found = visit.session.execute(
        select(col(Group.name), col(Run.send_at), col(Delivery.state))
        .join(Delivery, col(Delivery.group_id) == col(Group.id))
        .join(Run, col(Run.id) == col(Delivery.run_id))
        .where(col(Run.notice_id) == row.id, col(Group.id).in_(sight.group_ids))
        .order_by(col(Run.send_at).desc(), col(Group.id))
        .limit(MOST_OWN)
    )
    return [OwnLine(name, at, STATES[State(state)]) for name, at, state in found]
