"""Knowledge in a real browser: written by keyboard, tried out, kept when a window closes."""

import pytest
from builders import faq, faqs, law
from console_browser import check_accessible, until
from sqlmodel import select

from bot.people import Role
from knowledge.editions import take_in
from knowledge.tables import Entry

CODE = law(
    "中华人民共和国路灯法",
    {"1": "路灯由镇里修。", "12": "坏了三日内修好。", "13": "赔偿办法另定。"},
)
LAMP = faq("路灯坏了找谁修理", "请打村委会电话。", "路灯不亮", key="lamp", law="路灯法 第十二条")


@pytest.fixture
def shelf(console):
    """A law and a question in the town; gives the question's number."""
    with console.database.writing() as session:
        for source in (CODE, faqs(LAMP)):
            take_in(session, source, by="别的人", now=console.now, publish=True)
    console.town.knowledge.index.refresh(console.database)
    with console.database.reading() as session:
        return session.exec(select(Entry.id).where(Entry.key == "lamp")).one() or 0


def write_by_keyboard(page) -> None:
    """Fill the editor without a mouse: a citation is chosen from what is offered."""
    page.goto("entries/new?kind=faq")
    page.get_by_label("问题", exact=True).fill("路灯几天修好")
    page.get_by_label("答案", exact=True).fill("报修以后三日内修好。")
    page.get_by_role("button", name="加一句问法").press("Enter")
    page.keyboard.type("报修路灯要等几天")
    page.keyboard.press("Enter")
    page.keyboard.type("路灯修理时限")
    page.get_by_role("button", name="加一条依据").press("Enter")
    page.keyboard.type("路灯")
    page.get_by_role("option", name="路灯法").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.keyboard.type("12")
    page.get_by_role("option", name="第十二条").wait_for()
    page.keyboard.press("Enter")
    page.locator(".article-text", has_text="坏了三日内修好。").wait_for()
    page.get_by_label("主题").fill("公共设施")


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_an_entry_is_written_tried_and_saved_by_keyboard(console_browser, shelf, phone):
    page = console_browser(Role.DRAFTER, phone=phone)
    write_by_keyboard(page)
    page.get_by_label("居民会怎么问").fill("路灯修理时限")
    page.keyboard.press("Enter")
    page.get_by_text("会用这一条回答。").wait_for()
    check_accessible(page)
    page.get_by_role("button", name="存为草稿").press("Enter")
    page.get_by_role("heading", name="路灯几天修好", level=1).wait_for()
    until(page, "() => !Object.keys(localStorage).length")
    page.get_by_text("《路灯法》第十二条").click()
    page.get_by_text("坏了三日内修好。").wait_for()
    check_accessible(page)


def test_what_was_typed_is_there_again_after_the_window_closed(console_browser, shelf):
    page = console_browser(Role.DRAFTER)
    page.goto(f"entries/{shelf}/edit")
    page.get_by_label("答案", exact=True).fill("请打镇里电话，半路断电了。")
    page.get_by_role("button", name="加一句问法").click()
    page.keyboard.type("灯不亮咋整")
    page.goto("me")
    page.goto(f"entries/{shelf}/edit")
    page.get_by_role("button", name="恢复没存的内容").click()
    assert page.get_by_label("答案", exact=True).input_value() == "请打镇里电话，半路断电了。"
    assert page.get_by_role("textbox", name="相似问法").nth(1).input_value() == "灯不亮咋整"


def test_whoever_writes_is_told_that_the_question_is_there(console_browser, shelf):
    page = console_browser(Role.DRAFTER)
    page.goto("entries/new?kind=faq")
    page.get_by_label("问题", exact=True).fill("路灯坏了找谁修理呀")
    page.locator("#like").get_by_role("link", name="路灯坏了找谁修理").wait_for()


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_a_reviewer_goes_through_the_queue(console_browser, console, shelf, phone):
    drafter = console.visitor(Role.DRAFTER)
    drafter.post(
        f"/entries/{shelf}/edit",
        {
            "title": LAMP.title,
            "text": "请打镇里电话12345，三日内修好。",
            "citations": "《路灯法》第十二条",
            "phrases": "路灯不亮\n路灯灭了",
            "remark": "电话换成镇里的",
            "base": "1",
            "then": "submit",
        },
    )
    page = console_browser(Role.REVIEWER, phone=phone)
    page.goto("entries/review")
    page.get_by_role("button", name="一审通过").wait_for()
    check_accessible(page)
    page.get_by_text("退回修改").press("Enter")
    page.get_by_label("要改哪里").fill("写明工作日才有人接")
    page.get_by_role("button", name="退回给起小草").press("Enter")
    page.get_by_text("没有等您审核的知识").first.wait_for()
    page.goto(f"entries/{shelf}")
    page.get_by_text("写明工作日才有人接").first.wait_for()
    check_accessible(page)


def test_many_are_ticked_at_once(console_browser, console):
    several = (faq(f"第{n}个村的水管坏了找谁", f"找第{n}村的水管员。") for n in range(3))
    with console.database.writing() as session:
        source = faqs(*several, title="水管清单")
        take_in(session, source, by="别的人", now=console.now, publish=False)
    page = console_browser(Role.DRAFTER)
    page.goto("entries/drafts")
    page.get_by_role("button", name="全部勾上").click()
    page.get_by_text("勾上了 3 条").wait_for()
    check_accessible(page)
    page.get_by_role("button", name="勾上的送审").click()
    page.get_by_text("已经送审 3 条").first.wait_for()


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_the_list_finds_an_entry_and_leads_to_it(console_browser, shelf, phone):
    page = console_browser(Role.DRAFTER, phone=phone)
    page.goto("faq/list")
    check_accessible(page)
    page.get_by_label("搜标题和正文").fill("路灯坏了")
    page.get_by_label("状态").select_option("正在回答")
    page.get_by_role("button", name="查找").click()
    page.get_by_role("link", name=LAMP.title).click()
    page.get_by_role("heading", name=LAMP.title, level=1).wait_for()


def test_two_savers_meet_in_the_browser(console_browser, console, shelf):
    page = console_browser(Role.DRAFTER)
    page.goto(f"entries/{shelf}/edit")
    page.get_by_label("答案", exact=True).fill("请找镇里。")
    console.visitor(Role.REVIEWER).post(
        f"/entries/{shelf}/edit", {"title": LAMP.title, "text": "请找供电所。", "base": "1"}
    )
    page.get_by_role("button", name="存为草稿").click()
    page.get_by_text("沈审核刚才另存了一稿").wait_for()
    check_accessible(page)
    assert page.get_by_label("答案", exact=True).input_value() == "请找镇里。"
    page.get_by_role("button", name="照我写的存为草稿").click()
    page.get_by_role("heading", name=LAMP.title, level=1).wait_for()
