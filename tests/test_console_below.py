"""The console behind a reverse proxy, below a path, in a real browser."""

import pytest
from console_town import console_town
from playwright.sync_api import Browser, expect
from proxies import proxy

from bot.people import Role


@pytest.mark.parametrize("strip", [True, False], ids=["stripped", "left"])
def test_behind_a_proxy_below_a_path_everything_stays_below_it(
    town_template, tmp_path, browser: Browser, strip: bool
):
    settings = {"public_url": "http://127.0.0.1/mingbai"}
    with (
        console_town(town_template, tmp_path / "below", **settings) as console,
        proxy(console.address, strip=strip) as address,
    ):
        context = browser.new_context(locale="zh-CN")
        token = console.token(Role.DRAFTER)
        context.add_cookies([{"name": "mingbai", "value": token, "url": address}])
        page = context.new_page()
        faults: list[str] = []
        page.on("response", lambda one: one.status >= 400 and faults.append(one.url))
        page.on("request", lambda one: one.url.startswith(address) or faults.append(one.url))
        page.on("pageerror", lambda error: faults.append(str(error)))
        page.goto(f"{address}/console/")
        page.get_by_role("link", name="问答").click()
        page.get_by_role("link", name="写一条问答").click()
        page.get_by_label("问题", exact=False).first.fill("集市几点开门")
        page.locator("#text").fill("早上六点开门。")
        page.get_by_role("button", name="存为草稿").click()
        expect(page.get_by_role("heading", level=1)).to_have_text("集市几点开门")
        assert page.url.startswith(f"{address}/console/entries/")
        page.get_by_role("button", name="退出登录").click()
        expect(page).to_have_url(f"{address}/console/login")
        context.close()
        assert not faults, faults
