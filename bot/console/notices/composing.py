"""Writing a notice: a new one, or another wording, looked at, kept as a draft or handed in."""

from dataclasses import replace

from bot.console.notices.audiences import find_groups
from bot.console.notices.composer import Desk, compose, show_effect
from bot.console.notices.conflicts import settled
from bot.console.notices.sight import Sight, seen_notice, sight_of
from bot.console.notices.sources import beginning
from bot.console.pages import Answer, Pages, Shown, Told, Went
from bot.console.visit import Visit
from bot.notice_rights import may_draft, may_edit
from bot.notice_standards import town_standards
from bot.people import Role
from jobs.writing.checks import Standards
from jobs.writing.drafting import draft, edit, refuse_editing
from jobs.writing.emergencies import AT_ONCE
from jobs.writing.notice_facts import facts_of
from jobs.writing.notices import find_notice
from knowledge.errors import NotAllowed

pages = Pages()

HAND_IN = "submit"
OUTRUN = "您写的时候，这条通知被别人办理过，所以还没有保存。请看下面，逐项选定以后再保存一次。"


@pages.show("/notices/new", role=Role.WORKER)
def new(visit: Visit) -> Shown:
    """Show an empty sheet, or one that begins with a template, another notice or a day."""
    return compose(_new_desk(visit))


@pages.act("/notices/new", role=Role.WORKER, again=new)
def keep_new(visit: Visit) -> Went:
    """Keep a new notice, and hand it in if that was asked for."""
    desk = _new_desk(visit)
    facts = desk.read(take_picture=True).whole()
    row = draft(
        visit.session,
        facts,
        by=may_draft(visit.session, visit.person.name, facts.audience),
        now=visit.now,
        standards=desk.standards,
        submit=_hands_in(visit),
    )
    return Went(f"/notices/{row.id}", said=_said(visit, row.title))


@pages.show("/notices/{number:int}/copy", role=Role.WORKER)
def copy(visit: Visit, number: int) -> Went:
    """Begin a new notice with this one."""
    seen_notice(visit.session, visit.person, number)
    return Went(f"/notices/new?copied={number}")


@pages.show("/notices/{number:int}/edit", role=Role.WORKER)
def wording(visit: Visit, number: int) -> Shown:
    """Show a notice to be written anew; if somebody was faster, show that beside what was typed."""
    return compose(_desk_of(visit, number))


@pages.act("/notices/{number:int}/edit", role=Role.WORKER, again=wording)
def keep_wording(visit: Visit, number: int) -> Went:
    """Keep another wording of a notice, unless it is no longer the one that was seen."""
    desk = _desk_of(visit, number)
    row = find_notice(visit.session, number)
    if visit.number("changes", -1) != row.changes:
        raise NotAllowed(OUTRUN)
    sheet = desk.read(take_picture=True)
    facts = settled(visit, desk.kept, sheet).whole()
    row = edit(
        visit.session,
        row,
        facts,
        by=may_edit(visit.session, visit.person.name, row, facts.audience),
        now=visit.now,
        standards=desk.standards,
        submit=_hands_in(visit),
    )
    return Went(f"/notices/{row.id}", said=_said(visit, row.title))


@pages.act("/notices/preview", role=Role.WORKER)
def preview(visit: Visit) -> Answer:
    """Show what will come of a notice as it is typed; nothing of it but its picture is kept."""
    if visit.word("part"):
        with visit.town.database.reading() as session:  # nobody waits for who only looks
            return _effect(_desk_at(replace(visit, session=session)))
    desk = _desk_at(visit)
    return compose(desk, sheet=desk.read(take_picture=True))


@pages.show("/notices/groups", role=Role.WORKER)
def groups(visit: Visit) -> Told:
    """Find groups by a part of their name."""
    found = find_groups(visit, sight_of(visit.session, visit.person))
    return Told([{"value": one.value, "words": one.words} for one in found])


def urgent_desk(visit: Visit) -> Desk:
    """Give a sheet for an emergency, empty or with the words of a notice that cannot wait."""
    desk = _new_desk(visit)
    return replace(desk, kept=replace(desk.kept, timing=AT_ONCE, pool=""), urgent=True)


def _desk_at(visit: Visit) -> Desk:
    """Give the desk that the form came from."""
    number = visit.number("notice")
    if number is not None:
        return _desk_of(visit, number)
    urgent = visit.word("urgent") and visit.at_least(Role.PUBLISHER)
    return urgent_desk(visit) if urgent else _new_desk(visit)


def _effect(desk: Desk) -> Shown:
    sheet = desk.read()
    return show_effect(desk, settled(desk.visit, desk.kept, sheet) if desk.notice else sheet)


def _new_desk(visit: Visit) -> Desk:
    sight, standards = _sight(visit), _standards(visit)
    facts, chosen = beginning(visit, sight, standards.times)
    return Desk(visit, sight, standards, facts, chosen)


def _desk_of(visit: Visit, number: int) -> Desk:
    notice, sight = seen_notice(visit.session, visit.person, number)
    may_draft(visit.session, visit.person.name, notice.audience)
    refuse_editing(notice)
    return Desk(visit, sight, _standards(visit), facts_of(notice), chosen=True, notice=notice)


def _sight(visit: Visit) -> Sight:
    return sight_of(visit.session, visit.person)


def _standards(visit: Visit) -> Standards:
    return town_standards(visit.session, visit.town.settings)


def _hands_in(visit: Visit) -> bool:
    return visit.word("do") == HAND_IN


def _said(visit: Visit, title: str) -> str:
    return f"“{title}”已{'送审' if _hands_in(visit) else '存为草稿'}。"
