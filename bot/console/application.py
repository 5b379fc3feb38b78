"""The console as one application, mounted beside the residents' page."""

from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from importlib import import_module

from sqlalchemy.orm import sessionmaker
from sqlmodel import Session
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette_admin import I18nConfig, TimezoneConfig
from starlette_admin.contrib.sqlmodel import Admin
from starlette_admin.security.csrf import CSRFMiddleware

from bot.console.answering import Answering
from bot.console.frame import STATIC, TEMPLATES, furnish
from bot.console.gate import Gate
from bot.console.listing import Listing
from bot.console.marks import Marks
from bot.console.menu import menu_for
from bot.console.pages import Page, Pages
from bot.town import Town, now
from jobs.vault import Vault

PATH = "/console"
MODULES: Sequence[str] = (  # each has `pages`
    "entering.login",
    "entering.joining",
    "entering.me",
    "ledger.record",
    "occasions.days",
    "places.groups",
    "places.group_imports",
    "places.grids",
    "places.posters",
    "staff.people",
    "entries.editing",
    "entries.offers",
    "entries.reviewing",
    "entries.drafts",
    "entries.showing",
    "lists.out_pages",
    "lists.upload_pages",
    "notices.composing",
    "notices.pictures",
    "notices.urging",
    "notices.library",
    "today.page",
    "notices.listing",
    "notices.showing",
    "notices.reviewing",
    "notices.progress",
    "notices.reports",
    "notices.month",
    "notices.forwards",
    "figures.page",
    "settings_desk.hotline_pages",
    "settings_desk.law_name_pages",
    "settings_desk.settings_page",
    "inbox.gap_pages",
    "inbox.answer_pages",
    "inbox.sample_pages",
    "inbox.people_pages",
)
LISTS: Sequence[str] = ("entries.listing",)  # each has `listings()`


def every_page() -> Iterator[Page]:
    """Give the pages of all modules; the first that fits an address answers."""
    for name in MODULES:
        pages: Pages = import_module(f"bot.console.{name}").pages
        yield from pages.all


def every_listing() -> Iterator[Listing]:
    """Give the lists of all modules."""
    for name in LISTS:
        yield from import_module(f"bot.console.{name}").listings()


def mount_console(
    app: Starlette, town: Town, vault: Vault, *, clock: Callable[[], datetime] = now
) -> None:
    """Put the console under /console/ of an application."""
    key = vault.mark("console")
    admin = Admin(
        sessionmaker(town.database.engine, class_=Session, expire_on_commit=False),
        title=f"{town.settings.town_name} 控制台",
        base_url=PATH,
        route_name="console",
        templates_dir=str(TEMPLATES),
        static_dir=str(STATIC),
        secret_key=key,
        middlewares=[Middleware(Gate, town=town, clock=clock)],
        i18n_config=I18nConfig("zh", language_cookie_name=None, language_header_name=None),
        timezone_config=TimezoneConfig(
            town.settings.timezone, timezone_cookie_name=None, use_user_locale_timezone=False
        ),
    )
    admin.middlewares = [_ours(one, key) for one in admin.middlewares]
    furnish(admin.templates.env, zone=town.settings.zone)
    admin.templates.env.globals["menu_for"] = menu_for
    admin.templates.env.globals["town_name_now"] = lambda: town.settings.town_name
    for listing in every_listing():
        admin.add_view(listing)
    answering = Answering(town, vault, admin.templates, clock=clock)
    admin.routes[:0] = answering.routes(every_page())
    admin.mount_to(app)


def _ours(middleware: Middleware, key: str) -> Middleware:
    """Put our check of marks in the place of the library's."""
    name = getattr(middleware.cls, "__name__", "")
    return Middleware(Marks, secret_key=key) if name == CSRFMiddleware.__name__ else middleware
