"""Pages of the days of publicity: the year's list, and the form for a day of the town's own."""

from bot.console.occasions.faces import built_in_faces, next_words, outlook_words, own_faces
from bot.console.pages import Answer, Pages, Shown, Told, Went
from bot.console.visit import Visit
from bot.delivering import town_times
from bot.people import Role
from jobs.schedule.day_facts import DayFacts, read_dates, split_topics, tidy, write_dates
from jobs.schedule.town_calendar import (
    Act,
    add_day,
    change_day,
    get_day,
    hide_day,
    planned,
    remove_day,
    show_day,
)
from knowledge.errors import BadInput
from knowledge.town_days import KINDS, DayKind, TownDay, entry_of

pages = Pages()


@pages.show("/occasions", role=Role.DRAFTER)
def occasions(visit: Visit) -> Shown:
    """Show the year's days, the next to come first."""
    return Shown(
        "console/occasions/list.html",
        own=own_faces(visit.session, visit.today),
        built_in=built_in_faces(visit.session, visit.today),
        may_change=visit.at_least(Role.PUBLISHER),
    )


def list_again(visit: Visit, entry: str) -> Answer:  # noqa: ARG001
    """Show the list where something about one of its days was refused."""
    return occasions(visit)


@pages.show("/occasions/new", role=Role.PUBLISHER)
def new_form(visit: Visit) -> Shown:  # noqa: ARG001
    """Show the empty form."""
    return Shown("console/occasions/form.html", day=None, kinds=[*KINDS.items()])


@pages.act("/occasions/new", role=Role.PUBLISHER, again=new_form)
def add(visit: Visit) -> Went:
    """Add a day of the town's own."""
    day = add_day(visit.session, _facts(visit), _act(visit))
    return Went("/occasions", said=f"已添加“{day.name}”。{_next(visit, day)}")


@pages.show("/occasions/look", role=Role.PUBLISHER)
def look(visit: Visit) -> Told:
    """Say when a day that is being typed would come."""
    facts = tidy(
        DayFacts(
            "试一试", DayKind.LOCAL, visit.word("rule"), read_dates(visit.word("dates")), topics=()
        )
    )
    day = TownDay(
        name=facts.name,
        kind=facts.kind,
        rule=facts.rule,
        dates={**facts.dates},
        by="",
        at=visit.now,
    )
    said = outlook_words(entry_of(day), visit.today)
    return Told({"said": f"接下来：{said}" if said else "近三年里没有这一天。"})


@pages.show("/occasions/{day:int}", role=Role.PUBLISHER)
def form(visit: Visit, day: int) -> Shown:
    """Show the form of a day; where somebody else was first, what they kept stands beside."""
    row = get_day(visit.session, day)
    seen = visit.word("version")
    return Shown(
        "console/occasions/form.html",
        day=row,
        kinds=[*KINDS.items()],
        dates=write_dates(row.dates),
        topics="、".join(row.topics),
        waiting=planned(visit.session, row.name),
        outrun=bool(seen) and seen != str(row.version),
        kind=KINDS[DayKind(row.kind)],
    )


@pages.act("/occasions/{day:int}", role=Role.PUBLISHER, again=form)
def change(visit: Visit, day: int) -> Went:
    """Change a day of the town's own."""
    version = visit.number("version") or 0
    row, moved = change_day(visit.session, day, _facts(visit), _act(visit), version=version)
    followed = f"{moved} 条通知跟着改了时间。" if moved else ""
    return Went("/occasions", said=f"已保存“{row.name}”。{_next(visit, row)}{followed}")


@pages.act("/occasions/{day:int}/remove", role=Role.PUBLISHER, again=form)
def remove(visit: Visit, day: int) -> Went:
    """Remove a day of the town's own."""
    return Went("/occasions", said=f"已移除“{remove_day(visit.session, day, _act(visit))}”。")


@pages.act("/occasions/built-in/{entry}/hide", role=Role.PUBLISHER, again=list_again)
def hide(visit: Visit, entry: str) -> Went:
    """Use a day of the starter's no more."""
    name = hide_day(visit.session, entry, _act(visit)).name
    return Went("/occasions", said=f"“{name}”已隐藏，月历和写通知时不再出现。随时可以恢复。")


@pages.act("/occasions/built-in/{entry}/show", role=Role.PUBLISHER, again=list_again)
def show(visit: Visit, entry: str) -> Went:
    """Use a day of the starter's again."""
    return Went("/occasions", said=f"“{show_day(visit.session, entry, _act(visit)).name}”已恢复。")


def _facts(visit: Visit) -> DayFacts:
    kind = visit.word("kind")
    if kind not in KINDS:
        raise BadInput("请选这一天属于哪一类。")
    return DayFacts(
        name=visit.word("name"),
        kind=DayKind(kind),
        rule=visit.word("rule"),
        dates=read_dates(visit.word("dates")),
        topics=split_topics(visit.word("topics")),
    )


def _act(visit: Visit) -> Act:
    times = town_times(visit.session, visit.town.settings)
    return Act(visit.person.name, visit.now, times)


def _next(visit: Visit, day: TownDay) -> str:
    following = next_words(entry_of(day), visit.today)
    return f"下一次是{following}。" if following else "照现在写的日期，近三年里没有这一天。"
