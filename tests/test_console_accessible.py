"""Every page of the console, filled with long words, can be used by everybody, wide or narrow."""

import pytest
from console_browser import check_accessible
from console_rights import readable
from console_rows import add_rows

from bot.people import Role

LONG = "机耕路被雨水冲坏了一个多月没有人来修拉玉米的三轮车过不去到底该找谁要不要钱多久能修好"


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_no_page_has_a_serious_fault_or_is_wider_than_its_window(console, console_browser, phone):
    rows = add_rows(console, LONG)
    visitor = console.visitor(Role.ADMINISTRATOR)
    window = console_browser(Role.ADMINISTRATOR, phone=phone)  # it fails on other hosts and scripts
    opened = 0
    for path in readable(rows):
        found = visitor.get(path)
        if found.status_code == 200 and "text/html" in found.headers.get("content-type", ""):
            window.goto(path.lstrip("/"), wait_until="load")
            check_accessible(window)
            opened += 1
    assert opened > 50
