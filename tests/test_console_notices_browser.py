"""Notices and the first page in a real browser: their main tasks, at a desk and on a phone."""

import mailings
import pytest
from console_browser import check_accessible
from console_town import ConsoleTown
from notice_desk import NoticeDesk
from playwright.sync_api import Page, expect
from sqlalchemy import update
from sqlmodel import col

from bot.people import Role
from jobs.delivery.deliveries import Delivery, State
from jobs.writing.notices import Notice, NoticeState

BOTH = pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])


@pytest.fixture
def desk(console: ConsoleTown) -> NoticeDesk:
    """A console with grids and groups."""
    return NoticeDesk(console)


def opened(windows, role: Role, path: str, *, phone: bool) -> Page:
    """A window at a page that everybody can use."""
    page = windows(role, phone=phone)
    page.goto(f"{windows.address}/console{path}")
    check_accessible(page)
    return page


def state(desk: NoticeDesk, number: int) -> NoticeState:
    """How a notice stands now."""
    with desk.database.reading() as session:
        return NoticeState(session.get_one(Notice, number).state)


@BOTH
def test_a_reviewer_goes_from_the_first_page_through_the_queue(console_browser, desk, phone):
    first, second = desk.drafted(title="冬季用火安全提示"), desk.drafted(title="停水通知")
    page = opened(console_browser, Role.REVIEWER, "/", phone=phone)
    with page.expect_navigation():
        page.locator(".lead-line").get_by_role("link", name="2 条通知等您审核").click()
    check_accessible(page)
    with page.expect_navigation():
        page.get_by_role("link", name="审第一条").click()
    check_accessible(page)
    page.locator("summary", has_text="通过").click()
    page.get_by_role("button", name="确认通过").click()
    expect(page.get_by_text("“冬季用火安全提示”一审通过，还要二审。")).to_be_visible()
    page.get_by_role("link", name="停水通知").click()
    page.locator("summary", has_text="退回").click()
    page.get_by_label("要改哪里").fill("请写明几点到几点")
    check_accessible(page)
    page.get_by_role("button", name="确认退回").click()
    expect(page.locator(".lead-line")).to_contain_text("退回了这一稿：“请写明几点到几点”")
    assert (state(desk, first), state(desk, second)) == (NoticeState.REVIEW, NoticeState.DRAFT)


def test_a_notice_is_reviewed_by_keyboard_alone(console_browser, desk):
    number = desk.drafted()
    page = opened(console_browser, Role.REVIEWER, f"/notices/{number}", phone=False)
    page.locator("summary", has_text="通过").focus()
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    page.keyboard.type("可以发")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(page.get_by_text("一审通过，还要二审")).to_be_visible()
    expect(page.get_by_text("可以发")).to_be_visible()


@BOTH
def test_the_bar_moves_until_the_sending_is_over(console_browser, desk, phone):
    number = desk.approved(timing={"when": "2026-12-04 09:00"})
    desk.sent(number, (desk.east_group, State.SENT), (desk.west_group, State.PENDING))
    page = opened(console_browser, Role.DRAFTER, f"/notices/{number}", phone=phone)
    bar = page.locator("progress")
    expect(bar).to_have_attribute("value", "50")
    expect(page.locator("[data-said]")).to_contain_text("2 个群里已经处理 1 个")
    with desk.database.writing() as session:
        west = col(Delivery.group_id) == desk.west_group
        done = {"state": State.SENT, "due_at": None, "ended_at": desk.now}
        session.execute(update(Delivery).where(west).values(done))
    expect(bar).to_have_count(0)
    expect(page.locator(".lead-line")).to_have_text("下次发出：2026年12月4日 09:00。")


@BOTH
def test_a_report_is_read_saved_and_what_failed_is_sent_again(console_browser, desk, phone):
    number = desk.approved()
    desk.sent(number, (desk.east_group, State.SENT), (desk.west_group, State.FAILED))
    page = opened(console_browser, Role.DRAFTER, f"/notices/{number}/report", phone=phone)
    expect(page.get_by_text("机器人被移出了群").first).to_be_visible()
    with page.expect_download() as saving:
        page.get_by_role("link", name="导出 Excel").click()
    assert saving.value.suggested_filename == "发送情况-冬季用火要小心.xlsx"
    page.locator("summary", has_text="重发").click()
    page.get_by_role("button", name="确认重发").click()
    expect(page.get_by_text("正在给 1 个群重发。")).to_be_visible()


@BOTH
def test_a_notice_is_found_and_opened(console_browser, desk, phone):
    desk.drafted(title="停水通知", category="service")
    desk.drafted(title="冬季用火安全提示")
    page = opened(console_browser, Role.DRAFTER, "/notices", phone=phone)
    page.get_by_label("类别").select_option("service")
    page.get_by_role("button", name="找").click()
    expect(page.locator(".notice-list tbody tr")).to_have_count(1)
    page.get_by_role("link", name="停水通知").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("停水通知")


def test_the_month_is_walked_through_by_keyboard(console_browser, desk):
    desk.approved(title="宪法日讲座", timing={"when": {"day": "国家宪法日", "at": "09:00"}})
    page = opened(console_browser, Role.DRAFTER, "/notices/month", phone=False)
    page.get_by_role("link", name="2026年11月25日，写通知").focus()
    page.keyboard.press("PageDown")
    expect(page.get_by_role("heading", level=1)).to_have_text("2026年12月")
    check_accessible(page)
    page.get_by_role("link", name="2026年12月10日，写通知").focus()
    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowRight")
    expect(page.get_by_role("link", name="2026年12月4日，写通知")).to_be_focused()
    page.keyboard.press("Enter")
    page.wait_for_url("**/notices/new?day=2026-12-04")


def test_on_a_phone_the_month_is_a_list_of_days(console_browser, desk):
    desk.approved(title="宪法日讲座", timing={"when": {"day": "国家宪法日", "at": "09:00"}})
    page = opened(console_browser, Role.WORKER, "/notices/month?month=2026-12", phone=True)
    expect(page.get_by_text("12月4日 周五")).to_be_visible()
    page.get_by_role("link", name="宪法日讲座").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("宪法日讲座")


@BOTH
def test_a_worker_forwards_from_the_first_page(console_browser, desk, phone):
    desk.sent(desk.approved(title="停水通知"), (desk.chat, State.AWAITING))
    page = opened(console_browser, Role.WORKER, "/", phone=phone)
    with page.expect_navigation():
        page.locator(".tasks").get_by_role("link", name="1 个微信群等您转发").click()
    check_accessible(page)
    page.get_by_role("button", name="复制文字").click()
    expect(page.get_by_text("已复制，去微信群里粘贴。")).to_be_visible()
    page.get_by_role("button", name="已发到群里").click()
    expect(page.get_by_text("记下了，“东街邻里群”已经转发。")).to_be_visible()


def test_long_words_and_evil_ones_stay_within_the_page(console_browser, desk):
    title, evil = "长" * 60, "<img src=x onerror=alert(1)>"
    number = desk.returned(remark=evil + "改" * 300, title=title, text=f"{evil}\n{'字' * 900}119")
    with desk.database.writing() as session:
        mailings.group(session, f"{evil}{'群' * 60}", place=desk.east, channel="wechat")
    for path in ("/", "/notices", f"/notices/{number}"):
        opened(console_browser, Role.DRAFTER, path, phone=True)
