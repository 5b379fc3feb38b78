"""Residents choose what they are told of and when, are told so, and stop whenever they like."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from mailings import grid
from noticing import drafted, passed
from sqlmodel import select
from telegram_chat import Telegram
from telegram_town import telegram_town

from bot.town import now
from jobs.delivery.deliveries import Delivery, State
from jobs.places.groups import Channel
from jobs.places.subscriptions import Hour, Wishes, wishes_of
from jobs.schedule.runs import Run, RunKind
from knowledge.starter_notices import Category


@pytest.fixture(scope="module")
def telegram(tmp_path_factory) -> Iterator[Telegram]:
    folder = tmp_path_factory.mktemp("remind")
    with telegram_town(folder, quiet_hours="00:00-00:00", review_steps=1) as telegram:
        yield telegram


@pytest.fixture
def resident(telegram, request):
    return telegram.private(request.node.name[:50])


def wishes(telegram, person) -> Wishes:
    """What somebody is subscribed to."""
    telegram.settles()
    with telegram.town.database.reading() as session:
        return wishes_of(session, Channel.TELEGRAM, str(person.id))


def publish(telegram, title: str) -> int:
    """Have a safety notice go out now."""
    moment = now()
    with telegram.town.database.writing() as session:
        notice = drafted(session, title=title)
        return passed(session, notice, "李四", needed=1, now=moment).id or 0


def test_kinds_are_chosen_and_dropped_by_tapping_them(telegram, resident):
    resident.says("提醒我")
    menu = resident.hears("想收哪些通知")
    resident.sees_no_button("都不收了")
    resident.taps("安全")
    resident.shows(menu, "您现在收：安全", "随时")
    resident.taps("反诈")
    resident.shows(menu, "安全、反诈")
    resident.taps("✓ 安全")
    resident.shows(menu, "您现在收：反诈")
    assert wishes(telegram, resident).topics == (Category.FRAUD,)


def test_a_button_pressed_twice_acts_once(telegram, resident):
    resident.says("/remind")
    button = resident.button("安全")
    resident.taps(button=button)
    resident.taps(button=button)
    assert wishes(telegram, resident).topics == (Category.SAFETY,)


def test_the_hour_is_chosen_and_shown(telegram, resident):
    resident.says("/remind")
    resident.taps("安全")
    resident.sees_buttons("✓ 随时", "早上8点", "中午12点", "傍晚6点")
    resident.taps("早上8点")
    resident.sees_buttons("✓ 早上8点")
    assert wishes(telegram, resident).hour is Hour.MORNING


@pytest.mark.parametrize("words", ["退订", "/stop"])
def test_one_word_stops_it_all(telegram, resident, words):
    resident.says("/remind")
    resident.taps("安全")
    telegram.settles()
    resident.says(words)
    resident.hears("不再给您发通知了")
    resident.says(words)
    resident.hears("您没有订阅通知")
    assert wishes(telegram, resident).topics == ()


def test_a_poster_of_a_village_subscribes_to_what_is_sent_there(telegram, resident):
    with telegram.town.database.writing() as session:
        place = grid(session, "城关镇", "东关村")
    resident.says(f"/start grid_{place}")
    resident.taps("收这里的通知")
    resident.hears("您在城关镇 / 东关村")
    assert wishes(telegram, resident).grid == place


def test_a_notice_arrives_with_a_way_to_stop_and_stays_as_it_is(telegram, resident):
    resident.says("/remind")
    resident.taps("安全")
    telegram.settles()
    publish(telegram, "冬季用火要小心")
    notice = resident.hears("冬季用火要小心", "城关镇", within=40)
    resident.taps("提醒设置")
    resident.hears("您现在收：安全")
    resident.shows(notice, "冬季用火要小心")
    resident.taps("都不收了")
    resident.hears("不再给您发通知了")


def test_who_chose_an_hour_gets_it_then(telegram, resident):
    resident.says("/remind")
    resident.taps("安全")
    resident.sees_buttons("早上8点")
    resident.taps("早上8点")
    telegram.settles()
    number = publish(telegram, "出门前关好电和气")

    def waiting() -> Delivery | None:
        with telegram.town.database.reading() as session:
            copies = (
                select(Delivery)
                .join(Run)
                .where(Run.notice_id == number, Run.kind == RunKind.COPY, Delivery.due_at > now())
            )
            return session.exec(copies).first()

    found = resident.waits_for(waiting, "a delivery for the morning", within=40)
    assert found.state == State.PENDING
    assert found.due_at - now() <= timedelta(days=1)


def test_who_blocks_the_bot_is_sent_nothing_and_who_comes_back_is(telegram, resident):
    resident.says("/remind")
    resident.taps("安全")
    telegram.settles()
    resident.blocks()
    telegram.settles()
    resident.begins()
    publish(telegram, "雨天出行要当心")
    resident.is_silent(4)
    telegram.people.set_bot(resident.chat, "member", by=resident.user)
    telegram.settles()
    publish(telegram, "雪天出行要当心")
    resident.hears("雪天出行要当心", within=40)
