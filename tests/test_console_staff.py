"""People in the console: added, let in by a link, given roles and grids, shut out."""

import re

import pytest
from console_browser import check_accessible
from console_town import NAMES, ConsoleTown
from sqlmodel import select

from bot.console.entering.accounts import Account
from bot.people import Role, Staff, find_staff

PASSWORD = "zhu-shan-he-9-liang-ting"


def number(console: ConsoleTown, role: Role) -> int:
    """The number of one of the five."""
    return console.person(role).id or 0


def link_in(page: str) -> str:
    """The link that a page shows once, from /join on."""
    found = re.search(r"/console(/join/[\w-]+)", page)
    assert found
    return found[1]


def test_somebody_new_comes_in_by_the_link_that_is_shown_once(console: ConsoleTown):
    visitor = console.visitor(Role.ADMINISTRATOR)
    page = visitor.post("/staff/new", {"name": "新来的", "role": "drafter", "grid": ""}).text
    path = link_in(page)
    assert f"{console.address}/console{path}" in page
    with console.database.reading() as session:
        person = find_staff(session, "新来的")
    assert path not in visitor.get(f"/staff/{person.id}").text
    assert "等着设密码" in visitor.get("/staff").text
    console.visitor(None).post(path, {"password": PASSWORD, "again": PASSWORD})
    with console.database.reading() as session:
        assert session.get(Account, person.id) is not None
    again = link_in(visitor.post(f"/staff/{person.id}/invite").text)
    assert again != path


def test_a_new_person_needs_a_name_a_role_and_no_twin(console: ConsoleTown):
    visitor = console.visitor(Role.ADMINISTRATOR)
    for typed, said in (
        ({"name": "", "role": "drafter"}, "请写上姓名"),
        ({"name": "某人", "role": "king"}, "请选一个角色"),
        ({"name": NAMES[Role.DRAFTER], "role": "drafter"}, "名单里已经有“起小草”"),
        ({"name": "某人", "role": "worker", "grid": "999"}, "没有编号为 999 的网格"),
    ):
        page = visitor.post("/staff/new", typed)
        assert said in page.text
        assert page.status_code in (403, 404, 422)
    with console.database.reading() as session:
        assert len(session.exec(select(Staff)).all()) == len(NAMES)


def test_another_role_signs_the_person_out(console: ConsoleTown):
    drafter, visitor = number(console, Role.DRAFTER), console.visitor(Role.ADMINISTRATOR)
    theirs = console.visitor(Role.DRAFTER)
    assert theirs.get("/grids", follow_redirects=False).status_code == 200
    typed = {"role": "reviewer", "seen": "drafter"}
    assert "起小草现在是审核人" in visitor.post(f"/staff/{drafter}/role", typed).text
    assert theirs.get("/grids", follow_redirects=False).status_code == 303
    stale = visitor.post(f"/staff/{drafter}/role", {"role": "worker", "seen": "drafter"})
    assert "角色刚刚被别人改成了审核人" in stale.text


def test_nobody_touches_their_own_role_nor_the_last_administrator(console: ConsoleTown):
    boss, visitor = number(console, Role.ADMINISTRATOR), console.visitor(Role.ADMINISTRATOR)
    typed = {"role": "worker", "seen": "administrator"}
    assert "请另一位管理员来改" in visitor.post(f"/staff/{boss}/role", typed).text
    assert "不能停用自己" in visitor.post(f"/staff/{boss}/disable").text
    page = visitor.get(f"/staff/{boss}").text
    assert "停用这个人" not in page
    assert "换角色" not in page


def test_whoever_is_shut_out_is_out_at_once_and_may_come_back(console: ConsoleTown):
    worker, visitor = number(console, Role.WORKER), console.visitor(Role.ADMINISTRATOR)
    theirs = console.visitor(Role.WORKER)
    assert "王网格已停用" in visitor.post(f"/staff/{worker}/disable").text
    assert theirs.get("/groups/list", follow_redirects=False).status_code == 303
    assert "已经停用，请先恢复" in visitor.post(f"/staff/{worker}/invite").text
    assert "王网格已恢复" in visitor.post(f"/staff/{worker}/enable").text


def test_people_see_themselves_alone_and_get_their_own_code(console: ConsoleTown):
    worker, visitor = number(console, Role.WORKER), console.visitor(Role.WORKER)
    page = visitor.get(f"/staff/{worker}").text
    assert "城关镇/东街" in page
    assert "换角色" not in page
    assert re.search(r"/link [A-Z2-9]{4}-[A-Z2-9]{4}", visitor.post(f"/staff/{worker}/code").text)
    other = number(console, Role.DRAFTER)
    assert visitor.get(f"/staff/{other}").status_code == 404
    assert visitor.post(f"/staff/{other}/code").status_code == 404


def test_grids_are_given_and_taken(console: ConsoleTown):
    drafter, visitor = number(console, Role.DRAFTER), console.visitor(Role.ADMINISTRATOR)
    assert "请先选一个网格" in visitor.post(f"/staff/{drafter}/grids").text
    assert "起小草现在也负责东街" in visitor.post(f"/staff/{drafter}/grids", {"grid": "2"}).text
    released = visitor.post(f"/staff/{drafter}/grids/2/release")
    assert "起小草不再负责东街" in released.text


@pytest.mark.parametrize("phone", [False, True])
def test_somebody_is_invited_at_a_desk_and_on_a_phone(console, console_browser, phone):
    page = console_browser(Role.ADMINISTRATOR, phone=phone)
    page.goto("staff")
    check_accessible(page)
    page.get_by_role("link", name="添加人员").click()
    page.get_by_label("姓名").fill("新来的")
    page.get_by_label("起草人").check()
    check_accessible(page)
    page.get_by_role("button", name="添加，生成邀请链接").click()
    link = page.get_by_label("邀请链接").input_value()
    check_accessible(page)
    page.get_by_role("button", name="复制链接").click()
    page.get_by_text("已复制。").wait_for()
    assert "/console/join/" in link
    with page.expect_navigation():
        page.get_by_role("link", name="发好了").click()
    check_accessible(page)
    page.locator("summary", has_text="停用这个人").click()
    page.get_by_role("button", name="停用这个人").click()
    page.get_by_text("新来的已停用").wait_for()
    check_accessible(page)
