"""Writing notices in a browser: at a desk, on a phone, by keyboard, and with two at once."""

import re

import pytest
from console_browser import check_accessible
from console_notices_to_write import PIXEL, notices, places, written
from playwright.sync_api import Page, expect

from bot.people import Role
from jobs.writing.notices import NoticeState

TEXT = "天干物燥，出门前请关好电和气。\n有火情打119。"


@pytest.fixture
def place(console):
    return places(console)


def open_composer(page: Page, path: str = "notices/new") -> None:
    """Open the page and wait until its scripts run."""
    page.goto(path)
    expect(page.locator("[data-count=title]")).to_contain_text("字")


def write(page: Page, title: str = "冬季用火要小心", text: str = TEXT) -> None:
    page.get_by_label("标题").fill(title)
    page.get_by_label("正文").fill(text)


def test_a_drafter_writes_a_notice_sees_what_comes_of_it_and_hands_it_in(
    console, console_browser, place
):
    page = console_browser(Role.DRAFTER)
    open_composer(page)
    write(page)
    page.get_by_label("只发给一部分").check()
    page.get_by_role("checkbox", name="东街").check()
    expect(page.locator("#reach")).to_contain_text("会发到 2 个群，约 200 人")
    page.get_by_label("怎么发").select_option("weekly")
    page.get_by_label("周三", exact=True).check()
    page.get_by_label("第 1 个钟点").fill("18:00")
    expect(page.locator("#dates")).to_contain_text("每周三 18:00")
    expect(page.locator("#dates li")).to_have_count(10)
    expect(page.locator("#dates li").first).to_contain_text("2026年11月25日 18:00 周三")
    expect(page.locator(".look-telegram .head")).to_have_text("冬季用火要小心")
    check_accessible(page)
    page.get_by_role("button", name="送审").click()
    page.wait_for_url(re.compile(r"/notices/\d+$"))
    (notice,) = notices(console)
    assert (notice.state, notice.audience) == (NoticeState.REVIEW, {"grids": [place["东街"]]})


def test_a_worker_writes_a_notice_on_a_phone(console, console_browser, place):
    page = console_browser(Role.WORKER, phone=True)
    open_composer(page)
    write(page)
    page.get_by_role("checkbox", name="东街").check()
    expect(page.locator("#reach")).to_contain_text("会发到 2 个群")
    expect(page.locator(".look-telegram .body")).to_contain_text("有火情打119。")
    check_accessible(page)
    page.get_by_role("button", name="存为草稿").click()
    page.wait_for_url(re.compile(r"/notices/\d+$"))
    assert notices(console)[0].audience == {"grids": [place["东街"]]}


def test_the_tree_of_grids_is_ticked_by_keyboard_alone(console_browser, place):
    page = console_browser(Role.DRAFTER)
    open_composer(page)
    page.get_by_label("只发给一部分").check()
    tree = page.locator("#tree")
    town = tree.locator("input").first
    town.focus()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")
    first = tree.locator(f"input[value='{place['第一网格']}']")
    east = tree.locator(f"input[value='{place['东街']}']")
    expect(first).to_be_checked()
    assert east.evaluate("box => box.indeterminate")
    assert town.evaluate("box => box.indeterminate")
    page.keyboard.press("ArrowLeft")
    expect(east).to_be_focused()
    page.keyboard.press("Space")
    expect(east).to_be_checked()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Space")  # without the part it is no longer the whole
    expect(east).not_to_be_checked()


def test_a_single_group_is_found_by_its_name(console, console_browser, place):
    page = console_browser(Role.DRAFTER)
    open_composer(page)
    write(page)
    page.get_by_label("只发给一部分").check()
    page.get_by_label("按群名查找").fill("西街")
    page.get_by_label("西街一组（西街，企业微信群）").check()
    expect(page.locator("#reach")).to_contain_text("会发到 1 个群")
    expect(page.locator(".look-wecom .head")).to_have_text("冬季用火要小心")
    page.get_by_role("button", name="存为草稿").click()
    page.wait_for_url(re.compile(r"/notices/\d+$"))
    assert notices(console)[0].audience == {"groups": [place["西街一组"]]}


def test_a_picture_is_seen_in_every_channel_as_soon_as_it_is_chosen(
    console, console_browser, place
):
    page = console_browser(Role.DRAFTER)
    open_composer(page)
    write(page)
    page.get_by_label("全镇所有群").check()
    file = {"name": "a.png", "mimeType": "image/png", "buffer": PIXEL}
    page.get_by_label("图片（可不选）").set_input_files(file)
    expect(page.locator(".look-telegram img")).to_be_visible()
    page.get_by_label("图片（可不选）").set_input_files(file | {"buffer": b"GIF89a"})
    expect(page.locator("#picture-fault")).to_contain_text("图片要用 PNG 或 JPEG 格式。")
    page.get_by_role("button", name="存为草稿").click()
    page.wait_for_url(re.compile(r"/notices/\d+$"))
    assert notices(console)[0].picture_id


def test_without_scripts_a_button_shows_the_effect_and_the_rest_works_too(
    console, console_browser, place
):
    page = console_browser(Role.DRAFTER, java_script_enabled=False)
    page.goto("notices/new")
    write(page)
    page.get_by_label("全镇所有群").check()
    page.get_by_role("button", name="看看效果").last.click()
    assert "会发到 3 个群" in page.locator("#reach").inner_text()
    assert page.locator(".look-telegram .head").inner_text() == "冬季用火要小心"
    page.get_by_role("button", name="送审").click()
    assert notices(console)[0].state == NoticeState.REVIEW


def test_what_was_typed_outlives_a_closed_tab(console_browser, place):
    page = console_browser(Role.DRAFTER)
    open_composer(page)
    write(page, title="写到一半")
    page.get_by_label("只发给一部分").check()
    page.get_by_label("按群名查找").fill("西街")
    page.get_by_label("西街一组（西街，企业微信群）").check()
    page.wait_for_timeout(500)
    open_composer(page)
    expect(page.get_by_label("标题")).to_have_value("")
    page.get_by_role("button", name="接着写").click()
    expect(page.get_by_label("标题")).to_have_value("写到一半")
    expect(page.get_by_label("西街一组（西街，企业微信群）")).to_be_checked()
    expect(page.locator("#reach")).to_contain_text("会发到 1 个群")


def test_what_was_saved_is_not_offered_again(console_browser, place):
    page = console_browser(Role.DRAFTER)
    open_composer(page)
    write(page)
    page.get_by_label("全镇所有群").check()
    page.get_by_role("button", name="存为草稿").click()
    page.wait_for_url(re.compile(r"/notices/\d+$"))
    open_composer(page)
    expect(page.locator("#found-again")).to_be_hidden()


def test_of_two_who_save_the_second_sees_both(console, console_browser, place):
    number = written(console, title="原来的标题", text=TEXT)
    first, second = console_browser(Role.DRAFTER), console_browser(Role.REVIEWER, phone=True)
    for page in (first, second):
        open_composer(page, f"notices/{number}/edit")
    first.get_by_label("标题").fill("别人的标题")
    first.get_by_role("button", name="存为草稿").click()
    first.wait_for_url(re.compile(r"/notices/\d+$"))
    second.get_by_label("正文").fill("我的正文。\n有火情打119。")
    second.get_by_role("button", name="存为草稿").click()
    expect(second.get_by_role("heading", name="起小草 先一步改了内容")).to_be_visible()
    check_accessible(second)
    second.get_by_role("button", name="存为草稿").click()
    second.wait_for_url(re.compile(r"/notices/\d+$"))
    (notice,) = notices(console)
    assert (notice.title, notice.text) == ("别人的标题", "我的正文。\n有火情打119。")


def test_a_publisher_confirms_the_number_of_groups_before_an_emergency_goes(
    console, console_browser, place
):
    page = console_browser(Role.PUBLISHER, phone=True)
    open_composer(page, "notices/urgent")
    write(page, title="山洪马上撤离", text="河边的乡亲马上往高处走。\n救援打119。")
    page.get_by_label("全镇所有群").check()
    page.get_by_label("理由").fill("县里通知，一小时内到")
    page.get_by_role("button", name="下一步：核对要发给多少个群").click()
    expect(page.get_by_role("heading", name="马上发给 3 个群")).to_be_visible()
    check_accessible(page)
    assert not notices(console)
    page.get_by_role("button", name="现在就发给 3 个群").click()
    page.wait_for_url(re.compile(r"/notices/\d+$"))
    assert notices(console)[0].state == NoticeState.APPROVED


def test_a_template_is_found_and_begun_with(console_browser, place):
    page = console_browser(Role.DRAFTER, phone=True)
    page.goto("notices/library")
    page.get_by_label("找什么").fill("刷单")
    with page.expect_navigation():
        page.get_by_role("button", name="查找").click()
    check_accessible(page)
    page.get_by_role("link", name="用“刷单先垫钱就是骗”起草").click()
    expect(page.get_by_label("标题")).to_have_value("刷单先垫钱就是骗")
