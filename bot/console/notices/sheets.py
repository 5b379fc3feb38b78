"""A notice as the form says it: read part by part, so that one gap hides none of the rest."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, TypeVar

from bot.console.notices.audiences import read_audience
from bot.console.notices.pictures import chosen_picture
from bot.console.notices.sight import Sight
from bot.console.notices.timings import NOW, POOL, read_timing
from bot.console.visit import Visit
from jobs.figures.figure_names import CATEGORIES
from jobs.places.audience import lies_within, parse_audience
from jobs.schedule.timing import parse_timing
from jobs.schedule.town_times import TownTimes
from jobs.writing.notice_facts import NoticeFacts
from knowledge.errors import BadInput
from knowledge.starter_notices import Category

UNITS: Mapping[str, tuple[int, str]] = {
    "minutes": (1, "分钟"),
    "hours": (60, "小时"),
    "days": (24 * 60, "天"),
}
BLANK = NoticeFacts(title="", text="", category=Category.SAFETY, timing={"when": NOW})

T = TypeVar("T")


@dataclass
class Sheet:
    """What was written so far, and what is wrong or missing, by part of the form."""

    facts: NoticeFacts
    faults: dict[str, str] = field(default_factory=dict)

    def whole(self) -> NoticeFacts:
        """Give the notice, or raise `BadInput` with everything that is missing."""
        if self.faults:
            raise BadInput(" ".join(self.faults.values()))
        return self.facts


def read_sheet(
    visit: Visit,
    sight: Sight,
    kept: NoticeFacts,
    times: TownTimes,
    *,
    urgent: bool = False,
    take_picture: bool = False,
) -> Sheet:
    """Read the form; what it does not hold of a notice stays as it was `kept`.

    With `take_picture` a picture that comes with the form is kept in the database.
    """
    sheet = Sheet(
        replace(
            kept,
            title=visit.word("title"),
            text=_long(visit, "text"),
            short=_long(visit, "short"),
            link=visit.word("link"),
            mention_all=bool(visit.word("mention_all")),
            once=bool(visit.word("once")),
            pool="" if urgent else visit.word("pool"),
        )
    )
    category = Category.EMERGENCY if urgent else _category(visit, kept)
    parts: Mapping[str, Callable[[], Any]] = {
        "category": lambda: category,
        "audience": lambda: _audience(visit, sight),
        "timing": lambda: {"when": NOW} if urgent else _timing(visit, kept, times),
        "picture_id": lambda: chosen_picture(visit, take=take_picture),
        "expires_minutes": lambda: _minutes(visit, "expires"),
        "grace_minutes": lambda: _minutes(visit, "grace") or kept.grace_minutes,
    }
    for name, read in parts.items():
        try:
            value = read()
        except BadInput as error:
            sheet.faults[name] = str(error)
            value = getattr(BLANK, name)
        sheet.facts = replace(sheet.facts, **{name: value})
    return sheet


def shown_minutes(minutes: int | None) -> tuple[str, str]:
    """Give a duration as a number and the largest unit in which it is whole."""
    if minutes is None:
        return "", "hours"
    for unit in ("days", "hours", "minutes"):
        if minutes % UNITS[unit][0] == 0:
            return str(minutes // UNITS[unit][0]), unit
    raise AssertionError("every number of minutes is a whole one")


def _category(visit: Visit, kept: NoticeFacts) -> Category:
    """Give the kind that was chosen; an emergency is none that an ordinary notice becomes."""
    found = visit.word("category")
    usual = [one for one in CATEGORIES if one != Category.EMERGENCY]
    return next((one for one in (*usual, kept.category) if one == found), kept.category)


def _audience(visit: Visit, sight: Sight) -> dict[str, list[Any]]:
    audience = parse_audience(read_audience(visit, sight), visit.session)
    if not sight.whole and not lies_within(visit.session, audience, sight.grids):
        raise BadInput("网格员只能发给自己网格里的群。")
    return audience.as_json()


def _timing(visit: Visit, kept: NoticeFacts, times: TownTimes) -> dict[str, Any]:
    raw = read_timing(visit, kept=kept.timing)
    try:
        parse_timing(raw, calendar=times.calendar)
    except BadInput as error:
        raise BadInput(f"{str(error).rstrip('。')}。") from error
    if raw["when"] == POOL and not visit.word("pool"):
        raise BadInput("要和别的通知轮流发，请在“更多设置”里写上是哪一组。")
    return raw


def _minutes(visit: Visit, name: str) -> int | None:
    number, unit = visit.number(name), visit.word(f"{name}_unit")
    if not number:
        return None
    return number * UNITS.get(unit, UNITS["hours"])[0]


def _long(visit: Visit, name: str) -> str:
    """Give a text in lines, however the browser ends them."""
    return visit.word(name).replace("\r\n", "\n").replace("\r", "\n")
