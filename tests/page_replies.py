"""The page on a phone, and one reply of each kind for tests that need a certain one shown."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page, Route

Json = dict[str, Any]

NOTE = "这是普法信息，不代替律师意见。免费法律咨询：12348"
HELP_LINE = {"number": "12348", "name": "免费法律咨询"}
ARTICLE = {
    "title": "民法典",
    "article": "第一千零七十七条",
    "excerpt": "自婚姻登记机关收到离婚登记申请之日起三十日内，任何一方都可以撤回申请。",
    "source": "https://flk.npc.gov.cn/",
    "in_force": "2021-01-01",
}


@contextmanager
def phone(browser: Browser, site: str, **options: Any) -> Iterator[BrowserContext]:
    """A small phone with nothing remembered, unless `options` say otherwise."""
    small: Json = {"viewport": {"width": 320, "height": 568}, "reduced_motion": "reduce"}
    context = browser.new_context(base_url=site, locale="zh-CN", **small | options)
    context.set_default_timeout(10_000)
    try:
        yield context
    finally:
        context.close()


def opened(context: BrowserContext) -> Page:
    """The residents' page, with the township's opening words on it."""
    page = context.new_page()
    page.goto("/")
    page.locator("#samples button").first.wait_for()
    return page


def reply(kind: str, text: str, **rest: object) -> Json:
    """A reply as the server sends it, with what `rest` says in its place."""
    empty: Json = {"citations": [], "choices": [], "hotlines": [], "note": "", "exchange": "x1"}
    return {"kind": kind, "text": text, "confidence": 0.9, **empty, **rest}


def choices(*labels: str) -> list[Json]:
    """Buttons that send what they say."""
    return [{"label": label, "send": label} for label in labels]


ANSWER = reply(
    "answer",
    "离婚冷静期是30天，从收到申请那天算起。\n1. 两人一起交申请。\n2. 满30天后一起领证。",
    citations=[ARTICLE],
    choices=choices("离婚要带什么材料？", "孩子归谁抚养？"),
    note=NOTE,
)
CHOICES = reply("choices", "您想问的是哪一件？", choices=choices("拖欠工资", "工伤", "都不是"))
UNKNOWN = reply(
    "unknown", "这个问题我还没有把握。", choices=choices("转给工作人员"), hotlines=[HELP_LINE]
)
DANGER = reply(
    "danger",
    "先离开屋子。\n不要开灯、不要点火。",
    hotlines=[{"number": "119", "name": "火警、燃气泄漏"}],
)
FLOW = reply("flow", "要留个电话吗？", choices=choices("留电话", "不留"))
EVERY_KIND = (ANSWER, CHOICES, UNKNOWN, DANGER, FLOW)


def always_reply(page: Page, body: Json, *, status: int = 200) -> list[Json]:
    """Let every question get this reply; the list fills with what was sent."""
    sent: list[Json] = []

    def fulfil(route: Route) -> None:
        sent.append(json.loads(route.request.post_data or "{}"))
        route.fulfill(status=status, json=body)

    page.unroute("**/api/ask")
    page.route("**/api/ask", fulfil)
    return sent


def ask(page: Page, text: str) -> None:
    """Type a question, send it and wait until the waiting is over."""
    page.get_by_label("写下您的问题").fill(text)
    page.get_by_role("button", name="发送").click()
    page.locator("[data-kind=waiting]").wait_for(state="detached")


def show_everything(page: Page, replies: tuple[Json, ...] = EVERY_KIND) -> None:
    """Fill the screen with each of the replies, unfolded, and with a trouble at the end."""
    for number, body in enumerate(replies):
        always_reply(page, body)
        ask(page, f"第{number}个问题")
    always_reply(page, {"detail": "坏了"}, status=500)
    ask(page, "最后一个问题")
    for summary in page.locator("summary").all():
        summary.click()
