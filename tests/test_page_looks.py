"""How the residents' page looks: widths, type, contrast, names and targets."""

import re
from collections.abc import Iterator

import pytest
from page_replies import ARTICLE, EVERY_KIND, choices, opened, phone, reply, show_everything
from playwright.sync_api import Browser, BrowserContext, Page, expect

LONG = "https://example.org/" + "a" * 400
LONG_REPLIES = tuple(
    reply(
        kind,
        f"{LONG}\n1. {LONG}\n{'很' * 300}",
        note=LONG,
        citations=[ARTICLE | {"title": LONG, "excerpt": LONG, "source": LONG}],
        choices=choices(LONG),
        hotlines=[{"number": "1" * 40, "name": LONG}],
    )
    for kind in ("answer", "danger")
)

# For each piece of visible text: its words and its contrast with the first opaque ground below.
CONTRASTS = """() => {
  const parse = (color) => color.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b]
    .map((part) => part / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4))
    .reduce((sum, part, index) => sum + part * [0.2126, 0.7152, 0.0722][index], 0);
  const ground = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const color = parse(getComputedStyle(at).backgroundColor);
      if (color.length === 3) return color;
    }
    return [255, 255, 255];
  };
  const contrast = (color, element) => {
    const [low, high] = [light(parse(color)), light(ground(element))].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  };
  const found = [];
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const words = walker.currentNode.textContent.trim();
    if (words && element.checkVisibility()) {
      found.push([words.slice(0, 20), contrast(getComputedStyle(element).color, element)]);
    }
  }
  const box = document.querySelector("textarea");
  if (box) found.push(["placeholder", contrast(getComputedStyle(box, "::placeholder").color, box)]);
  return found;
}"""

SMALL_TARGETS = """() => Array
  .from(document.querySelectorAll("button, summary, textarea, input, a"))
  .filter((element) => element.checkVisibility() && !element.matches(".skip"))
  .map((element) => [element.textContent.trim(), element.getBoundingClientRect()])
  .filter(([, box]) => box.height < 44 || box.width < 40)
  .map(([words, box]) => `${words} ${box.width}x${box.height}`)"""


@pytest.fixture
def context(
    browser: Browser, site: str, request: pytest.FixtureRequest
) -> Iterator[BrowserContext]:
    with phone(browser, site, **getattr(request, "param", {})) as context:
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Page:
    return opened(context)


def sideways(page: Page) -> int:
    return page.evaluate("() => document.documentElement.scrollWidth - innerWidth")


@pytest.mark.parametrize("size", ["normal", "large"])
def test_nothing_scrolls_sideways_at_320_pixels(page: Page, size: str):
    if size == "large":
        page.get_by_role("button", name="大字").click()
    show_everything(page, EVERY_KIND + LONG_REPLIES)
    page.get_by_role("button", name="没帮上").first.click()
    page.locator("#question").fill(LONG)
    assert sideways(page) <= 0
    page.goto("/privacy")
    assert sideways(page) <= 0


@pytest.mark.parametrize("context", [{"viewport": {"width": 1280, "height": 800}}], indirect=True)
def test_the_column_is_at_most_640_pixels_wide(page: Page):
    boxes = [column.bounding_box() for column in page.locator(".column").all()]
    assert all(box is not None and box["width"] <= 640 for box in boxes)


def test_large_type_is_remembered_after_a_reload(page: Page):
    words = page.locator("#greeting p").first
    expect(words).to_have_css("font-size", "17px")
    page.get_by_role("button", name="大字").click()
    expect(words).to_have_css("font-size", "24px")
    page.reload()
    expect(words).to_have_css("font-size", "24px")
    expect(page.get_by_role("button", name="大字")).to_have_attribute("aria-pressed", "true")
    page.goto("/privacy")
    page.get_by_role("button", name="大字").click()
    page.goto("/")
    expect(words).to_have_css("font-size", "17px")


def test_with_storage_blocked_large_type_and_questions_still_work(context: BrowserContext):
    blocked = "Object.defineProperty(window, '{}', {{get() {{throw new DOMException('no')}}}});"
    context.add_init_script(blocked.format("localStorage") + blocked.format("sessionStorage"))
    page = context.new_page()
    page.goto("/")
    page.get_by_role("button", name="大字").click()
    expect(page.locator("html")).to_have_class("large")
    show_everything(page)
    page.get_by_role("button", name="清除本次对话记录").click()
    page.get_by_role("button", name="清除", exact=True).click()
    expect(page.locator("#notice")).to_have_text("本次对话记录已清除。")


@pytest.mark.parametrize(
    "context", [{"color_scheme": "light"}, {"color_scheme": "dark"}], indirect=True, ids=str
)
def test_every_word_stands_out_from_its_ground(page: Page):
    show_everything(page)
    page.get_by_role("button", name="没帮上").first.click()
    page.get_by_role("button", name="清除本次对话记录").click()
    pale = [pair for pair in page.evaluate(CONTRASTS) if pair[1] < 4.5]
    page.goto("/privacy")
    assert pale + [pair for pair in page.evaluate(CONTRASTS) if pair[1] < 4.5] == []


def test_everything_to_press_has_a_name_and_room_for_a_thumb(page: Page):
    show_everything(page)
    page.get_by_role("button", name="没帮上").first.click()
    for role in ("button", "link", "textbox"):
        everything = page.get_by_role(role).filter(visible=True)
        named = page.get_by_role(role, name=re.compile(r"\S")).filter(visible=True)
        assert everything.count() == named.count() > 0
    assert page.evaluate(SMALL_TARGETS) == []
    page.goto("/privacy")
    assert page.evaluate(SMALL_TARGETS) == []


def test_a_screen_reader_finds_headings_and_a_live_log(page: Page):
    show_everything(page)
    expect(page.get_by_role("log", name="对话")).to_have_attribute("aria-live", "polite")
    expect(page.get_by_role("heading", level=1)).to_contain_text("城关镇 法律明白人")
    expect(page.get_by_role("heading", level=3)).to_have_count(6)
    expect(page.get_by_role("alert")).to_contain_text("119")


@pytest.mark.parametrize("motion", ["reduce", "no-preference"])
def test_nothing_glides_when_motion_is_unwelcome(page: Page, motion: str):
    page.emulate_media(reduced_motion=motion)
    glide = page.evaluate("() => getComputedStyle(document.documentElement).scrollBehavior")
    assert glide == {"reduce": "auto", "no-preference": "smooth"}[motion]


def test_on_paper_the_answers_stay_and_the_buttons_go(page: Page):
    show_everything(page)
    page.emulate_media(media="print")
    expect(page.locator("[data-kind=answer] li").first).to_be_visible()
    expect(page.locator("#composer")).to_be_hidden()
    expect(page.locator(".feedback").first).to_be_hidden()
