"""The pages of the numbers that residents are told."""

from bot.console.pages import Pages, Shown, Went
from bot.console.settings_desk.at_once import at_once
from bot.console.visit import Visit
from bot.people import Role
from bot.town_hotlines import (
    LONGEST,
    NAMES,
    add_hotline,
    change_hotline,
    drop_hotline,
    find_hotline,
    hide_hotline,
    list_hotlines,
)

PAGE = "/settings/hotlines"

pages = Pages()


@pages.show(PAGE, role=Role.ADMINISTRATOR)
def hotlines(visit: Visit) -> Shown:
    """Show all numbers."""
    lines = list_hotlines(visit.session)
    return Shown("console/settings/hotlines.html", lines=lines, here=PAGE)


@pages.show(f"{PAGE}/new", role=Role.ADMINISTRATOR)
def new(visit: Visit) -> Shown:  # noqa: ARG001  (a page is asked with its visit)
    """Show the form for one more number."""
    return Shown("console/settings/hotline.html", line=None, longest=LONGEST, here=PAGE)


@pages.act(f"{PAGE}/new", role=Role.ADMINISTRATOR, again=new)
def add(visit: Visit) -> Went:
    """Add a number."""
    line = add_hotline(
        visit.session, visit.word("number"), _words(visit), by=visit.person.name, now=visit.now
    )
    at_once(visit)
    return Went(PAGE, said=f"已添加 {line.number}（{line.name}），居民马上就能问到。")


@pages.show(f"{PAGE}/{{number}}", role=Role.ADMINISTRATOR)
def hotline(visit: Visit, number: str) -> Shown:
    """Show one number."""
    line = find_hotline(visit.session, number)
    return Shown("console/settings/hotline.html", line=line, longest=LONGEST, here=PAGE)


@pages.act(f"{PAGE}/{{number}}", role=Role.ADMINISTRATOR, again=hotline)
def change(visit: Visit, number: str) -> Went:
    """Change what is said of a number."""
    line = change_hotline(
        visit.session,
        number,
        _words(visit),
        seen=visit.word("seen"),
        by=visit.person.name,
        now=visit.now,
    )
    at_once(visit)
    return Went(PAGE, said=f"{line.number}（{line.name}）已经保存，马上生效。")


@pages.act(f"{PAGE}/{{number}}/hide", role=Role.ADMINISTRATOR, again=hotline)
def hide(visit: Visit, number: str) -> Went:
    """Show a number to residents no longer."""
    hide_hotline(visit.session, number, hidden=True, by=visit.person.name, now=visit.now)
    at_once(visit)
    return Went(PAGE, said=f"{number} 不再给居民看，随时可以恢复。")


@pages.act(f"{PAGE}/{{number}}/show", role=Role.ADMINISTRATOR, again=hotline)
def show(visit: Visit, number: str) -> Went:
    """Show a number to residents again."""
    hide_hotline(visit.session, number, hidden=False, by=visit.person.name, now=visit.now)
    at_once(visit)
    return Went(PAGE, said=f"{number} 又给居民看了。")


@pages.act(f"{PAGE}/{{number}}/drop", role=Role.ADMINISTRATOR, again=hotline)
def drop(visit: Visit, number: str) -> Went:
    """Take a number of the town's own away, or bring the starter's words back."""
    line = find_hotline(visit.session, number)
    drop_hotline(visit.session, number, by=visit.person.name, now=visit.now)
    at_once(visit)
    done = "已经删掉" if line.own else "已经恢复成原来的内容"
    return Went(PAGE, said=f"{number} {done}。")


def _words(visit: Visit) -> dict[str, str]:
    return {key: visit.word(key) for key in NAMES}
