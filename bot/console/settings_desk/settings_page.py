"""The page of settings: each part a form of its own."""

from bot.console.pages import Pages, Shown, Went
from bot.console.settings_desk.at_once import at_once
from bot.console.settings_desk.fields import (
    TOWN_SHOWN,
    all_settings,
    check_shares,
    environment,
    marks,
    typed_values,
)
from bot.console.visit import Visit
from bot.people import Role
from bot.town_settings import PARTS, change_settings, restore_settings
from knowledge.errors import NotFound

PAGE = "/settings"
_TITLES = {
    "words": "镇名和文字",
    "notices": "通知",
    "answers": "回答的把握",
    "safety": "记录和安全",
}

pages = Pages()


@pages.show(PAGE, role=Role.ADMINISTRATOR)
def settings(visit: Visit) -> Shown:
    """Show every setting with what holds and who set it."""
    return _shown(visit, "")


def _again(visit: Visit, part: str) -> Shown:
    return _shown(visit, part)


@pages.act(f"{PAGE}/{{part}}", role=Role.ADMINISTRATOR, again=_again)
def change(visit: Visit, part: str) -> Went:
    """Set a part; somebody else's change in between is never overwritten unseen."""
    _known(part)
    check_shares(visit)
    change_settings(
        visit.session,
        environment(visit),
        part,
        typed_values(visit, part),
        seen=visit.word("seen"),
        by=visit.person.name,
        now=visit.now,
    )
    at_once(visit)
    return Went(PAGE, said=f"“{_TITLES[part]}”已经保存，马上生效。")


@pages.act(f"{PAGE}/{{part}}/restore", role=Role.ADMINISTRATOR)
def restore(visit: Visit, part: str) -> Went:
    """Let the defaults of a part hold again."""
    _known(part)
    restore_settings(visit.session, environment(visit), part, by=visit.person.name, now=visit.now)
    at_once(visit)
    return Went(PAGE, said=f"“{_TITLES[part]}”已经恢复默认。")


def _shown(visit: Visit, posted: str) -> Shown:
    known = posted if posted in PARTS else ""
    return Shown(
        "console/settings/settings.html",
        settings=all_settings(visit, known),
        marks=marks(visit.session, environment(visit)),
        titles=_TITLES,
        posted=known,
        town_shown=TOWN_SHOWN,
        here=PAGE,
    )


def _known(part: str) -> None:
    if part not in PARTS:
        raise NotFound("没有这一部分设置。")
