"""Where a new notice may begin: a template, an earlier notice, or a day of the calendar."""

from dataclasses import replace
from datetime import date, timedelta
from functools import lru_cache

from bot.console.notices.sheets import BLANK
from bot.console.notices.sight import Sight, seen_notice
from bot.console.visit import Visit
from jobs.places.audience import lies_within, parse_audience
from jobs.schedule.timing import next_slot, parse_timing
from jobs.schedule.timing_rules import Now, Once
from jobs.schedule.town_times import TownTimes
from jobs.writing.notice_facts import NoticeFacts, facts_of
from knowledge.calendar import days
from knowledge.calendar_shapes import CalendarEntry
from knowledge.errors import BadInput, NotFound
from knowledge.starter_notices import Category, StarterNotice, load_notices

MORNING = "09:00"
LEAP = 8  # years within which every day of a rule comes


@lru_cache(maxsize=1)
def starters() -> tuple[StarterNotice, ...]:
    """Give the templates, which do not change while the program runs."""
    return load_notices()


def beginning(visit: Visit, sight: Sight, times: TownTimes) -> tuple[NoticeFacts, bool]:
    """Give what a new notice begins with, and whether its audience was chosen already."""
    copied = visit.number("copied")
    if copied is not None:
        return _copied(visit, sight, copied, times)
    facts = BLANK
    if visit.word("starter"):
        facts = _of_starter(visit, _starter(visit.word("starter")), times)
    if visit.word("day"):
        facts = replace(facts, timing={"when": _moment(visit)})
    elif visit.word("occasion"):
        facts = replace(facts, timing=_yearly(visit, visit.word("occasion"), times) or facts.timing)
    return facts, False


def next_span(entry: CalendarEntry, today: date) -> tuple[date, date] | None:
    """Give the first and last day of an entry of the calendar, as it is now or comes next."""
    for year in range(today.year - 1, today.year + LEAP + 1):
        try:
            fallen = days(entry, year)
        except BadInput:  # this year has no such day
            continue
        if fallen and fallen[-1] >= today:
            return fallen[0], fallen[-1]
    return None


def _of_starter(visit: Visit, starter: StarterNotice, times: TownTimes) -> NoticeFacts:
    return NoticeFacts(
        title=starter.title,
        text=starter.long,
        short=starter.short,
        category=starter.category,
        timing=_yearly(visit, starter.when, times) or BLANK.timing,
    )


def _yearly(visit: Visit, day: str, times: TownTimes) -> dict[str, object] | None:
    """Give the timing for a day of the calendar; a month, a season or the weather has none."""
    entry = next((entry for entry in times.calendar if entry.name == day), None)
    span = next_span(entry, visit.today) if entry else None
    if span is None or span[0] != span[1]:
        return None
    return {"when": {"day": day, "at": MORNING}}


def _starter(key: str) -> StarterNotice:
    found = next((one for one in starters() if one.key == key), None)
    if found is None:
        raise NotFound("没有这条通知范本，可能已经换过了。")
    return found


def _copied(visit: Visit, sight: Sight, number: int, times: TownTimes) -> tuple[NoticeFacts, bool]:
    """Begin with an earlier notice; a time that is over, and groups of others, are asked anew."""
    notice, _sight = seen_notice(visit.session, visit.person, number)
    facts = facts_of(notice)
    if facts.category == Category.EMERGENCY:
        facts = replace(facts, category=Category.SAFETY)
    if _is_over(facts, visit, times):
        facts = replace(facts, timing={})
    audience = parse_audience(dict(facts.audience))
    mine = sight.whole or lies_within(visit.session, audience, sight.grids)
    return (facts if mine else replace(facts, audience={})), mine


def _is_over(facts: NoticeFacts, visit: Visit, times: TownTimes) -> bool:
    try:
        timing = parse_timing(dict(facts.timing), calendar=times.calendar)
    except BadInput:
        return True
    if isinstance(timing.rule, Now):
        return False
    gone = next_slot(timing, after=visit.now, zone=times.zone) is None
    return gone and (isinstance(timing.rule, Once) or timing.until is not None)


def _moment(visit: Visit) -> str:
    """Give nine in the morning of the day that is asked for, or today the next full hour."""
    day, local = _day(visit), visit.now.astimezone(visit.zone)
    later = (local + timedelta(hours=1)).replace(minute=0)
    today = f"{later:%H:%M}" if later.date() == day else f"{local:%H:%M}"
    return f"{day} {max(MORNING, today) if day == visit.today else MORNING}"


def _day(visit: Visit) -> date:
    day = visit.day("day")
    if day is None or day < visit.today:
        raise BadInput("这一天已经过去了，请选今天或以后的日子。")
    return day
