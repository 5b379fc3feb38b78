"""The frame of the console: the gate, the policy, and living below somebody else's path."""

import httpx
import pytest
from console_town import ConsoleTown

from bot.console.menu import MENU
from bot.people import Role, reaches


def test_a_page_below_a_path_is_reached_whether_or_not_the_proxy_strips_it(town_template, tmp_path):
    from console_town import console_town

    settings = {"public_url": "http://town.example.cn/mingbai"}
    with console_town(town_template, tmp_path / "below", **settings) as console:
        visitor = console.visitor(Role.ADMINISTRATOR)
        for path in ("/console/", "/mingbai/console/"):
            page = visitor.client.get(path).text
            assert 'href="/mingbai/console/static/console.css"' in page
            assert '"/console/' not in page
        asked = httpx.get(f"{console.address}/console/inbox", follow_redirects=False)
        assert asked.headers["location"].startswith("/mingbai/console/login?next=%2Finbox")


def test_whoever_is_not_signed_in_is_led_to_the_login_page_and_back(console: ConsoleTown):
    visitor = console.visitor(None)
    response = visitor.get("/inbox?state=open", follow_redirects=False)
    assert response.status_code == 303
    assert response.headers["location"] == "/console/login?next=%2Finbox%3Fstate%3Dopen"
    script = visitor.get("/inbox", headers={"accept": "application/json"}, follow_redirects=False)
    assert (script.status_code, script.json()["detail"]) == (401, "登录已经过期，请重新登录。")


@pytest.mark.parametrize(
    "headers",
    [{}, {"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}, {"origin": "null"}],
)
def test_a_write_from_elsewhere_is_turned_away_before_anything_reads_it(console, headers):
    client = console.visitor(Role.ADMINISTRATOR).client
    response = client.post("/console/logout", data={}, headers=headers)
    assert response.status_code == 403
    assert "不是从控制台的页面上来的" in response.text


def test_our_own_pages_have_a_policy_without_a_hole_and_are_not_kept(console: ConsoleTown):
    response = console.visitor(Role.ADMINISTRATOR).get("/")
    policy = response.headers["content-security-policy"]
    assert "unsafe" not in policy
    assert "frame-ancestors 'none'" in policy
    assert response.headers["cache-control"] == "no-store"
    assert len(response.headers.get_list("content-security-policy")) == 1
    nonce = policy.partition("'nonce-")[2].partition("'")[0]
    assert f'<script nonce="{nonce}"' in response.text
    assert " onclick=" not in response.text
    assert " style=" not in response.text


def test_everything_in_the_menu_opens_for_whoever_sees_it(console: ConsoleTown):
    for role in Role:
        visitor = console.visitor(role)
        menu = visitor.get("/me").text
        for _title, items in MENU:
            for item in items:
                seen = f'href="/console{item.path}"' in menu
                assert seen is reaches(role, item.least), (role, item.label)
                if seen:
                    assert visitor.get(item.path).status_code == 200, (role, item.label)


def test_a_form_without_our_mark_is_refused_in_a_sentence(console: ConsoleTown):
    visitor = console.visitor(Role.ADMINISTRATOR)
    wrong = {"x-csrftoken": "forged"}
    page = visitor.post("/me/places/end", headers=wrong)
    assert (page.status_code, "这一页开得太久了" in page.text) == (403, True)
    asked = visitor.post("/me/places/end", headers=wrong | {"accept": "application/json"})
    assert asked.json()["detail"].startswith("这一页开得太久了")


def test_whoever_is_not_signed_in_sends_no_more_than_a_question(console: ConsoleTown):
    client = console.visitor(None).client
    own = {"sec-fetch-site": "same-origin"}
    big = {"name": "张" * 40_000}
    assert client.post("/console/login", data=big, headers=own).status_code == 413
    assert client.post("/console/entries/new", data=big, headers=own).url.path == "/console/login"
