"""Whatever goes wrong around Telegram, no message of a resident is lost, and none harms another."""

import asyncio
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fakes.telegram_world import Json
from sqlmodel import select
from telegram import Update
from telegram_chat import Private, Telegram
from telegram_town import telegram_town

from bot.channels.telegram.handlers import HANDLERS
from bot.channels.telegram.speech.desk import TelegramDesk
from bot.channels.telegram.speech.pace import ReplyLimits
from bot.texts import TOO_FAST
from jobs.records.alerts import Alert

ASKED, POINT = "离婚冷静期多久", "30天"
POISON, SLOW = "毒", "慢"
OUTAGE = 4.0
FORGIVING = 40.0


async def trips(update: Update, _desk: TelegramDesk) -> bool:
    """A handler with a fault, and one that takes its time."""
    text = update.message.text if update.message else None
    if text == POISON:
        raise RuntimeError("poison")
    if text == SLOW:
        await asyncio.sleep(6)
        return True
    return False


@pytest.fixture(scope="module")
def telegram(town_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Telegram]:
    folder = shutil.copytree(town_template, tmp_path_factory.mktemp("trouble") / "data")
    with telegram_town(folder, handlers=(trips, *HANDLERS)) as telegram:
        yield telegram


@pytest.fixture
def resident(telegram: Telegram, request: pytest.FixtureRequest) -> Iterator[Private]:
    yield telegram.private(request.node.name)
    telegram.fake.script.clear()


def message(person: Private, number: int, text: str) -> Json:
    """An update as Telegram sends it."""
    body = {
        "message_id": number,
        "date": 1_764_000_000,
        "chat": person.chat.view,
        "from": person.user.view,
        "text": text,
    }
    return {"update_id": number, "message": body}


def answers(person: Private, fragment: str = POINT) -> int:
    return sum(fragment in one.text for one in person.chat.messages.values() if one.ours)


def test_an_update_that_comes_again_is_answered_once(telegram, resident):
    resident.says(ASKED)
    resident.hears(POINT)
    telegram.updates.repeat(*[dict(u) for u in telegram.updates.handed[-1:]] * 3)
    telegram.settles()
    assert answers(resident) == 1


def test_updates_in_a_strange_order_are_all_answered(telegram, resident):
    resident.chat.met = True
    others = [telegram.private(f"乱序{number}") for number in range(3)]
    for person in others:
        person.chat.met = True
    numbers = [700_030, 700_010, 700_020]
    strange = zip(others, numbers, strict=True)
    telegram.updates.repeat(*(message(person, number, ASKED) for person, number in strange))
    for person in others:
        person.hears(POINT)


@pytest.mark.parametrize(
    ("answer", "rest"),
    [
        ("reset", {}),
        ("error", {"status": 500}),
        ("garbage", {"status": 502}),
        ("flood", {"seconds": 6}),
    ],
)
def test_a_reply_arrives_although_telegram_was_away(telegram, resident, answer, rest):
    times = 1 if answer == "flood" else -1
    telegram.fake.answers(answer, method="sendMessage", times=times, **rest)
    resident.says(ASKED)
    time.sleep(OUTAGE)
    assert answers(resident) == 0
    telegram.fake.script.clear()
    resident.hears(POINT, within=FORGIVING)
    telegram.settles()
    assert answers(resident) == 1


def test_a_reply_that_hangs_is_tried_again(telegram, resident):
    telegram.fake.answers("hang", method="sendMessage", seconds=30)
    resident.says(ASKED)
    resident.hears(POINT, within=FORGIVING)


def test_what_is_not_answered_by_telegram_may_come_twice_but_never_is_lost(telegram, resident):
    telegram.fake.answers("reset", method="sendMessage", accepted=True)
    resident.says(ASKED)
    resident.hears(POINT)
    telegram.settles()
    assert answers(resident) in (1, 2)


def test_poison_is_set_aside_with_an_alert_and_others_go_on(telegram, resident):
    other = telegram.private("别人")
    resident.says(POISON)
    resident.says(ASKED)
    other.says(ASKED)
    other.hears(POINT)
    assert answers(resident) == 0
    resident.hears(POINT, within=FORGIVING)
    with telegram.town.database.reading() as session:
        alerts = [alert.excerpt for alert in session.exec(select(Alert))]
    assert [said for said in alerts if "3 次" in said], alerts
    assert not [said for said in alerts if POISON in said]


def test_a_slow_handler_delays_nobody_else(telegram, resident):
    other = telegram.private("旁人")
    resident.says(SLOW)
    resident.says(ASKED)
    other.says(ASKED)
    other.hears(POINT)
    assert answers(resident) == 0
    resident.hears(POINT)


def test_a_blocked_bot_forgets_the_reply_and_goes_on(telegram, resident):
    resident.says("您好")
    telegram.settles()
    resident.blocks()
    telegram.people.say(resident.chat, resident.user, ASKED)
    telegram.settles()
    telegram.people.set_bot(resident.chat, "member", by=resident.user)
    resident.says(ASKED)
    resident.hears(POINT)


def test_where_mentions_do_not_arrive_a_command_does_and_the_status_says_why(telegram, resident):
    group = telegram.group("隐私群")
    group.hears("/ask@mingbai_bot")
    telegram.world.mentions_arrive = False
    try:
        group.says(resident, f"@mingbai_bot {ASKED}")
        group.is_silent()
        group.says(resident, f"/ask {ASKED}")
        group.hears(POINT)
        group.says(resident, "/status")
        group.hears("隐私模式")
    finally:
        telegram.world.mentions_arrive = True


def test_a_flood_of_one_person_is_answered_within_limits(town_template, tmp_path):
    folder = shutil.copytree(town_template, tmp_path / "data")
    with telegram_town(folder, limits=ReplyLimits()) as telegram:
        telegram.fake.enforce_limits()
        flooder, other = telegram.private("急性子"), telegram.private("旁人")
        for number in range(99):
            flooder.says(f"第{number}句")
        flooder.says(ASKED)
        other.says(ASKED)
        other.hears(POINT)
        flooder.hears(POINT, within=FORGIVING)
        telegram.settles(within=FORGIVING)
        said = [one.text for one in flooder.chat.messages.values() if one.ours]
        assert len(said) < 40, said
        assert sum(TOO_FAST in text for text in said) <= 1
        replies = [c for c in telegram.fake.accepted if c.method == "sendMessage"]
        moments = [c.at for c in replies if c.chat == str(flooder.id)]
        assert all(later - at > 2 for at, later in zip(moments, moments[3:], strict=False))
        assert "429" not in telegram.fake.log.counts
