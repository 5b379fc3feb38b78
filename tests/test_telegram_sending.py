"""Notices go to Telegram chats, and every answer is taken for what it means."""

import asyncio
import logging
import time
import traceback
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace

import pytest
from fakes.platforms import Platforms, platforms
from programs import free_port

from bot.channels.outbound import open_outbound
from bot.channels.telegram.speech.sending import TelegramSender
from jobs.delivery.sending import Moved, NotSent, Parcel, Refused, TryLater, Unreachable, Unsure

TOKEN = "998877:very-secret-token"
PNG = b"\x89PNG\r\n\x1a\n" + b"0" * 40
PARCEL = Parcel("-1001", "", "防火提示", "<b>防火提示</b>\n\n出门前请关火断电。")


@pytest.fixture
def fake() -> Iterator[Platforms]:
    with platforms() as fake:
        yield fake


def doing(fake: Platforms, act: Callable[[TelegramSender], Awaitable[str]], wait: float = 5) -> str:
    """Do something with a sender, and give what it gives."""

    async def run() -> str:
        async with open_outbound(answer_seconds=wait) as session:
            return await act(TelegramSender(session, fake.url, TOKEN))

    return asyncio.run(run())


def send(fake: Platforms, parcel: Parcel = PARCEL, *, wait: float = 5) -> str:
    """Send one parcel."""
    return doing(fake, lambda sender: sender.send(parcel), wait)


def failure(fake: Platforms, parcel: Parcel = PARCEL, *, wait: float = 5) -> NotSent:
    """What sending raises."""
    with pytest.raises(NotSent) as caught:
        send(fake, parcel, wait=wait)
    return caught.value


def test_a_notice_is_sent_as_html_without_a_preview(fake):
    assert (send(fake), send(fake)) == ("1", "2")
    call = fake.accepted[0]
    assert (call.who, call.method, call.chat) == (TOKEN, "sendMessage", "-1001")
    assert call.sent["text"] == PARCEL.text
    assert call.sent["parse_mode"] == "HTML"
    assert call.sent["link_preview_options"] == {"is_disabled": True}


def test_a_picture_has_the_words_under_it(fake):
    send(fake, replace(PARCEL, picture=PNG))
    call = fake.accepted[0]
    assert (call.method, call.sent["photo"], call.sent["caption"]) == (
        "sendPhoto",
        PNG,
        PARCEL.text,
    )


def test_buttons_lead_to_web_addresses(fake):
    send(fake, replace(PARCEL, buttons=(("打开", "https://example.cn/x"),)))
    rows = fake.accepted[0].sent["reply_markup"]["inline_keyboard"]
    assert rows == [[{"text": "打开", "url": "https://example.cn/x"}]]


def test_a_message_is_taken_back_once_and_gone_is_as_good(fake):
    async def thrice(sender: TelegramSender) -> str:
        number = await sender.send(PARCEL)
        await sender.recall(PARCEL.address, number)
        await sender.recall(PARCEL.address, number)
        return number

    doing(fake, thrice)
    assert [call.method for call in fake.accepted] == ["sendMessage", "deleteMessage"]


def test_a_message_that_is_too_old_cannot_be_taken_back(fake):
    fake.answers("too_old", method="deleteMessage")

    async def act(sender: TelegramSender) -> str:
        with pytest.raises(Refused, match="48 小时"):
            await sender.recall(PARCEL.address, await sender.send(PARCEL))
        return ""

    doing(fake, act)


@pytest.mark.parametrize(
    ("answer", "kind", "sentence"),
    [
        ("kicked", Unreachable, "移出"),
        ("blocked", Unreachable, "屏蔽"),
        ("deactivated", Unreachable, "解散"),
        ("not_found", Unreachable, "找不到"),
        ("no_rights", Unreachable, "权限"),
        ("bad_request", Refused, "没有收下"),
        ("error", TryLater, "暂时出错"),
    ],
)
def test_a_refusal_is_about_the_group_or_about_the_message(fake, answer, kind, sentence):
    fake.answers(answer)
    error = failure(fake)
    assert type(error) is kind
    assert sentence in str(error)


def test_a_flood_answer_closes_the_lane_for_exactly_its_seconds(fake):
    fake.answers("flood", seconds=17)
    error = failure(fake)
    assert isinstance(error, TryLater)
    assert error.lane_for == 17


def test_a_group_that_moved_says_where_to(fake):
    fake.answers("migrate", to=-100200300)
    error = failure(fake)
    assert isinstance(error, Moved)
    assert error.address == "-100200300"


def test_a_bad_token_closes_the_lane_and_blames_no_group(fake):
    fake.answers("unauthorized")
    error = failure(fake)
    assert isinstance(error, TryLater)
    assert error.lane_for == 300
    assert "令牌" in str(error)


@pytest.mark.parametrize(
    ("answer", "rest"),
    [
        ("reset", {"accepted": True}),
        ("reset", {"accepted": False}),
        ("hang", {"seconds": 3, "accepted": True}),
        ("garbage", {"status": 200}),
        ("error", {"status": 504}),
    ],
)
def test_without_an_answer_to_what_was_written_nobody_can_be_sure(fake, answer, rest):
    fake.answers(answer, **rest)
    assert type(failure(fake, wait=0.2)) is Unsure


def test_a_connection_that_cannot_be_made_is_tried_later():
    nobody = Platforms.__new__(Platforms)
    nobody.port = free_port()
    assert type(failure(nobody)) is TryLater


def test_markup_that_telegram_cannot_read_is_refused(fake):
    error = failure(fake, replace(PARCEL, text="<b>防火提示"))
    assert type(error) is Refused
    assert "格式" in str(error)


def test_a_text_that_is_too_long_is_refused(fake):
    assert "太长" in str(failure(fake, replace(PARCEL, text="长" * 4_097)))
    assert "太长" in str(failure(fake, replace(PARCEL, text="长" * 1_025, picture=PNG)))


def test_nothing_is_written_after_the_deadline(fake):
    async def act(sender: TelegramSender) -> str:
        for _ in range(2):
            with pytest.raises(TryLater, match="时间过了"):
                await sender.send(replace(PARCEL, deadline=time.monotonic()))
            await sender.send(replace(PARCEL, deadline=time.monotonic() + 5))
        return ""

    doing(fake, act)
    assert len(fake.calls) == 2


def test_messages_on_their_way_together_keep_their_own_deadlines(fake):
    async def act(sender: TelegramSender) -> str:
        late = replace(PARCEL, deadline=time.monotonic())
        parcels = [late if number % 2 else PARCEL for number in range(20)]
        done = await asyncio.gather(*map(sender.send, parcels), return_exceptions=True)
        assert [isinstance(one, TryLater) for one in done] == [False, True] * 10
        return ""

    doing(fake, act)
    assert len(fake.accepted) == 10


def test_the_token_is_in_no_log_no_error_and_no_repr(fake, caplog):
    caplog.set_level(logging.DEBUG)
    shown = []
    for answer in ("unauthorized", "kicked", "garbage", "error", "reset"):
        fake.answers(answer)
        shown.append("".join(traceback.format_exception(failure(fake))))
    nobody = Platforms.__new__(Platforms)
    nobody.port = free_port()
    shown.append("".join(traceback.format_exception(failure(nobody))))

    async def act(sender: TelegramSender) -> str:
        shown.append(repr(vars(sender)))
        return await sender.send(PARCEL)

    doing(fake, act)
    assert "very-secret" not in "".join(shown) + caplog.text
