"""Whatever is sent, the interface neither breaks nor gives away what it should not."""

import asyncio
import http.client
import random
from collections.abc import Iterator

import httpx
import pytest
from playwright.sync_api import Browser

from bot import texts
from bot.channels.guard import HEADERS
from bot.channels.web import build_app
from bot.settings import load_settings
from bot.town import open_town


@pytest.fixture(scope="module")
def web(site: str) -> Iterator[httpx.Client]:
    with httpx.Client(base_url=site, timeout=10) as client:
        yield client


@pytest.mark.parametrize(
    "path",
    ["/", "/privacy", "/page/chat.js", "/api/welcome", "/api/docs", "/healthz", "/nothing"],
)
def test_every_reply_carries_the_security_headers(web, path):
    headers = web.get(path).headers
    assert {name: headers.get(name) for name in HEADERS} == HEADERS


def test_a_fault_of_ours_is_a_chinese_sentence_with_the_security_headers(tmp_path):
    town = open_town(load_settings(data_dir=tmp_path / "data"))
    app = build_app(town)
    town.ask = lambda _incoming: 1 / 0  # type: ignore[assignment,method-assign]

    async def post() -> httpx.Response:
        transport = httpx.ASGITransport(app, raise_app_exceptions=False)
        async with httpx.AsyncClient(transport=transport, base_url="http://town") as client:
            return await client.post("/api/ask", json={"text": "离婚"})

    reply = asyncio.run(post())
    town.close()
    assert (reply.status_code, reply.json()) == (500, {"detail": texts.BROKEN})
    assert {name: reply.headers.get(name) for name in HEADERS} == HEADERS


@pytest.mark.parametrize(
    "path",
    ["/page/../web.py", "/page/%2e%2e/web.py", "/page/..%2fweb.py", "/page//etc/passwd", "/page/"],
)
def test_nothing_outside_the_page_is_given_out(site, path):
    connection = http.client.HTTPConnection(site.removeprefix("http://"), timeout=5)
    connection.request("GET", path)  # sent as it stands: httpx would tidy it first
    reply = connection.getresponse()
    assert (reply.status, b"import" in reply.read()) == (404, False)
    connection.close()


def test_a_thousand_random_texts_never_break_it(web):
    chance = random.Random(20261123)
    alphabets = (
        "\0\t\n\u200b\u202e\ufeff\ufffe",
        "《》第条零一百0１٣",
        "离婚工资借钱",
        "😀🇨🇳é̀ﷺ<&'\"%{}",
    )
    for _ in range(1_000):
        some = chance.choice(alphabets) + chr(chance.randrange(0x20, 0xD800))
        some += chr(chance.randrange(0xE000, 0x110000))
        text = "".join(chance.choices(some, k=chance.randrange(1, 60)))
        reply = web.post("/api/ask", json={"text": text})
        assert reply.status_code in (200, 422), ascii(text)


def test_the_description_of_the_interface_lists_its_paths(browser: Browser, site: str):
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.goto(f"{site}/api/docs")
    page.get_by_text("POST /api/ask").wait_for(timeout=5_000)
    page.get_by_role("heading", name="Hotline").wait_for(timeout=5_000)
    assert all(url.startswith(f"{site}/") for url in asked)
    page.close()
