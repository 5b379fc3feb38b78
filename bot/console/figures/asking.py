"""Which days somebody wants to see, read from the address of a page and written into others."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import urlencode

from bot.console.visit import Visit
from jobs.figures.stretches import Compared, Unit
from knowledge.errors import BadInput

PAGE = "/figures"
_DAY = timedelta(days=1)
_NAMES: Mapping[Unit, str] = {
    Unit.WEEK: "本周",
    Unit.MONTH: "本月",
    Unit.QUARTER: "本季度",
    Unit.YEAR: "今年",
}


@dataclass(frozen=True, slots=True)
class Way:
    """A link to other days; `here` marks those that are shown."""

    name: str
    path: str
    here: bool = False


def wanted(visit: Visit) -> Compared:
    """Read which days are wanted; this month if nothing is said."""
    word = visit.word("unit", Unit.MONTH)
    if word not in list(Unit):
        raise BadInput("请选本周、本月、本季度、今年，或者自选日期。")
    unit, today = Unit(word), visit.today
    if unit is not Unit.DAYS:
        on = visit.day("on") or today
        return Compared.of(unit, on, today=today, zone=visit.zone)
    first, last = visit.day("first"), visit.day("last")
    if first is None or last is None:
        raise BadInput("自选日期要写上从哪天到哪天。")
    return Compared.between(first, last, zone=visit.zone)


def query(found: Compared, **more: str) -> str:
    """Write the days into an address."""
    if found.unit is Unit.DAYS:
        said = {"first": found.begun.isoformat(), "last": found.ends.isoformat()}
    else:
        said = {"on": found.begun.isoformat()}
    return urlencode({"unit": found.unit.value} | said | more)


def units(visit: Visit, found: Compared) -> list[Way]:
    """Give the ways to this week, month, quarter and year."""
    ways = []
    for unit, name in _NAMES.items():
        current = Compared.of(unit, visit.today, today=visit.today, zone=visit.zone)
        here = unit is found.unit and current.begun == found.begun
        ways.append(Way(name, f"{PAGE}?{query(current)}", here))
    return ways


def earlier(found: Compared) -> str:
    """Give the address of the stretch before."""
    return f"{PAGE}?{_moved(found, found.before.first)}"


def later(visit: Visit, found: Compared) -> str:
    """Give the address of the stretch after, or nothing where it has not begun."""
    following = found.ends + _DAY
    return f"{PAGE}?{_moved(found, following)}" if following <= visit.today else ""


def _moved(found: Compared, first: object) -> str:
    if found.unit is not Unit.DAYS:
        return urlencode({"unit": found.unit.value, "on": str(first)})
    forward = str(first) > found.begun.isoformat()
    start = found.ends + _DAY if forward else found.before.first
    end = start + _DAY * (found.now.length - 1)
    return urlencode({"unit": found.unit.value, "first": str(start), "last": str(end)})
