"""Chromium windows on a console, signed in; and a look at whether everybody can use a page."""

from contextlib import ExitStack
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from console_town import ConsoleTown
from playwright.sync_api import Browser, Page

from bot.people import Role

DESK = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
GRAVE = ("serious", "critical")
CONFIRMED = ("http://127.0.0.1", "data:", "blob:", "about:")


class Windows:
    """Opens windows; every one fails on an error in a script or a request to another host."""

    def __init__(self, console: ConsoleTown, browser: Browser) -> None:
        self._console, self._browser = console, browser
        self._stack, self.faults = ExitStack(), list[str]()
        self.address = console.address

    def __enter__(self) -> "Windows":
        return self

    def __exit__(self, *_: object) -> None:
        self._stack.close()
        assert not self.faults, self.faults

    def __call__(self, role: Role | None, *, phone: bool = False, **options: Any) -> Page:
        """Open a window in which the person of a role is signed in, at the first page."""
        context = self._browser.new_context(
            viewport=PHONE if phone else DESK,
            locale="zh-CN",
            timezone_id="Asia/Shanghai",
            reduced_motion="reduce",  # colours are looked at when they have settled
            base_url=f"{self.address}/console/",
            **options,
        )
        self._stack.callback(context.close)
        if role is not None:
            token = self._console.token(role)
            context.add_cookies([{"name": "mingbai", "value": token, "url": self.address}])
        page = context.new_page()
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", self._hear)
        page.on("request", self._watch)
        return page

    def _hear(self, message: Any) -> None:
        if message.type == "error" and "status of 4" not in message.text:
            self.faults.append(message.text)

    def _watch(self, request: Any) -> None:
        if not request.url.startswith(CONFIRMED):
            self.faults.append(f"asked another host: {request.url}")


def check_accessible(page: Page, *, but: tuple[str, ...] = ()) -> None:
    """Fail on every serious finding of axe, and on a page wider than its window."""
    page.wait_for_load_state()
    found = Axe().run(page).response["violations"]
    grave = [
        (one["id"], [node["html"][:200] for node in one["nodes"]][:5])
        for one in found
        if one["impact"] in GRAVE and one["id"] not in but
    ]
    assert not grave, grave
    wide = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    assert wide <= 0, f"the page is {wide} pixels wider than its window"


def until(page: Page, expression: str, arg: Any = None) -> None:
    """Wait until an expression holds; Playwright's own waiting needs what our policy forbids."""
    for _turn in range(200):
        if page.evaluate(expression, arg):
            return
        page.wait_for_timeout(50)
    raise AssertionError(f"it never came to hold: {expression}")
