"""Replies keep to Telegram's pace, and what no longer matters gives way."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from itertools import pairwise

import pytest
from fakes.platforms import Platforms, platforms

from bot.channels.outbound import open_outbound
from bot.channels.telegram.arrival.in_hand import Hold, in_hand
from bot.channels.telegram.speech.pace import Pace, ReplyLimits
from bot.channels.telegram.speech.request import AiohttpRequest, make_bot
from bot.channels.telegram.speech.sending import TelegramSender
from bot.channels.telegram.speech.speaking import ChatClosed, NotHeard, Speaker
from bot.traffic import Traffic
from jobs.delivery.sending import Parcel

TOKEN = "998877:very-secret-token"
GROUP, PERSON = -1001, 55


@pytest.fixture
def fake():
    with platforms() as fake:
        fake.telegram.bot(TOKEN).world.open = True
        yield fake


def speaking(
    fake: Platforms,
    act: Callable[[Speaker, Pace], Awaitable[object]],
    limits: ReplyLimits | None = None,
) -> object:
    """Do something with a voice, and give what it gives."""

    async def run() -> object:
        async with open_outbound(answer_seconds=3) as session:
            pace = Pace(limits or ReplyLimits())
            bot = make_bot(AiohttpRequest(session, TOKEN), fake.url)
            return await act(Speaker(bot, pace), pace)

    return asyncio.run(run())


def texts(fake: Platforms) -> list[str]:
    return [str(one.sent.get("text", "")) for one in fake.accepted]


def taken_at(limits: ReplyLimits, chats: list[int], urgent: int = -1) -> list[tuple[float, int]]:
    """When each of these chats got its turn, and in which order."""

    async def run() -> list[tuple[float, int]]:
        pace, began, found = Pace(limits), time.monotonic(), []

        async def one(number: int, chat: int) -> None:
            async with pace.turn(chat, urgent=number == urgent):
                found.append((time.monotonic() - began, number))

        await asyncio.gather(*(one(*pair) for pair in enumerate(chats)))
        return found

    return asyncio.run(run())


def test_a_chat_gets_three_at_once_and_then_one_a_second():
    limits = ReplyLimits(bot=(), chat=((3, 0.6),), group=())
    at = [moment for moment, _ in taken_at(limits, [PERSON] * 7)]
    assert at[2] < 0.3
    assert 0.6 <= at[3] < 1.1
    assert 1.2 <= at[6] < 1.8


def test_the_limits_are_those_that_telegram_names_with_room_for_notices():
    limits = ReplyLimits()
    assert (limits.chat, limits.group) == (((3, 3.0),), ((20, 60.0),))
    assert limits.bot == ((29, 1.0),)
    assert TelegramSender.limits.lane == ((25, 1.0),)


def test_all_chats_together_keep_to_what_the_bot_may_and_nobody_jumps_the_queue():
    limits = ReplyLimits(bot=((5, 0.4),), chat=(), group=())
    found = taken_at(limits, list(range(1, 21)))
    assert [number for _, number in found] == list(range(20))
    for (early, _), (late, _) in zip(found, found[5:], strict=False):
        assert late - early >= 0.39


def test_notices_that_go_out_leave_the_rest_of_the_places_to_replies():
    traffic = Traffic()
    limits = ReplyLimits(bot=((29, 1.0),), chat=(), group=())
    for _ in range(25):
        traffic.note()

    async def run() -> list[float]:
        pace, began, found = Pace(limits, beside=lambda: traffic.recent), time.monotonic(), []

        async def one(chat: int) -> None:
            async with pace.turn(chat):
                found.append(time.monotonic() - began)

        await asyncio.gather(*(one(chat) for chat in range(1, 9)))
        return found

    at = asyncio.run(run())
    assert at[3] < 0.5
    assert at[4] > 0.7


def test_every_notice_that_is_sent_is_counted(fake):
    traffic = Traffic()

    async def run() -> None:
        async with open_outbound() as session:
            sender = TelegramSender(session, fake.url, TOKEN, traffic=traffic)
            for _ in range(3):
                await sender.send(Parcel("-1001", "", "防火", "请关火断电。"))

    asyncio.run(run())
    assert traffic.recent == 3


def test_a_chat_that_waits_holds_nobody_else_up():
    limits = ReplyLimits(bot=(), chat=((1, 5.0),), group=())
    found = taken_at(limits, [1, 2, 3])
    assert max(moment for moment, _ in found) < 1


def test_danger_goes_before_all_that_waits():
    limits = ReplyLimits(bot=((2, 0.5),), chat=((1, 0.5),), group=())
    found = taken_at(limits, [PERSON] * 6, urgent=5)
    assert [number for _, number in found][:2] == [0, 5]


def test_a_pause_that_telegram_asks_for_is_kept_by_everybody(fake):
    fake.answers("flood", seconds=1, chat="1")

    async def act(speaker: Speaker, _pace: Pace) -> None:
        first = asyncio.create_task(speaker.say(1, "一"))
        await asyncio.sleep(0.3)
        await asyncio.gather(first, *(speaker.say(chat, f"{chat}") for chat in range(2, 8)))

    speaking(fake, act)
    (flood,) = [one for one in fake.calls if one.verdict == "429"]
    later = [one for one in fake.calls if one.at > flood.at]
    assert len(later) == 7
    assert min(one.at for one in later) >= flood.at + 1


@pytest.mark.parametrize("trouble", ["error", "reset", "garbage"])
def test_a_reply_is_said_again_until_telegram_takes_it(fake, trouble):
    fake.answers(trouble, times=2)

    async def act(speaker: Speaker, _pace: Pace) -> int:
        return await speaker.say(PERSON, "答复")

    assert speaking(fake, act) == 1
    assert texts(fake) == ["答复"]


def test_a_chat_that_moved_is_followed(fake):
    fake.answers("migrate", chat=str(GROUP), to=-1009)

    async def act(speaker: Speaker, _pace: Pace) -> int:
        return await speaker.say(GROUP, "答复")

    speaking(fake, act)
    assert [one.chat for one in fake.accepted] == ["-1009"]


@pytest.mark.parametrize("answer", ["blocked", "kicked", "not_found", "no_rights", "deactivated"])
def test_where_nothing_can_be_said_that_is_an_error_of_its_own_and_is_not_tried_again(fake, answer):
    fake.answers(answer, times=-1)

    async def act(speaker: Speaker, _pace: Pace) -> None:
        with pytest.raises(ChatClosed):
            await speaker.say(PERSON, "答复")

    speaking(fake, act)
    assert len(fake.calls) == 1


def test_a_long_reply_comes_in_parts_and_the_buttons_are_under_the_last(fake):
    from bot.channels.telegram.speech.keyboard import Button

    async def act(speaker: Speaker, _pace: Pace) -> int:
        text = "\n\n".join("长" * 2_000 for _ in range(3))
        buttons = [[Button("有用", data="useful")]]
        return await speaker.say(PERSON, text, buttons=buttons, reply_to=1)

    last = speaking(fake, act)
    first, second = fake.accepted
    assert ("reply_parameters" in first.sent, "reply_parameters" in second.sent) == (True, False)
    assert ("reply_markup" in first.sent, "reply_markup" in second.sent) == (False, True)
    assert last == 2


def test_an_edit_that_waits_gives_way_to_a_newer_one(fake):
    limits = ReplyLimits(bot=(), chat=((1, 0.4),), group=())

    async def act(speaker: Speaker, _pace: Pace) -> list[bool]:
        message = await speaker.say(PERSON, "开始")
        edits = (speaker.edit(PERSON, message, f"进度{number}") for number in range(5))
        return list(await asyncio.gather(*edits))

    assert speaking(fake, act, limits) == [False, False, False, False, True]
    assert texts(fake) == ["开始", "进度4"]


def test_an_edit_that_changes_nothing_is_fine_and_one_of_nothing_says_so(fake):
    async def act(speaker: Speaker, _pace: Pace) -> tuple[bool, bool]:
        message = await speaker.say(PERSON, "一样")
        return await speaker.edit(PERSON, message, "一样"), await speaker.edit(PERSON, 99, "没有")

    assert speaking(fake, act) == (True, False)


def test_typing_is_left_out_where_there_is_no_room(fake):
    limits = ReplyLimits(bot=(), chat=((1, 60.0),), group=())

    async def act(speaker: Speaker, _pace: Pace) -> None:
        await speaker.typing(PERSON)
        await speaker.say(PERSON, "答复")
        await speaker.typing(PERSON)

    speaking(fake, act, limits)
    assert [one.method for one in fake.calls] == ["sendChatAction", "sendMessage"]


def test_a_tap_that_cannot_be_answered_is_left_alone(fake):
    async def act(speaker: Speaker, pace: Pace) -> None:
        await speaker.answer_button("no-such-tap", "好")
        pace.close(60)
        await speaker.answer_button("no-such-tap", "好")

    speaking(fake, act)
    assert len(fake.calls) == 1


def test_whoever_lost_a_chat_says_nothing_in_it_any_more(fake):
    async def act(speaker: Speaker, _pace: Pace) -> None:
        with in_hand(1, Hold(time.monotonic() - 1)), pytest.raises(NotHeard) as caught:
            await speaker.say(PERSON, "太晚了")
        assert caught.value.late

    speaking(fake, act)
    assert fake.calls == []


def test_the_real_limits_are_never_passed_however_much_is_said(fake):
    fake.enforce_limits()

    async def act(speaker: Speaker, _pace: Pace) -> None:
        await asyncio.gather(*(speaker.say(-1000 - n % 9, f"{n}") for n in range(60)))

    limits = ReplyLimits(bot=((29, 1.0),), chat=((8, 0.1),))
    speaking(fake, act, limits)
    assert "429" not in fake.log.counts
    moments = sorted(one.at for one in fake.accepted)
    assert all(late - early >= 0 for early, late in pairwise(moments))
    assert len(moments) == 60
