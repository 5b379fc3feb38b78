"""The page on which a notice is written, with all that it shows."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import func
from sqlmodel import col, or_, select

from bot.console.notices import timings
from bot.console.notices.audiences import picker
from bot.console.notices.conflicts import conflict_of, marks, offered
from bot.console.notices.pictures import address, mark
from bot.console.notices.previews import Effect, effect_of
from bot.console.notices.sheets import BLANK, UNITS, Sheet, read_sheet, shown_minutes
from bot.console.notices.sight import Sight
from bot.console.notices.timing_fields import filled, posted
from bot.console.pages import Shown
from bot.console.visit import Visit
from bot.people import Role
from jobs.figures.figure_names import CATEGORIES, CHANNELS
from jobs.schedule.timing import describe, parse_timing
from jobs.schedule.town_times import TownTimes
from jobs.writing.checks import Standards
from jobs.writing.notice_facts import LONGEST_TITLE, NoticeFacts
from jobs.writing.notices import Notice, NoticeState, Step, steps_of
from jobs.writing.text_checks import SHORT, TEXT, TITLE
from knowledge.errors import BadInput
from knowledge.starter_notices import Category

COMPOSER, EFFECT = "console/notices/compose.html", "console/notices/compose_effect.html"
LATELY = timedelta(days=1)
LENGTHS = {"title": TITLE, "text": TEXT, "short": SHORT, "longest": LONGEST_TITLE}


@dataclass(frozen=True)
class Desk:
    """What lies before whoever writes: the notice as it is kept, if it is, and the town's rules.

    `kept` is what the form begins with; `chosen` says that its audience was chosen on purpose.
    """

    visit: Visit
    sight: Sight
    standards: Standards
    kept: NoticeFacts = BLANK
    chosen: bool = False
    notice: Notice | None = None
    urgent: bool = False

    @property
    def times(self) -> TownTimes:
        """The town's time."""
        return self.standards.times

    def read(self, *, take_picture: bool = False) -> Sheet:
        """Read the form."""
        return read_sheet(
            self.visit,
            self.sight,
            self.kept,
            self.times,
            urgent=self.urgent,
            take_picture=take_picture,
        )

    def sheet(self) -> Sheet:
        """Give what was typed, or what is kept where nothing was."""
        if self.visit.form:
            return self.read()
        faults = {} if self.chosen else {"audience": "还没有选发给谁。"}
        if not self.kept.timing:
            faults["timing"] = "还没有选什么时候发。"
        return Sheet(self.kept, faults)

    def effect(self, sheet: Sheet) -> Effect:
        """Say what will come of it."""
        own = self.notice.id if self.notice else None
        return effect_of(self.visit, sheet, self.standards, own=own, urgent=self.urgent)


def compose(desk: Desk, *, sheet: Sheet | None = None, confirm: bool = False) -> Shown:
    """Show the page, with what was typed still there; `confirm` asks once more before it goes."""
    visit, notice = desk.visit, desk.notice
    sheet = sheet or desk.sheet()
    picture = mark(visit, sheet.facts.picture_id)
    conflict = conflict_of(visit, notice, desk.kept, sheet.facts, desk.times) if notice else None
    looked = offered(conflict, desk.kept, sheet) if conflict else sheet
    return Shown(
        COMPOSER,
        kept=desk.kept,
        notice=notice,
        urgent=desk.urgent,
        confirm=confirm,
        action=_action(desk),
        changes=notice.changes if notice else "",
        seen=visit.typed("seen", marks(desk.kept, desk.times)),
        conflict=conflict,
        effect=desk.effect(looked),
        picker=picker(visit, desk.sight, desk.kept.audience if desk.chosen else None),
        timing=posted(visit) if visit.form else filled(desk.kept.timing, desk.times.calendar),
        kept_when=_said_when(desk),
        picture=picture,
        picture_address=address(visit, picture),
        expires=_minutes(visit, "expires", desk.kept.expires_minutes),
        grace=_minutes(visit, "grace", desk.kept.grace_minutes),
        remark=_sent_back(visit, notice),
        voided=_passed(visit, notice),
        written=_written(visit),
        may_urge=visit.at_least(Role.PUBLISHER),
        **_choices(desk),
    )


def show_effect(desk: Desk, sheet: Sheet) -> Shown:
    """Show only what will come of it, for the script that looks while somebody types."""
    picture = mark(desk.visit, sheet.facts.picture_id)
    return Shown(
        EFFECT,
        effect=desk.effect(sheet),
        picture_address=address(desk.visit, picture),
        channels=CHANNELS,
        urgent=desk.urgent,
    )


def _action(desk: Desk) -> str:
    if desk.urgent:
        return "/notices/urgent"
    return f"/notices/{desk.notice.id}/edit" if desk.notice else "/notices/new"


def _choices(desk: Desk) -> Mapping[str, Any]:
    """Everything that lists offer."""
    usual = [one for one in Category if one != Category.EMERGENCY or one == desk.kept.category]
    return {
        "categories": [(str(one), CATEGORIES[one]) for one in usual],
        "channels": CHANNELS,
        "units": [(unit, words) for unit, (_minutes, words) in UNITS.items()],
        "calendar": [(entry.name, entry.when) for entry in desk.times.calendar],
        "choices": timings,
        "lengths": LENGTHS,
        "pools": _pools(desk.visit),
    }


def _pools(visit: Visit) -> Sequence[str]:
    found = select(Notice.pool).where(col(Notice.pool) != "").distinct()
    return visit.session.exec(found.order_by(col(Notice.pool)).limit(50)).all()


def _minutes(visit: Visit, name: str, kept: int | None) -> tuple[str, str]:
    number, unit = shown_minutes(kept)
    return visit.typed(name, number), visit.typed(f"{name}_unit", unit)


def _said_when(desk: Desk) -> str:
    """Say the time of the notice at hand, which may be one that the form cannot say."""
    try:
        return describe(parse_timing(dict(desk.kept.timing), calendar=desk.times.calendar))
    except BadInput as error:
        return str(error)


def _sent_back(visit: Visit, notice: Notice | None) -> Step | None:
    if notice is None or notice.state != NoticeState.DRAFT:
        return None
    steps = steps_of(visit.session, notice)
    return next((step for step in reversed(steps) if not step.passed), None)


def _passed(visit: Visit, notice: Notice | None) -> int:
    """Count the steps that count no more once it is changed."""
    if notice is None or notice.state == NoticeState.DRAFT:
        return 0
    return sum(step.passed for step in steps_of(visit.session, notice))


def _written(visit: Visit) -> list[str]:
    """Name what this person saved lately, so that their browser forgets its own copy of it."""
    name = visit.person.name
    rows = visit.session.exec(
        select(Notice.title, func.length(Notice.text))
        .where(or_(col(Notice.drafted_by) == name, col(Notice.edited_by) == name))
        .where(col(Notice.changed_at) > visit.now - LATELY)
        .order_by(col(Notice.changed_at).desc())
        .limit(20)
    )
    return [f"{title}|{length}" for title, length in rows]
