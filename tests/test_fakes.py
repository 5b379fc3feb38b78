"""The fake platforms answer as the real ones do, log every call, and are told what to answer."""

import base64
import hashlib
import json
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from fakes.platforms import Platforms, platforms

ROOT = Path(__file__).resolve().parent.parent
TOKEN, KEY = "123:fake-token", "a-robot-key"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40


@pytest.fixture
def fake() -> Iterator[Platforms]:
    with platforms() as fake:
        yield fake


def telegram(fake: Platforms, method: str = "sendMessage", **given: Any) -> dict[str, Any]:
    """Call a Telegram method and give the answer."""
    given = {"chat_id": "-100", **given}
    return dict(httpx.post(f"{fake.url}/bot{TOKEN}/{method}", json=given).json())


def said(fake: Platforms, **given: Any) -> str:
    """What Telegram says to a refused message."""
    return str(telegram(fake, **given).get("description", ""))


def wecom(fake: Platforms, kind: str = "text", **body: Any) -> int:
    """Send through a robot and give its errcode."""
    reply = httpx.post(
        f"{fake.url}/cgi-bin/webhook/send",
        params={"key": KEY},
        json={"msgtype": kind, kind: body or {"content": "您好"}},
    )
    assert reply.status_code == 200
    return int(reply.json()["errcode"])


def test_messages_of_a_chat_are_numbered_and_can_be_deleted_once(fake):
    numbers = [telegram(fake, text="您好")["result"]["message_id"] for _ in range(2)]
    assert numbers == [1, 2]
    assert telegram(fake, "deleteMessage", message_id=2)["ok"]
    again = telegram(fake, "deleteMessage", message_id=2)
    assert again["description"] == "Bad Request: message to delete not found"


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": "字" * 4097}, "message is too long"),
        ({"text": "<b>您好", "parse_mode": "HTML"}, "can't parse entities"),
        ({"text": "<h1>您好</h1>", "parse_mode": "HTML"}, 'Unsupported start tag "h1"'),
        ({"text": "<b>您<i>好</b></i>", "parse_mode": "HTML"}, "Unmatched end tag"),
        ({"text": "您好", "colour": "red"}, "unknown parameter colour"),
        ({"text": 5}, "strings must be encoded"),
        ({"text": "您好", "chat_id": "nobody"}, "chat not found"),
        ({"text": "您好", "chat_id": ""}, "chat_id is empty"),
        ({"text": "您好", "parse_mode": "html5"}, "unsupported parse_mode"),
        ({"text": "您好", "reply_markup": {"inline_keyboard": [["x"]]}}, "text buttons"),
    ],
)
def test_telegram_refuses_what_the_real_one_refuses(fake, given, reason):
    assert reason in said(fake, **given)
    assert fake.accepted == []


def test_markup_does_not_count_towards_the_limit_of_a_message(fake):
    assert telegram(fake, text="<b>" + "字" * 4096 + "</b>", parse_mode="HTML")["ok"]


def test_parameters_come_as_json_form_query_or_with_a_file(fake):
    url = f"{fake.url}/bot{TOKEN}"
    given = {"chat_id": "-100", "text": "您好"}
    assert httpx.post(f"{url}/sendMessage", data=given).json()["ok"]
    assert httpx.get(f"{url}/sendMessage", params=given).json()["ok"]
    photo = {"photo": ("a.png", PNG)}
    assert httpx.post(f"{url}/sendPhoto", data={"chat_id": "-1"}, files=photo).json()["ok"]
    bad = {"photo": ("a.png", b"text")}
    assert not httpx.post(f"{url}/sendPhoto", data={"chat_id": "-1"}, files=bad).json()["ok"]


def test_a_flood_closes_a_bot_for_its_time_and_no_other(fake):
    fake.answers("flood", who=TOKEN, seconds=7)
    first, second = telegram(fake, text="一"), telegram(fake, text="二", chat_id="-200")
    assert first["parameters"] == second["parameters"] == {"retry_after": 7}
    other = httpx.post(f"{fake.url}/bot9:x/sendMessage", json={"chat_id": "-1", "text": "三"})
    assert other.json()["ok"]


def test_a_rule_speaks_of_one_chat_as_often_as_it_says(fake):
    fake.answers("kicked", chat="-100")
    fake.answers("migrate", chat="-200", to=-100200, times=-1)
    assert telegram(fake, text="一")["error_code"] == 403
    assert telegram(fake, text="二")["ok"]
    for _ in range(2):
        moved = telegram(fake, text="三", chat_id="-200")
        assert moved["parameters"] == {"migrate_to_chat_id": -100200}


@pytest.mark.parametrize("accepted", [True, False])
def test_a_reset_may_come_after_the_message_was_taken(fake, accepted):
    fake.answers("reset", accepted=accepted)
    with pytest.raises(httpx.TransportError):
        telegram(fake, text="一")
    assert len(fake.accepted) == int(accepted)
    assert fake.calls[0].verdict == ("accepted-reset" if accepted else "lost-reset")


def test_a_hang_ends_after_its_seconds(fake):
    fake.answers("hang", seconds=0.3, accepted=True)
    with pytest.raises(httpx.ReadTimeout):
        httpx.post(
            f"{fake.url}/bot{TOKEN}/sendMessage",
            json={"chat_id": "-1", "text": "一"},
            timeout=0.1,
        )
    assert len(fake.accepted) == 1


def test_limits_are_enforced_when_asked(fake):
    fake.enforce_limits()
    verdicts = [telegram(fake, text="一")["ok"] for _ in range(21)]
    assert verdicts == [True] * 20 + [False]
    assert telegram(fake, text="一")["parameters"]["retry_after"] in range(50, 61)
    assert [wecom(fake) for _ in range(21)] == [0] * 20 + [45009]


@pytest.mark.parametrize(
    ("kind", "body", "code"),
    [
        ("text", {"content": "字" * 682}, 0),
        ("text", {"content": "字" * 683}, 40058),
        ("text", {"content": "好", "mentioned_list": ["@all"]}, 0),
        ("text", {"content": "好", "mentioned_list": "@all"}, 40058),
        ("markdown", {"content": "字" * 1365}, 0),
        ("markdown", {"content": "字" * 1366}, 40058),
        ("image", {"base64": base64.b64encode(PNG).decode(), "md5": "0"}, 301019),
        (
            "image",
            {"base64": base64.b64encode(PNG).decode(), "md5": hashlib.md5(PNG).hexdigest()},
            0,
        ),
        ("news", {"articles": [{"title": "标题", "url": "https://example.cn"}]}, 0),
        ("news", {"articles": [{"title": "标题"}]}, 40058),
        ("voice", {"media_id": "1"}, 40008),
    ],
)
def test_a_robot_refuses_what_the_real_one_refuses(fake, kind, body, code):
    assert wecom(fake, kind, **body) == code


def test_a_robot_answers_as_scripted_with_http_200(fake):
    fake.answers("errcode", who=KEY, code=93000)
    assert (wecom(fake), wecom(fake)) == (93000, 0)


def test_as_a_process_it_is_told_over_http_and_loses_no_line_of_its_log(tmp_path):
    log = tmp_path / "calls.jsonl"
    command = [sys.executable, "-m", "tests.fakes.platforms", "--log", str(log)]
    process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        url = f"http://127.0.0.1:{int(process.stdout.readline())}"
        rule = {"answer": "blocked", "chat": 5}
        assert httpx.post(f"{url}/_fake/script", json=rule).status_code == 200
        for chat in (5, 6):
            httpx.post(f"{url}/bot{TOKEN}/sendMessage", json={"chat_id": chat, "text": "好"})
        assert httpx.get(f"{url}/_fake/counts").json() == {"blocked": 1, "accepted": 1}
        process.send_signal(signal.SIGTERM)
        assert process.wait(10) == 0
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
    lines = [json.loads(line) for line in log.read_text(encoding="utf-8").splitlines()]
    assert [(line["chat"], line["verdict"]) for line in lines] == [
        ("5", "blocked"),
        ("6", "accepted"),
    ]
    assert {line["who"] for line in lines} == {TOKEN}
