"""The residents' page never runs what a reply says, calls out, or keeps what was erased."""

from collections.abc import Iterator

import pytest
from page_replies import ANSWER, always_reply, ask, choices, opened, phone, reply
from playwright.sync_api import Browser, BrowserContext, Page, expect

MARKUP = '<img src=x onerror="window.hit = 1"><script>window.hit = 1</script>'


@pytest.fixture
def context(browser: Browser, site: str) -> Iterator[BrowserContext]:
    with phone(browser, site) as context:
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return opened(context)


@pytest.mark.parametrize("kind", ["answer", "choices", "unknown", "danger", "flow", MARKUP])
def test_markup_in_a_reply_is_shown_as_text(page: Page, kind: str):
    source = dict.fromkeys(("title", "article", "excerpt", "in_force"), MARKUP)
    always_reply(
        page,
        reply(
            kind,
            f"{MARKUP}\n1. {MARKUP}",
            note=MARKUP,
            citations=[source | {"source": MARKUP}, source | {"source": "javascript:alert(1)"}],
            choices=choices(MARKUP),
            hotlines=[{"number": f"javascript:{MARKUP}", "name": MARKUP}],
        ),
    )
    ask(page, MARKUP)
    expect(page.locator("article").last).to_contain_text(MARKUP)
    assert page.locator("#log img, #log script, #log a:not([href^='tel:'])").count() == 0
    assert page.evaluate("() => window.hit") is None


def test_markup_in_the_opening_words_and_in_a_refusal_is_shown_as_text(context: BrowserContext):
    page = context.new_page()
    words = {"town": MARKUP, "greeting": MARKUP, "samples": [MARKUP], "privacy": {"days": MARKUP}}
    page.route("**/api/welcome", lambda route: route.fulfill(json=words))
    page.goto("/")
    always_reply(page, {"detail": MARKUP}, status=422)
    page.get_by_role("button", name=MARKUP).click()
    expect(page.locator("[data-kind=trouble]")).to_have_text(MARKUP)
    assert page.locator("main img, main script").count() == 0
    assert page.evaluate("() => window.hit") is None


def test_no_page_asks_another_host_for_anything(context: BrowserContext, site: str):
    page = context.new_page()
    asked: list[str] = []
    blocked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: blocked.append(message.text))
    page.on("pageerror", lambda error: blocked.append(str(error)))
    page.goto("/")
    page.locator("#samples button").first.click()
    expect(page.locator("article[data-kind=answer]")).to_be_visible()
    page.goto("/privacy")
    expect(page.locator("header")).to_contain_text("城关镇")
    assert [url for url in asked if not url.startswith(f"{site}/")] == []
    assert blocked == []


def test_a_conversation_can_be_erased_from_the_page(page: Page):
    ask(page, "离婚冷静期是多少天？")
    number = page.evaluate("() => sessionStorage.getItem('mingbai-session')")
    page.get_by_role("button", name="清除本次对话记录").click()
    page.get_by_role("button", name="先不清除").click()
    expect(page.locator("h3.question")).to_have_count(1)
    page.get_by_role("button", name="清除本次对话记录").click()
    with page.expect_response(f"**/api/session/{number}") as erased:
        page.get_by_role("dialog").get_by_role("button", name="清除", exact=True).click()
    assert (erased.value.request.method, erased.value.status) == ("DELETE", 204)
    expect(page.locator("#notice")).to_have_text("本次对话记录已清除。")
    expect(page.locator("h3.question")).to_have_count(0)
    expect(page.get_by_role("button", name="清除本次对话记录")).to_be_focused()
    assert page.evaluate("() => sessionStorage.length") == 0


def test_the_privacy_page_is_one_link_away_and_erases_too(page: Page):
    ask(page, "离婚冷静期是多少天？")
    page.get_by_role("link", name="隐私说明").click()
    expect(page.get_by_role("heading", name="隐私说明")).to_be_visible()
    page.get_by_role("button", name="清除本次对话记录").click()
    page.get_by_role("button", name="清除", exact=True).click()
    expect(page.get_by_role("status")).to_have_text("本次对话记录已清除。")
    page.get_by_role("link", name="返回提问").click()
    expect(page.locator("#samples button").first).to_be_visible()
    expect(page.locator("h3.question")).to_have_count(0)


def test_a_failed_erasure_says_that_the_records_are_still_there(page: Page):
    ask(page, "离婚冷静期是多少天？")
    page.route("**/api/session/*", lambda route: route.fulfill(status=500))
    page.get_by_role("button", name="清除本次对话记录").click()
    page.get_by_role("button", name="清除", exact=True).click()
    expect(page.locator("#notice")).to_contain_text("记录还在")
    expect(page.locator("h3.question")).to_have_count(1)


def test_the_session_number_is_random_and_stays_with_the_tab(page: Page):
    sent = always_reply(page, ANSWER)
    ask(page, "一")
    page.reload()
    ask(page, "二")
    other = page.context.new_page()
    other.goto("/")
    sent_elsewhere = always_reply(other, ANSWER)
    ask(other, "三")
    assert sent[0]["session"] == sent[1]["session"] != sent_elsewhere[0]["session"]
    assert sent[0]["session"].isalnum()
