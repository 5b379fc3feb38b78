"""What people type is shown as text, on every page, whatever it looks like."""

import re

import pytest
from console_rights import readable
from console_rows import add_rows

from bot.people import Role

_FILE = re.compile(r"\.\w+$|/excel$")
HOSTILE = (
    '"><script>window.hacked=1</script>',
    "<img src=x onerror=window.hacked=1>",
    "'><svg onload=window.hacked=1>",
    "</textarea><script>window.hacked=1</script>",
    "</script><script>window.hacked=1</script>",
    "javascript:window.hacked=1",
    '" onfocus=window.hacked=1 autofocus="',
    "{{ 7*7 }}{% raw %}${7*7}",
    "\u202e<b>gnol</b>",
    "<a href=javascript:window.hacked=1>点我</a>",
)


@pytest.fixture
def everything(console):
    rows: dict[str, str] = {}
    for words in HOSTILE:
        rows = add_rows(console, words)
    return rows


def test_no_page_runs_or_renders_what_somebody_typed(console, everything, console_browser):
    page = console_browser(Role.ADMINISTRATOR)
    page.add_init_script("window.addEventListener('error', () => {})")
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in paths(everything):
        page.goto(path.lstrip("/"))
        assert page.evaluate("window.hacked") is None, path
        assert not page.locator("b:text-is('gnol'), main img[src=x], svg[onload]").count(), path
        assert not page.locator("a[href^='javascript:']").count(), path
    assert not [url for url in asked if url.endswith("/x")]


def paths(rows: dict[str, str]) -> list[str]:
    pages = [path for path in readable(rows) if not _FILE.search(path)]
    lists = [path for path in pages if path.endswith("/list")]
    return pages + [f"{path}?q=%3Cscript%3Ewindow.hacked%3D1" for path in lists]
