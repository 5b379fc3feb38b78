"""The real program in Telegram: killed, given a wrong token, and searched for its secrets."""

import re
import signal
import sqlite3
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fakes.platforms import Platforms, platforms
from programs import mingbai, running, until
from telegram_chat import TOKEN, Private, Telegram

from bot.channels.telegram.speech.errors import BAD_TOKEN

SECRET = TOKEN.partition(":")[2]
QUESTIONS = ("离婚冷静期多久", "赌债打了借条，要还吗", "证据快没了，怎么保全")
POINTS = ("30天", "赌债", "证据")
CROWD = 25


@pytest.fixture
def fake() -> Iterator[Platforms]:
    with platforms() as fake:
        yield fake


def settings(fake: Platforms, mode: str = "webhook", **rest: str) -> dict[str, str]:
    own = {"secret_key": "k" * 32, "public_url": "{url}", "wecom_api_base": fake.url}
    telegram = {"telegram_token": TOKEN, "telegram_mode": mode, "telegram_api_base": fake.url}
    return own | telegram | rest


def said(person: Private) -> list[str]:
    return [one.text for one in person.chat.messages.values() if one.ours]


def heard(person: Private) -> list[int]:
    """Which questions were answered, in the order of the answers."""
    return [next(n for n, one in enumerate(POINTS) if one in text) for text in said(person)]


@pytest.mark.parametrize("mode", ["webhook", "polling"])
def test_killed_with_messages_in_flight_it_loses_none_and_repeats_one_at_most(mode, fake, tmp_path):
    telegram = Telegram(fake)
    crowd = [telegram.private(f"居民{number}") for number in range(CROWD)]
    own = settings(fake, mode)
    with running(tmp_path, **own) as server:
        for text in QUESTIONS:
            for person in crowd:
                person.says(text)
        until(lambda: sum(len(said(person)) for person in crowd) > CROWD)
        server.stop(signal.SIGKILL)
    assert sum(len(said(person)) for person in crowd) < CROWD * len(QUESTIONS)
    with running(tmp_path, **own) as server:
        until(lambda: all({0, 1, 2} <= set(heard(person)) for person in crowd))
        assert server.stop(signal.SIGTERM)[0] == 0
    for person in crowd:
        answered = heard(person)
        assert sorted(answered) == answered, "out of order"
        assert len(answered) <= len(QUESTIONS) + 1, "more than the one in hand came twice"


def test_with_a_wrong_token_it_says_what_to_do_and_the_rest_runs_on(fake, tmp_path):
    fake.answers("unauthorized", times=-1)
    with running(tmp_path, **settings(fake)) as server:
        until(lambda: BAD_TOKEN in server.said())
        assert server.ask("离婚冷静期多久")["kind"] == "answer"
        assert server.said().count(BAD_TOKEN) == 1
        assert server.stop(signal.SIGTERM)[0] == 0


def test_the_token_is_nowhere_whatever_happens(fake, tmp_path):
    telegram, shown = Telegram(fake), []
    own = settings(fake, log_level="debug", log_format="json")
    with running(tmp_path, **own) as server:
        person = telegram.private("张三")
        for answer in ("error", "garbage", "reset", "unauthorized", "no_rights"):
            fake.answers(answer, method="sendMessage", status=502, times=1)
            person.says("离婚冷静期多久")
            until(lambda: not telegram.updates.waiting)
        shown += [httpx.get(f"{server.url}{path}").text for path in ("/metrics", "/readyz")]
        httpx.post(f"{server.url}/channels/telegram", json={"update_id": 1})
        shown.append(mingbai(tmp_path, "doctor", **own | {"public_url": server.url}).stdout)
        server.stop(signal.SIGTERM)
    fake.answers("unauthorized", times=-1)
    with running(tmp_path, **own) as server:
        until(lambda: BAD_TOKEN[:8] in server.said())
    shown += [server.said(), dump(tmp_path / "data" / "mingbai.db")]
    assert all(shown)
    found = [part[:200] for part in shown if SECRET in part]
    assert found == []


def dump(path: Path) -> str:
    """Everything in a database, as text."""
    connection = sqlite3.connect(path)
    try:
        return "\n".join(connection.iterdump())
    finally:
        connection.close()


def test_a_body_that_is_too_large_and_a_wrong_secret_are_turned_away(fake, tmp_path):
    telegram = Telegram(fake)
    with running(tmp_path, **settings(fake)) as server:
        until(lambda: bool(telegram.posting.hook.secret))
        url, secret = f"{server.url}/channels/telegram", telegram.posting.hook.secret
        header = {"X-Telegram-Bot-Api-Secret-Token": secret}
        assert re.fullmatch(r"[\w-]{20,256}", secret)
        large = b'{"update_id": 1, "message": "' + b"x" * 2**20 + b'"}'
        assert httpx.post(url, content=large, headers=header).status_code == 413
        wrong = {"X-Telegram-Bot-Api-Secret-Token": secret[:-1] + "!"}
        assert httpx.post(url, json={"update_id": 2}, headers=wrong).status_code == 403
        assert httpx.post(url, json={"update_id": 2}).status_code == 403
        assert httpx.post(url, content=b"nothing", headers=header).status_code == 400
