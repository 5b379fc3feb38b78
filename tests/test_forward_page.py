"""The page under a worker's link: words to copy, a picture to keep, one tap for each group."""

import struct
import threading
import time
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest
import uvicorn
from fastapi import FastAPI
from fastapi.staticfiles import StaticFiles
from page_replies import phone
from playwright.sync_api import Browser, BrowserContext, Page, expect
from programs import free_port
from sqlmodel import Session
from test_page_looks import CONTRASTS, SMALL_TARGETS, sideways

from bot.channels.forward.routes import forward_routes
from bot.channels.guard import Guard
from bot.channels.web import PAGE
from bot.settings import Settings
from jobs.delivery.deliveries import Delivery, State
from jobs.forward.links import ForwardLinks, Target
from jobs.places.grids import Grid, GridWorker, Worker
from jobs.places.groups import Channel, Group
from jobs.schedule.runs import Run, RunState
from jobs.vault import Vault
from jobs.writing.pictures import Picture
from knowledge.database import Database, open_database

NOW = datetime(2026, 11, 26, 2, tzinfo=UTC)
LINKS = ForwardLinks(Vault("k" * 32), "")


def _png(width: int, height: int) -> bytes:
    """A card of one colour."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        checksum = zlib.crc32(kind + data)
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)

    rows = (b"\0" + b"\xd8\x6c\x3c" * width) * height
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    end = chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + end


PNG = _png(90, 120)
TEXT = "出门前请关火断电，<b>不要</b>在楼道里给电动车充电。\n发现火情请拨 119。"


@pytest.fixture
def town(sqlite_url: str) -> Iterator[Database]:
    """A town whose worker has two notices to forward, one of them to two groups."""
    database = open_database(sqlite_url)
    with database.writing() as session:
        session.add_all(
            [Grid(id=1, name="东关村", path="/1/"), Grid(id=2, name="西村", path="/2/")]
        )
        session.add_all([Worker(id=1, name="王芳"), Worker(id=2, name="李军")])
        session.add(Picture(id=5, checksum="5", kind="image/png", content=PNG))
        session.add(Picture(id=6, checksum="6", kind="image/png", content=PNG))
        session.flush()
        session.add_all([GridWorker(grid_id=1, worker_id=1), GridWorker(grid_id=2, worker_id=2)])
        session.add_all([_group(1, "东关一组群", 1), _group(2, "东关二组群", 1)])
        session.add(_group(3, "西村群", 2))
        session.flush()
        _run(session, 1, "冬季防火提示", groups=(1, 2, 3), picture=5)
        _run(session, 2, "暴雪停课通知", groups=(1,), emergency=True)
    yield database
    database.close()


def _group(number: int, name: str, grid: int) -> Group:
    return Group(
        id=number, channel=Channel.WECHAT, address=name, name=name, grid_id=grid, added_at=NOW
    )


def _run(
    session: Session,
    number: int,
    title: str,
    *,
    groups: tuple[int, ...],
    picture: int | None = None,
    emergency: bool = False,
) -> None:
    facts = {"slot": NOW, "send_at": NOW, "made_at": NOW, "state": RunState.FANNED}
    session.add(
        Run(
            id=number,
            title=title,
            text=TEXT,
            picture_id=picture,
            emergency=emergency,
            priority=0 if emergency else 10,
            expires_at=NOW + timedelta(days=2),
            **facts,
        )
    )
    session.flush()
    for group in groups:
        session.add(
            Delivery(id=number * 10 + group, run_id=number, group_id=group, state=State.AWAITING)
        )


@pytest.fixture
def place(town: Database) -> Iterator[str]:
    """The address of a server that has the page."""
    app = FastAPI()
    app.add_middleware(Guard)
    settings = Settings(town_name="城关镇", _env_file=None)
    clock = lambda: NOW + timedelta(hours=1)  # noqa: E731
    app.include_router(forward_routes(town, settings, LINKS, clock=clock))
    app.mount("/page", StaticFiles(directory=PAGE))
    port = free_port()
    server = uvicorn.Server(uvicorn.Config(app, port=port, log_config=None))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.02)
    yield f"http://127.0.0.1:{port}"
    server.should_exit = True
    thread.join(10)


def path(kind: str = "worker", number: int = 1, *, made: datetime = NOW) -> str:
    """The path of somebody's page."""
    return LINKS.path(Target(kind, number), now=made)


def tap(place: str, delivery: int, *, own: bool = True, link: str = "") -> httpx.Response:
    """Tap as a browser does, from our page or from another."""
    headers = {"sec-fetch-site": "same-origin" if own else "cross-site"}
    return httpx.post(f"{place}{link or path()}/done/{delivery}", headers=headers)


def state(town: Database, delivery: int) -> str:
    with town.reading() as session:
        return str(session.get_one(Delivery, delivery).state)


def test_a_worker_sees_what_waits_with_the_urgent_first(place):
    shown = httpx.get(f"{place}{path()}/packs").json()
    assert shown["town"] == "城关镇"
    assert [
        (notice["title"], notice["urgent"], [group["name"] for group in notice["groups"]])
        for notice in shown["notices"]
    ] == [
        ("暴雪停课通知", True, ["东关一组群"]),
        ("冬季防火提示", False, ["东关一组群", "东关二组群"]),
    ]
    assert shown["notices"][1]["since"] == "11月26日 10:00"
    assert shown["notices"][1]["until"] == "11月28日 10:00"


def test_one_tap_confirms_and_a_second_says_so_kindly(place, town):
    first, second = tap(place, 11), tap(place, 11)
    assert first.json() == {"done": "11月26日 11:00", "said": "记下了，谢谢。"}
    assert second.json()["said"] == "这个群 11月26日 11:00 已经确认过了，不用再点。"
    assert state(town, 11) == State.FORWARDED
    with town.reading() as session:
        assert session.get_one(Delivery, 11).forwarded_by == "王芳"


def test_nothing_changes_but_by_a_tap_on_our_own_page(place, town):
    assert tap(place, 11, own=False).status_code == 403
    assert httpx.post(f"{place}{path()}/done/11").status_code == 403
    foreign = {"origin": "https://elsewhere.example"}
    assert httpx.post(f"{place}{path()}/done/11", headers=foreign).status_code == 403
    assert httpx.get(f"{place}{path()}/done/11").status_code == 405
    assert state(town, 11) == State.AWAITING
    own = {"origin": place}  # a browser too old for Sec-Fetch-Site
    assert httpx.post(f"{place}{path()}/done/11", headers=own).status_code == 200


def test_a_link_reaches_nothing_of_another_worker(place, town):
    assert tap(place, 13).status_code == 404
    assert state(town, 13) == State.AWAITING
    assert httpx.get(f"{place}{path()}/pictures/5").content == PNG
    assert httpx.get(f"{place}{path()}/pictures/6").status_code == 404


def test_a_link_for_one_delivery_opens_only_that(place, town):
    link = path("delivery", 13)
    [notice] = httpx.get(f"{place}{link}/packs").json()["notices"]
    assert [group["name"] for group in notice["groups"]] == ["西村群"]
    assert tap(place, 11, link=link).status_code == 404
    assert tap(place, 13, link=link).status_code == 200


def test_a_wrong_or_expired_link_gets_one_kind_sentence(place, town):
    expired = path(made=NOW - timedelta(days=40))
    for link, sentence in ((path() + "x", "不对或者不完整"), (expired, "已经过期")):
        assert httpx.get(place + link).status_code == 403
        answer = httpx.get(f"{place}{link}/packs")
        assert (answer.status_code, sentence in answer.json()["detail"]) == (403, True)
        assert tap(place, 11, link=link).status_code == 403
    with town.writing() as session:
        session.get_one(Worker, 1).active = False
    assert "停用" in httpx.get(f"{place}{path()}/packs").json()["detail"]


def test_the_page_is_guarded_and_kept_nowhere(place):
    answer = httpx.get(place + path())
    assert answer.status_code == 200
    assert answer.headers["content-security-policy"].startswith("default-src 'self'")
    assert answer.headers["cache-control"] == "no-store"
    assert answer.headers["referrer-policy"] == "no-referrer"
    assert "<script>" not in answer.text


@pytest.fixture
def context(
    browser: Browser, place: str, request: pytest.FixtureRequest
) -> Iterator[BrowserContext]:
    with phone(browser, place, **getattr(request, "param", {})) as context:
        yield context


@pytest.fixture
def page(context: BrowserContext) -> Page:
    page = context.new_page()
    page.goto(path())
    page.locator("article").first.wait_for()
    return page


def test_the_words_are_shown_as_text_and_copied_whole(page: Page, context: BrowserContext):
    context.grant_permissions(["clipboard-read", "clipboard-write"])
    page.get_by_role("button", name="复制文字").last.click()
    expect(page.locator(".copied").last).to_contain_text("已复制")
    copied = page.evaluate("() => navigator.clipboard.readText()")
    assert copied == f"冬季防火提示\n\n{TEXT}\n城关镇 2026年11月26日"
    assert page.locator("article b").count() == 0


def test_without_a_clipboard_the_words_are_copied_or_left_selected(page: Page):
    page.evaluate("() => Object.defineProperty(navigator, 'clipboard', {value: undefined})")
    page.evaluate("() => { document.execCommand = () => false; }")
    page.get_by_role("button", name="复制文字").last.click()
    expect(page.locator(".copied").last).to_contain_text("已经选中")
    assert "不要在楼道里" not in page.evaluate("() => getSelection().toString()")
    assert "关火断电" in page.evaluate("() => getSelection().toString()")


def test_a_tap_greys_the_group_counts_down_and_moves_the_focus_on(page: Page):
    expect(page.locator("#left")).to_have_text("还有 3 个群没有确认。")
    page.get_by_role("button", name="已发到群里：东关一组群").last.click()
    expect(page.locator("#left")).to_have_text("记下了，谢谢。还有 2 个群没有确认。")
    expect(page.locator("li.done")).to_have_text("东关一组群11月26日 11:00 已确认")
    expect(page.get_by_role("button", name="已发到群里：东关二组群")).to_be_focused()
    page.reload()
    expect(page.locator("li.done")).to_have_count(1)


def test_the_last_tap_says_thank_you_and_the_keyboard_is_enough(page: Page):
    for left in (2, 1, 0):
        page.get_by_role("button", name="已发到群里").first.focus()
        page.keyboard.press("Enter")
        expect(page.locator(".groups button")).to_have_count(left)
    expect(page.locator("#left")).to_have_text("记下了，谢谢。都发完了，谢谢。")
    expect(page.locator("#left")).to_be_focused()


def test_a_tap_without_network_says_so_and_can_be_repeated(page: Page):
    page.route("**/done/*", lambda route: route.abort())
    page.get_by_role("button", name="已发到群里").first.click()
    expect(page.locator(".said").first).to_contain_text("没有连上服务器")
    page.unroute("**/done/*")
    page.get_by_role("button", name="已发到群里").first.click()
    expect(page.locator("li.done")).to_have_count(1)


def test_a_wrong_link_shows_its_sentence(context: BrowserContext):
    page = context.new_page()
    page.goto(path() + "x")
    expect(page.locator("#left")).to_contain_text("请重新打开收到的链接")
    expect(page.get_by_role("button", name="重试")).to_have_count(0)


@pytest.mark.parametrize("size", ["normal", "large"])
def test_it_fits_a_small_phone_and_a_thumb(page: Page, size: str):
    if size == "large":
        page.get_by_role("button", name="大字").click()
    page.get_by_role("button", name="复制文字").last.click()
    assert sideways(page) <= 0
    assert page.evaluate(SMALL_TARGETS) == []


@pytest.mark.parametrize(
    "context", [{"color_scheme": "light"}, {"color_scheme": "dark"}], indirect=True, ids=str
)
def test_every_word_stands_out_from_its_ground(page: Page):
    page.get_by_role("button", name="已发到群里").first.click()
    page.locator("li.done").wait_for()
    assert [pair for pair in page.evaluate(CONTRASTS) if pair[1] < 4.5] == []


def test_it_asks_no_other_host_and_breaks_no_rule_of_its_own(context: BrowserContext, place: str):
    page, asked, complaints = context.new_page(), [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: complaints.append(message.text))
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(path())
    page.locator("article img").wait_for()
    assert [url for url in asked if not url.startswith(place)] == []
    assert complaints == []
