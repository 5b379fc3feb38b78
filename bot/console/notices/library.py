"""The library of templates: searched, by kind or by occasion, those that are due soon first."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from bot.console.notices.sources import next_span, starters
from bot.console.pages import Pages, Shown
from bot.console.visit import Visit
from bot.delivering import town_times
from bot.people import Role
from jobs.figures.figure_names import CATEGORIES
from jobs.schedule.wall_time import say_day
from knowledge.calendar_shapes import CalendarEntry
from knowledge.starter_notices import StarterNotice

pages = Pages()

SOON = timedelta(days=45)
PAGE = 30


@dataclass(frozen=True, slots=True)
class Template:
    """One template, and the days of the calendar it is for that come next."""

    notice: StarterNotice
    first: date | None
    last: date | None
    soon: bool


@pages.show("/notices/library", role=Role.WORKER)
def library(visit: Visit) -> Shown:
    """Show the templates that fit what is looked for."""
    fallen = _coming(town_times(visit.session, visit.town.settings).calendar, visit.today)
    found = [
        _template(notice, fallen, visit.today)
        for notice in starters()
        if _fits(notice, visit.word("q"), visit.word("category"), visit.word("when"))
    ]
    found.sort(key=lambda one: one.first if one.soon and one.first else date.max)
    number = min(max(visit.number("page", 1) or 1, 1), max(-(-len(found) // PAGE), 1))
    return Shown(
        "console/notices/library.html",
        found=found[(number - 1) * PAGE : number * PAGE],
        total=len(starters()),
        page=_page(visit, number, len(found)),
        categories=[("", "全部类别"), *((str(one), words) for one, words in CATEGORIES.items())],
        occasions=_occasions(fallen),
        named=CATEGORIES,
        asked=bool(visit.word("q") or visit.word("category") or visit.word("when")),
    )


def _fits(notice: StarterNotice, words: str, category: str, when: str) -> bool:
    """Whether a template has every word that was typed, and is of the kind and occasion chosen."""
    said = "\n".join((notice.title, notice.long, notice.short, notice.when, *notice.topics)).lower()
    return (
        all(word in said for word in words.lower().split())
        and category in ("", notice.category)
        and when in ("", notice.when)
    )


def _coming(calendar: Sequence[CalendarEntry], today: date) -> Mapping[str, tuple[date, date]]:
    """Give the first and last day of each entry, as it is now or comes next."""
    return {entry.name: span for entry in calendar if (span := next_span(entry, today))}


def _template(
    notice: StarterNotice, fallen: Mapping[str, tuple[date, date]], today: date
) -> Template:
    first, last = fallen.get(notice.when, (None, None))
    return Template(notice, first, last, soon=first is not None and first <= today + SOON)


def _occasions(fallen: Mapping[str, tuple[date, date]]) -> list[tuple[str, str]]:
    """Name every occasion there is a template for: days of the calendar in order, then the rest."""
    named = dict.fromkeys(notice.when for notice in starters())
    dated = sorted((name for name in named if name in fallen), key=lambda name: fallen[name])
    rest = [name for name in named if name not in fallen]
    return [("", "全部时机"), *_named(dated, fallen), *((name, name) for name in rest)]


def _named(
    names: Sequence[str], fallen: Mapping[str, tuple[date, date]]
) -> Iterator[tuple[str, str]]:
    for name in names:
        first, last = fallen[name]
        yield name, f"{name}（{say_day(first)}{'起' if first != last else ''}）"


def _page(visit: Visit, number: int, total: int) -> Mapping[str, object]:
    of = max(-(-total // PAGE), 1)
    return {
        "number": number,
        "of": of,
        "total": total,
        "unit": "条范本",
        "earlier": _link(visit, number - 1) if number > 1 else "",
        "later": _link(visit, number + 1) if number < of else "",
    }


def _link(visit: Visit, number: int) -> str:
    query = visit.request.url.include_query_params(page=number).query
    return f"/notices/library?{query}"
