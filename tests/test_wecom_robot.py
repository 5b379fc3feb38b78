"""Notices go through WeCom group robots, and every answer is taken for what it means."""

import asyncio
import base64
import logging
import time
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace

import pytest
from fakes.platforms import Platforms, platforms
from programs import free_port

from bot.channels.outbound import open_outbound
from bot.channels.wecom import WecomSender
from jobs.delivery.sending import NotSent, Parcel, Refused, TryLater, Unreachable, Unsure

KEY = "0f1e2d3c-very-secret"
WEBHOOK = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
PARCEL = Parcel("5a5a", WEBHOOK, "防火提示", "**防火提示**\n\n出门前请关火断电。\n城关镇")


@pytest.fixture
def fake() -> Iterator[Platforms]:
    with platforms() as fake:
        yield fake


async def _with_sender(base: str, act: Callable[[WecomSender], Awaitable[str]], wait: float) -> str:
    async with open_outbound(answer_seconds=wait) as session:
        return await act(WecomSender(session, base))


def send(fake: Platforms, *parcels: Parcel, wait: float = 5) -> None:
    """Send parcels one after another through one sender."""

    async def act(sender: WecomSender) -> str:
        for parcel in parcels:
            await sender.send(parcel)
        return ""

    asyncio.run(_with_sender(fake.url, act, wait))


def failure(fake: Platforms, parcel: Parcel = PARCEL, *, wait: float = 5) -> NotSent:
    """What sending raises."""
    with pytest.raises(NotSent) as caught:
        send(fake, parcel, wait=wait)
    return caught.value


def test_a_notice_is_sent_as_markdown(fake):
    send(fake, PARCEL)
    [call] = fake.accepted
    assert (call.who, call.method) == (KEY, "markdown")
    assert call.sent["markdown"] == {"content": PARCEL.text}


def test_the_key_alone_is_as_good_as_the_webhook(fake):
    send(fake, replace(PARCEL, secret=KEY))
    assert fake.accepted[0].who == KEY


def test_everybody_is_called_in_a_text(fake):
    send(fake, replace(PARCEL, mention_all=True, text="防火提示\n\n请关火断电。"))
    text = fake.accepted[0].sent["text"]
    assert text == {"content": "防火提示\n\n请关火断电。", "mentioned_list": ["@all"]}


def test_what_has_a_link_and_is_short_becomes_a_card(fake):
    link = "https://example.cn/fire"
    send(fake, replace(PARCEL, link=link, text=f"**防火提示**\n\n请关火断电。\n{link}\n城关镇"))
    [article] = fake.accepted[0].sent["news"]["articles"]
    assert article == {"title": "防火提示", "description": "请关火断电。\n城关镇", "url": link}


def test_what_would_be_cut_on_a_card_is_sent_whole(fake):
    long = f"**防火提示**\n\n{'请关火断电。' * 40}\nhttps://example.cn/fire"
    send(fake, replace(PARCEL, link="https://example.cn/fire", text=long))
    assert fake.accepted[0].sent["markdown"]["content"] == long


def test_a_picture_goes_before_its_words(fake):
    send(fake, replace(PARCEL, picture=PNG))
    assert [call.method for call in fake.accepted] == ["image", "markdown"]
    assert base64.b64decode(fake.accepted[0].sent["image"]["base64"]) == PNG


def test_a_picture_is_not_repeated_when_only_its_words_failed(fake):
    parcel = replace(PARCEL, picture=PNG)
    fake.answers("error", method="markdown", status=503)

    async def twice(sender: WecomSender) -> str:
        with pytest.raises(TryLater):
            await sender.send(parcel)
        return await sender.send(parcel)

    asyncio.run(_with_sender(fake.url, twice, 5))
    assert [call.method for call in fake.accepted] == ["image", "markdown"]
    send(fake, parcel)
    assert [call.method for call in fake.accepted][2:] == ["image", "markdown"]


@pytest.mark.parametrize(
    ("code", "kind", "sentence"),
    [
        (45009, TryLater, "歇一分钟"),
        (-1, TryLater, "正忙"),
        (130101, TryLater, "正忙"),
        (93000, Unreachable, "移出群"),
        (93004, Unreachable, "停用"),
        (40058, Refused, "不合企业微信的要求"),
        (301019, Refused, "图片"),
        (86001, Refused, "86001"),
    ],
)
def test_an_errcode_means_failure_although_http_says_200(fake, code, kind, sentence):
    fake.answers("errcode", code=code)
    error = failure(fake)
    assert type(error) is kind
    assert sentence in str(error)
    assert getattr(error, "lane_for", None) == (60 if code == 45009 else None)


@pytest.mark.parametrize(
    ("answer", "rest", "kind"),
    [
        ("error", {"status": 500}, TryLater),
        ("error", {"status": 502}, TryLater),
        ("error", {"status": 504}, Unsure),
        ("garbage", {}, Unsure),
        ("reset", {"accepted": True}, Unsure),
        ("reset", {"accepted": False}, Unsure),
        ("hang", {"seconds": 3, "accepted": True}, Unsure),
    ],
)
def test_trouble_on_the_way_is_tried_later_or_called_unsure(fake, answer, rest, kind):
    fake.answers(answer, **rest)
    assert type(failure(fake, wait=0.2)) is kind


def test_a_connection_that_cannot_be_made_is_tried_later():
    nobody = Platforms.__new__(Platforms)
    nobody.port = free_port()
    assert type(failure(nobody)) is TryLater


@pytest.mark.parametrize("mention_all", [True, False])
def test_what_is_too_long_is_refused_before_anything_is_sent(fake, mention_all):
    parcel = replace(PARCEL, text="长" * 1_400, picture=PNG, mention_all=mention_all)
    assert type(failure(fake, parcel)) is Refused
    assert fake.calls == []


def test_a_picture_beyond_two_megabytes_is_refused(fake):
    error = failure(fake, replace(PARCEL, picture=PNG + b"0" * 2**21))
    assert type(error) is Refused
    assert "2 MB" in str(error)


def test_nothing_is_written_after_the_deadline_on_a_new_or_a_kept_connection(fake):
    async def late_and_late_again(sender: WecomSender) -> str:
        for _ in range(2):
            with pytest.raises(TryLater, match="时间过了"):
                await sender.send(replace(PARCEL, deadline=time.monotonic()))
            await sender.send(replace(PARCEL, deadline=time.monotonic() + 5))
        return ""

    asyncio.run(_with_sender(fake.url, late_and_late_again, 5))
    assert len(fake.calls) == 2


def test_a_robot_cannot_take_back(fake):
    with pytest.raises(Refused, match="收不回来"):
        asyncio.run(_with_sender(fake.url, lambda sender: sender.recall("5a5a", ""), 5))


def test_the_key_is_in_no_log_and_no_error(fake, caplog):
    caplog.set_level(logging.DEBUG)
    for answer in ("reset", "garbage", "error"):
        fake.answers(answer)
        error = failure(fake)
        assert KEY not in f"{error!r} {error.__cause__!r}"
    fake.answers("errcode", code=93000)
    assert KEY not in repr(failure(fake))
    nobody = Platforms.__new__(Platforms)
    nobody.port = free_port()
    assert KEY not in repr(failure(nobody))
    assert KEY not in caplog.text
