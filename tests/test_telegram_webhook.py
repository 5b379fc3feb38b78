"""Telegram calls us with updates: they are stored before it is answered, and handled afterwards."""

import asyncio
import json
import logging
import statistics
import threading
import time
from pathlib import Path

import httpx
import pytest
from fakes.platforms import Platforms, platforms
from small_town import Heard, SmallTown, small_town, until
from telegram_updates import private

from bot import texts
from bot.channels.telegram.arrival.connecting import PATH, SECRET_HEADER
from bot.channels.telegram.handlers import WANTED
from bot.channels.telegram.speech.pace import ReplyLimits
from knowledge.danger import find_danger

TOO_MUCH = b'{"update_id": 1, "message": "' + b"x" * 1_000_000 + b'"}'


@pytest.fixture
def fake():
    with platforms() as fake:
        yield fake


@pytest.fixture
def heard():
    return Heard(echoes=True)


@pytest.fixture
def town(database, tmp_path, fake, heard):
    with small_town(database, tmp_path, fake, heard) as town:
        yield town


def said(fake: Platforms) -> list[str]:
    """What the bot has said."""
    return [str(one.sent["text"]) for one in fake.accepted if one.method == "sendMessage"]


def outcomes(town: SmallTown) -> dict[str, float]:
    """How many updates came to what, by the metrics."""
    lines = town.http.get("/metrics").text.splitlines()
    start = 'mingbai_telegram_updates_total{outcome="'
    found = [line.removeprefix(start).split('"} ') for line in lines if line.startswith(start)]
    return {outcome: float(count) for outcome, count in found if float(count)}


def test_an_update_is_handled_and_answered(town, heard, fake):
    assert town.post(private(1, 5, "离婚冷静期多久")) == 200
    town.settles()
    assert (heard.texts, said(fake)) == (["离婚冷静期多久"], ["您说：离婚冷静期多久"])
    assert outcomes(town) == {"received": 1, "handled": 1}


def test_telegram_is_told_where_to_bring_updates_and_a_secret_that_is_not_the_token(town, fake):
    until(lambda: town.telegram.state == "on")
    (call,) = [one for one in fake.calls if one.method == "setWebhook"]
    assert call.sent["url"] == f"{town.town.settings.public_url}/channels/telegram"
    assert call.sent["secret_token"] == town.secret
    assert len(town.secret) == 64
    assert "very-secret" not in str(call.sent)
    assert list(WANTED) == call.sent["allowed_updates"]


def test_an_update_that_comes_again_is_taken_and_handled_once(town, heard):
    for _ in range(3):
        assert town.post(private(1, 5, "你好")) == 200
    town.settles()
    assert town.post(private(1, 5, "你好")) == 200
    town.settles()
    assert heard.texts == ["你好"]
    assert outcomes(town) == {"received": 1, "repeated": 3, "handled": 1}


def test_whoever_does_not_know_the_secret_has_no_effect(town, heard):
    for secret in ("", "wrong", "x" * 64, "密"):
        headers = {SECRET_HEADER: secret.encode()}
        reply = town.http.post(PATH, headers=headers, json=private(1, 5, "你好"))
        assert (reply.status_code, reply.content) == (403, b"")
    assert town.telegram.waiting() == 0
    assert (heard.texts, outcomes(town)) == ([], {})


def test_a_call_without_the_secret_has_no_effect(town, heard):
    assert town.http.post(PATH, json=private(1, 5, "你好")).status_code == 403
    assert (town.telegram.waiting(), heard.texts) == (0, [])


def test_more_than_a_megabyte_is_turned_away_unread(town):
    assert town.post(content=TOO_MUCH) == 413
    assert town.post(content=iter([b"{}"])) == 413  # no length was said
    assert (town.telegram.waiting(), outcomes(town)) == (0, {})


def test_a_long_update_is_taken(town, heard):
    raw = private(1, 5, "长" * 4_000)
    raw["message"]["entities"] = [
        {"type": "bold", "offset": number, "length": 1} for number in range(3_000)
    ]
    assert town.post(raw) == 200
    town.settles()
    assert len(heard.texts[0]) == 4_000


MESSAGE = private(1, 5, "你好")["message"]


NO_UPDATES = [
    b"",
    b"{",
    b"null",
    b"[]",
    b'"text"',
    b"\xff\xfe",
    b"[" * 100_000,
    b"{}",
    b'{"update_id": 1}',
    b'{"update_id": "1", "message": {}}',
    b'{"update_id": true, "message": {}}',
    b'{"update_id": -1, "message": {}}',
    b'{"update_id": 1e3, "message": {}}',
    b'{"update_id": 99999999999999999999, "message": {}}',
    b'{"update_id": 1, "message": {}}',
    b'{"update_id": 1, "message": 5}',
    b'{"update_id": 1, "message": [1]}',
    b'{"update_id": 1, "message": {"message_id": 1, "date": "x", "chat": {"id": 5}}}',
    b'{"update_id": 1, "message": {"message_id": 1, "date": 1e30, "chat": {"id": 5}}}',
    b'{"update_id":1,"message":{"message_id":1,"date":1,"chat":{"id":"5","type":"private"}}}',
    b'{"update_id":1,"message":{"message_id":1,"date":1,"text":{},'
    b'"chat":{"id":5,"type":"private"}}}',
]


def test_what_is_no_update_is_refused_and_has_no_effect(town, heard):
    assert {body[:80]: town.post(content=body) for body in NO_UPDATES} == {
        body[:80]: 400 for body in NO_UPDATES
    }
    assert (town.telegram.waiting(), heard.updates) == (0, [])
    assert outcomes(town) == {"refused": len(NO_UPDATES)}


def test_any_character_gets_through(town, heard):
    written = ["零\0字节", "半个\ud83d", "🙂" * 50, "‮反过来"]
    for number, text in enumerate(written, 1):
        body = json.dumps(private(number, number, text)).encode()
        assert town.post(content=body) == 200
    town.settles(seconds=60)
    assert set(heard.texts) == set(written)


def test_an_edited_message_comes_as_such(town, heard):
    raw = {"update_id": 2, "edited_message": MESSAGE | {"edit_date": MESSAGE["date"] + 5}}
    assert town.post(raw) == 200
    town.settles()
    assert heard.updates[0].message is None
    assert heard.updates[0].edited_message.text == "你好"


def test_an_update_of_a_kind_we_do_not_know_is_taken_and_means_nothing(town, heard):
    assert town.post({"update_id": 3, "something_new": {"id": 1}}) == 200
    town.settles()
    assert len(heard.updates) == 1


def test_telegram_is_answered_while_handlers_are_slow(database, tmp_path, fake):
    waits = threading.Event()

    async def slow(_update, _desk):
        await asyncio.to_thread(waits.wait, 30)
        return True

    with small_town(database, tmp_path, fake, slow) as town:
        town.post(private(0, 1, "先连上"))
        seconds = []
        for number in range(1, 101):
            began = time.perf_counter()
            assert town.post(private(number, number, "你好")) == 200
            seconds.append(time.perf_counter() - began)
        assert town.telegram.waiting() == 101
        waits.set()
        town.settles()
    # On a busy machine the slowest tell more of it than of us.
    assert statistics.median(seconds) < 0.05


def test_a_poison_update_is_set_aside_and_the_person_s_next_is_answered(
    database, tmp_path, fake, monkeypatch, capsys
):
    monkeypatch.setattr("bot.channels.telegram.arrival.receiving.AGAIN_SECONDS", (0.01, 0.01))
    heard = Heard(echoes=True, fails=lambda update: update.update_id == 1)
    with small_town(database, tmp_path, fake, heard) as town:
        town.post(private(1, 5, "毒"))
        town.post(private(2, 5, "好"))
        town.settles()
        assert outcomes(town) == {"received": 2, "failed": 2, "set_aside": 1, "handled": 1}
    assert (heard.texts, said(fake)) == (["毒", "毒", "毒", "好"], ["您说：好"])
    logged = capsys.readouterr().out
    assert logged.count("update_failed") == 2
    assert logged.count("update_set_aside") == 1
    assert "毒" not in logged
    assert "not to be seen" not in logged


def test_who_writes_a_hundred_messages_in_two_seconds_gets_a_few_answers_and_one_polite_word(
    database, tmp_path, fake
):
    heard = Heard(echoes=True)
    with small_town(database, tmp_path, fake, heard, limits=ReplyLimits()) as town:
        for number in range(1, 101):
            town.post(private(number, 5, f"第{number}句"))
        town.settles(seconds=60)
    told = said(fake)
    assert told.count(texts.TOO_FAST) == 1
    assert told[-1] == "您说：第100句"
    assert len(told) < 30


def test_danger_in_a_flood_is_heard(database, tmp_path, fake):
    heard = Heard()
    with small_town(database, tmp_path, fake, heard, started=False) as town:
        danger = "我家着火了，快来救人"
        assert find_danger(danger, town.town.knowledge.dangers)
        for number in range(1, 41):
            town.post(private(number, 5, danger if number == 20 else f"第{number}句"))
        town.telegram.start()
        town.settles()
    assert heard.texts == [danger, "第38句", "第39句", "第40句"]


def test_what_came_while_nobody_handled_anything_is_handled_later(database, tmp_path, fake, heard):
    with small_town(database, tmp_path, fake, started=False) as town:
        for number in range(1, 6):
            assert town.post(private(number, number, f"{number}")) == 200
    with small_town(database, tmp_path, fake, heard) as town:
        town.settles()
    assert sorted(heard.texts) == ["1", "2", "3", "4", "5"]


def test_two_replicas_take_the_same_update_and_one_handles_it(database, tmp_path, fake):
    first, second = Heard(), Heard()
    with (
        small_town(database, tmp_path, fake, first) as one,
        small_town(database, tmp_path, fake, second) as two,
    ):
        for number in range(1, 41):
            assert one.post(private(number, number % 7, f"{number}")) == 200
            assert two.post(private(number, number % 7, f"{number}")) == 200
        one.settles()
    together = first.texts + second.texts
    assert sorted(together, key=int) == [f"{number}" for number in range(1, 41)]


def test_the_token_is_in_no_log_no_figure_and_no_table(tmp_path, fake, caplog, capsys, sqlite_url):
    from knowledge.database import open_database

    caplog.set_level(logging.DEBUG)
    logging.getLogger("telegram").setLevel(logging.DEBUG)
    database, heard = open_database(sqlite_url), Heard(echoes=True)
    with small_town(database, tmp_path, fake, heard) as town:
        for answer in ("error", "reset", "garbage"):
            fake.answers(answer, method="sendMessage")
        town.post(private(1, 5, "你好"))
        town.settles()
        figures = town.http.get("/metrics").text + town.http.get("/readyz").text
    database.close()
    files = b"".join(path.read_bytes() for path in Path(tmp_path).rglob("*") if path.is_file())
    assert said(fake) == ["您说：你好"]
    assert b"very-secret" not in files
    assert "very-secret" not in caplog.text + figures + "".join(capsys.readouterr())


def test_a_wrong_token_is_one_line_that_says_what_to_do_and_the_rest_runs_on(
    database, tmp_path, fake, caplog, capsys
):
    fake.answers("unauthorized", times=-1)
    with small_town(database, tmp_path, fake) as town:
        until(lambda: town.telegram.state == "wrong token")
        assert town.http.get("/readyz").json()["telegram"] == "wrong token"
        assert town.http.post("/api/ask", json={"text": "你好"}).status_code == 200
        assert town.post(private(1, 5, "留着")) == 200
    logged = capsys.readouterr().out
    (line,) = [one for one in logged.splitlines() if "TELEGRAM_TOKEN" in one]
    assert "请检查设置 MINGBAI_TELEGRAM_TOKEN" in line
    assert "very-secret" not in logged + caplog.text


@pytest.mark.parametrize("public_url", ["", "http://example.invalid"])
def test_an_address_telegram_cannot_reach_is_one_line_that_says_what_to_do(
    database, tmp_path, fake, capsys, public_url
):
    with small_town(database, tmp_path, fake, public_url=public_url) as town:
        until(lambda: town.telegram.state == "no address")
        assert town.http.get("/healthz").status_code == 200
    logged = capsys.readouterr().out
    (line,) = [one for one in logged.splitlines() if "MINGBAI_PUBLIC_URL" in one]
    assert "MINGBAI_TELEGRAM_MODE" in line


def test_telegram_being_down_at_the_start_only_delays(database, tmp_path, fake, heard):
    fake.answers("error", method="getMe", times=2)
    fake.answers("reset", method="setWebhook", times=1)
    with small_town(database, tmp_path, fake, heard) as town:
        assert town.post(private(1, 5, "你好")) == 200
        until(lambda: town.telegram.state == "on")
        town.settles()
    assert said(fake) == ["您说：你好"]


def test_without_webhooks_there_is_no_such_address(database, tmp_path, fake):
    with small_town(database, tmp_path, fake, telegram_mode="polling") as town:
        assert town.post(private(1, 5, "你好")) in (404, 405)


def test_after_closing_nothing_is_taken_that_would_not_be_kept(database, tmp_path, fake):
    with small_town(database, tmp_path, fake) as town:
        town.telegram.close()
        assert town.post(private(1, 5, "你好")) == 503


def test_it_closes_within_seconds_whatever_is_going_on(database, tmp_path, fake):
    fake.answers("hang", seconds=30, method="sendMessage", times=-1)
    with small_town(database, tmp_path, fake, Heard(echoes=True)) as town:
        town.post(private(1, 5, "你好"))
        until(lambda: any(one.method == "sendMessage" for one in fake.calls))
        began = time.monotonic()
        town.telegram.close()
        assert time.monotonic() - began < 10
    assert isinstance(town.http, httpx.Client)
