"""A notice to draft, what it is measured against, and people who review it."""

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from builders import NOW
from mailings import TOWN
from sqlmodel import Session, select

from jobs.schedule.quiet import parse_quiet
from jobs.schedule.schedules import Schedule
from jobs.schedule.town_times import TownTimes
from jobs.writing.checks import Standards
from jobs.writing.drafting import draft, edit
from jobs.writing.notice_facts import NoticeFacts
from jobs.writing.notices import Notice
from jobs.writing.reviewing import approve
from knowledge.audit import AuditRow
from knowledge.calendar import load_calendar
from knowledge.database import Database, open_database
from knowledge.law_names import LawNames
from knowledge.law_shelf import LawShelf
from knowledge.starter_files import load_hotlines, load_law_names
from knowledge.starter_notices import Category

ZONE = ZoneInfo("Asia/Shanghai")
TIMES = TownTimes(ZONE, parse_quiet("22:00-07:00", zone=ZONE), load_calendar())
HOTLINES = frozenset(line.number for line in load_hotlines())
_LISTS = load_law_names()
NAMES = LawNames(_LISTS.aliases, _LISTS.replaced, _LISTS.revised)
DRAFTER, FIRST, SECOND, THIRD = "张三", "李四", "王五", "赵六"


def facts(**changed: Any) -> NoticeFacts:
    """A notice with which nothing is wrong."""
    usual = {
        "title": "冬季用火要小心",
        "text": "天干物燥，出门前请关好电和气。\n有火情打119。",
        "category": Category.SAFETY,
    }
    return NoticeFacts(**(usual | changed))


def standards(session: Session) -> Standards:
    """What a town measures its notices against."""
    return Standards(HOTLINES, LawShelf(session, NAMES), TOWN, TIMES)


def drafted(session: Session, *, submit: bool = True, **changed: Any) -> Notice:
    """A notice that Zhang San wrote."""
    return draft(
        session,
        facts(**changed),
        by=DRAFTER,
        now=NOW,
        standards=standards(session),
        submit=submit,
    )


def passed(session: Session, notice: Notice, *people: str, needed: int = 3, **more: Any) -> Notice:
    """The notice after these people took a step each."""
    for name in people:
        at: datetime = more.get("now", NOW)
        notice = approve(session, notice, by=name, now=at, steps_needed=needed, times=TIMES)
    return notice


def approved(session: Session, **changed: Any) -> Notice:
    """A notice that went through its whole review."""
    return passed(session, drafted(session, **changed), FIRST, SECOND, THIRD)


def schedules(session: Session) -> list[Schedule]:
    """Every schedule there is."""
    return list(session.exec(select(Schedule)))


def rewritten(session: Session, notice: Notice, *, by: str, **changed: object) -> Notice:
    """The notice in another wording, handed in again."""
    new = facts(**({"text": "改好了。有火情打119。"} | changed))
    return edit(session, notice, new, by=by, now=NOW, standards=standards(session))


def acts(session: Session, notice: Notice) -> list[tuple[str, str]]:
    """What the record holds of a notice: who did what, in order."""
    rows = select(AuditRow).where(AuditRow.subject == f"notice:{notice.id}")
    return [(row.action, row.by) for row in session.exec(rows.order_by(AuditRow.number))]


def again(database: Database) -> Database:
    """The same database, as another process opens it."""
    return open_database(database.engine.url.render_as_string(hide_password=False))
