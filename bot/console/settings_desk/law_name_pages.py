"""The page of what people here call laws."""

from bot.console.pages import Pages, Shown, Went
from bot.console.settings_desk.at_once import at_once
from bot.console.visit import Visit
from bot.people import Role
from bot.town_law_names import (
    add_law_name,
    drop_law_name,
    known_laws,
    own_law_names,
    starter_names,
)

PAGE = "/settings/law-names"

pages = Pages()


@pages.show(PAGE, role=Role.ADMINISTRATOR)
def law_names(visit: Visit) -> Shown:
    """Show our own names, the form for one more, and those that are known anyway."""
    return Shown(
        "console/settings/law_names.html",
        own=own_law_names(visit.session),
        laws=known_laws(visit.session),
        starter=starter_names(),
        here=PAGE,
    )


@pages.act(PAGE, role=Role.ADMINISTRATOR, again=law_names)
def add(visit: Visit) -> Went:
    """Let a law go by one more name."""
    row = add_law_name(
        visit.session,
        visit.word("name"),
        visit.word("law"),
        by=visit.person.name,
        now=visit.now,
    )
    at_once(visit)
    return Went(PAGE, said=f"记下了：“{row.name}”就是《{row.law}》，马上认得。")


@pages.act(f"{PAGE}/{{name}}/remove", role=Role.ADMINISTRATOR, again=None)
def remove(visit: Visit, name: str) -> Went:
    """Forget one of our own names."""
    drop_law_name(visit.session, name, by=visit.person.name, now=visit.now)
    at_once(visit)
    return Went(PAGE, said=f"“{name}”这个叫法已经去掉。")
