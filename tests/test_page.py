"""The residents' page in a real browser: talking, and losing the line."""

from collections.abc import Iterator

import pytest
from page_replies import ANSWER, DANGER, always_reply, ask, choices, opened, phone, reply
from playwright.sync_api import Browser, BrowserContext, Page, expect


@pytest.fixture
def context(browser: Browser, site: str) -> Iterator[BrowserContext]:
    with phone(browser, site) as context:
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return opened(context)


def test_a_dialogue_from_a_sample_question_to_a_follow_up_by_button(page: Page):
    page.locator("#samples button").first.click()
    answer = page.locator("article[data-kind=answer]")
    source = answer.locator("details").first
    expect(source.locator("summary")).to_contain_text("依据 《")
    expect(source.locator("blockquote")).to_be_hidden()
    source.locator("summary").click()
    expect(source.locator("blockquote")).to_be_visible()
    answer.get_by_role("button", name="有用").click()
    expect(answer).to_contain_text("谢谢，记下了。")
    follow_up = answer.get_by_role("group", name="您可能还想问").get_by_role("button").first
    words = follow_up.inner_text()
    follow_up.click()
    expect(page.locator("h3.question").last).to_contain_text(words)
    expect(page.locator("article[data-kind=answer], article[data-kind=choices]")).to_have_count(2)


def test_a_dialogue_with_nothing_but_the_keyboard(page: Page):
    always_reply(page, ANSWER)
    page.route("**/api/feedback", lambda route: route.fulfill(status=204))
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="跳到提问框")).to_be_focused()
    page.keyboard.press("Enter")
    expect(page.locator("#question")).to_be_focused()
    page.keyboard.type("离婚冷静期")
    page.keyboard.press("Shift+Enter")
    page.keyboard.type("是多少天？")
    page.keyboard.press("Enter")
    expect(page.locator("h3.question")).to_have_text("您问：离婚冷静期\n是多少天？")
    expect(page.locator("[data-kind=answer]")).to_be_visible()
    expect(page.locator("#question")).to_be_focused()
    tab_back_to(page, "没帮上")
    page.keyboard.press("Enter")
    expect(page.get_by_label("哪里没说清楚")).to_be_focused()
    tab_back_to(page, "离婚要带什么材料？")
    page.keyboard.press("Enter")
    expect(page.locator("h3.question")).to_have_count(2)
    expect(page.locator(":focus")).to_have_count(1)


def tab_back_to(page: Page, words: str) -> None:
    for _ in range(30):
        page.keyboard.press("Shift+Tab")
        if page.locator(":focus").inner_text() == words:
            return
    pytest.fail(f"the keyboard does not reach {words}")


def test_a_button_shows_its_label_and_sends_its_words(page: Page):
    always_reply(
        page, reply("choices", "哪一件？", choices=[{"label": "工伤", "send": "工伤怎么赔"}])
    )
    ask(page, "出事了")
    sent = always_reply(page, ANSWER)
    page.get_by_role("button", name="工伤").click()
    expect(page.locator("h3.question").last).to_have_text("您问：工伤")
    expect(page.locator("[data-kind=answer]")).to_be_visible()
    assert [body["text"] for body in sent] == ["工伤怎么赔"]


def test_an_empty_question_does_nothing(page: Page):
    sent = always_reply(page, ANSWER)
    for text in ("", "  \n "):
        page.locator("#question").fill(text)
        page.get_by_role("button", name="发送").click()
        page.locator("#question").press("Enter")
    expect(page.locator("h3.question")).to_have_count(0)
    assert sent == []


def test_enter_that_ends_a_word_in_an_input_method_does_not_send(page: Page):
    page.locator("#question").fill("离婚")
    page.locator("#question").dispatch_event("keydown", {"key": "Enter", "isComposing": True})
    page.locator("#question").dispatch_event("keydown", {"key": "Enter", "keyCode": 229})
    expect(page.locator("h3.question")).to_have_count(0)
    expect(page.locator("#question")).to_have_value("离婚")


def test_a_question_over_the_limit_is_counted_and_not_sent(page: Page):
    page.locator("#question").fill("字" * 950)
    expect(page.locator("#count")).to_have_text("还可以写 50 个字。")
    page.locator("#question").fill("字" * 1003)
    expect(page.locator("#count")).to_have_text("多了 3 个字，请删短一些再发。")
    page.locator("#question").press("Enter")
    expect(page.locator("h3.question")).to_have_count(0)
    expect(page.locator("#question")).to_have_value("字" * 1003)


def test_a_refused_question_says_why_and_can_be_mended(page: Page):
    always_reply(page, {"detail": "请写下您的问题。"}, status=422)
    ask(page, "？")
    expect(page.locator("[data-kind=trouble]")).to_have_text("请写下您的问题。")
    expect(page.locator("#question")).to_have_value("？")


def test_a_lost_connection_keeps_the_question_until_it_is_asked_again(page: Page):
    page.context.set_offline(True)
    expect(page.locator("#notice")).to_contain_text("网络断开了")
    ask(page, "邻居占了我家的地怎么办？")
    expect(page.locator("[data-kind=trouble]")).to_contain_text("网络断开了，您的问题还在。")
    page.context.set_offline(False)
    expect(page.locator("#notice")).to_have_text("网络恢复了。")
    sent = always_reply(page, ANSWER)
    page.get_by_role("button", name="重试").press("Enter")
    expect(page.locator("[data-kind=answer]")).to_be_focused()
    expect(page.locator("h3.question")).to_have_count(1)
    assert [body["text"] for body in sent] == ["邻居占了我家的地怎么办？"]


def test_a_failing_server_is_owned_up_to_with_a_number_to_call(page: Page):
    always_reply(page, {"detail": "x"}, status=503)
    ask(page, "离婚冷静期")
    trouble = page.locator("[data-kind=trouble]")
    expect(trouble).to_contain_text("服务暂时出了问题，您的问题还在。")
    expect(trouble.get_by_role("link")).to_have_attribute("href", "tel:12348")
    expect(trouble.get_by_role("button", name="重试")).to_be_visible()


def test_waiting_ends_after_fifteen_seconds(page: Page):
    page.clock.install()
    page.route("**/api/ask", lambda route: None)
    page.locator("#question").fill("离婚冷静期")
    page.locator("#question").press("Enter")
    expect(page.locator("[data-kind=waiting]")).to_have_text("正在找答案……")
    page.clock.run_for(15_001)
    expect(page.locator("[data-kind=trouble]")).to_contain_text("您的问题还在。")


def test_the_latest_answer_is_scrolled_to_its_beginning(page: Page):
    always_reply(page, reply("answer", "\n".join(["很长的一段话。" * 9] * 20)))
    for text in ("一", "二"):
        ask(page, text)
    header, answer = (
        page.locator("header").bounding_box(),
        page.locator("article").last.bounding_box(),
    )
    assert header is not None
    assert answer is not None
    assert 0 <= answer["y"] - header["height"] < 40


def test_danger_shows_the_number_first_and_nothing_but_instructions(page: Page):
    always_reply(page, {**DANGER, "choices": choices("别的"), "note": "小字"})
    ask(page, "屋里有煤气味")
    card = page.locator("[data-kind=danger]")
    expect(card.get_by_role("link")).to_have_attribute("href", "tel:119")
    assert card.inner_text().split() == [
        "119",
        "火警、燃气泄漏",
        "先离开屋子。",
        "不要开灯、不要点火。",
    ]


def test_what_was_missing_can_be_said_in_a_few_words(page: Page):
    always_reply(page, ANSWER)
    sent = []
    page.route(
        "**/api/feedback",
        lambda route: (sent.append(route.request.post_data_json), route.fulfill(status=204)),
    )
    ask(page, "离婚冷静期")
    page.get_by_role("button", name="没帮上").click()
    page.get_by_label("哪里没说清楚").fill("没说去哪里办")
    page.get_by_role("button", name="提交").click()
    expect(page.get_by_text("谢谢，我们会改进。")).to_be_focused()
    useless = {"exchange": ANSWER["exchange"], "useful": False}
    assert sent == [useless, {**useless, "comment": "没说去哪里办"}]


def test_without_scripts_the_page_says_what_number_to_call(browser: Browser, site: str):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    expect(page.get_by_role("link", name="12348")).to_have_attribute("href", "tel:12348")
    expect(page.locator("form")).to_be_hidden()
    context.close()
