"""The rows of groups follow what becomes of the bot in them, at once."""

from collections.abc import Iterator

import pytest
from builders import NOW
from telegram_chat import Telegram
from telegram_town import telegram_town

from jobs.places.groups import Channel, Group, deactivate
from jobs.places.presence import group_at


@pytest.fixture(scope="module")
def telegram(tmp_path_factory) -> Iterator[Telegram]:
    with telegram_town(tmp_path_factory.mktemp("standing")) as telegram:
        yield telegram


@pytest.fixture
def group(telegram, request):
    room = telegram.group(request.node.name[:60])
    room.hears("法律明白人")
    room.begins()
    return room


def row(telegram, room) -> Group | None:
    """A group as we know it."""
    telegram.settles()
    with telegram.town.database.reading() as session:
        found = group_at(session, room.id)
        session.expunge_all()
        return found


def test_being_added_introduces_it_and_explains_privacy_mode_where_it_is_in_the_way(telegram):
    group = telegram.group("新来的群")
    group.hears("城关镇", "@mingbai_bot", "没有回应", "管理员")
    assert row(telegram, group).name == "新来的群"
    other = telegram.group("另一个群", bot="administrator")
    other.hears("城关镇", "@mingbai_bot")
    other.does_not_hear("没有回应")


def test_removed_restricted_and_promoted_the_row_follows_at_once(telegram, group):
    assert row(telegram, group).active
    group.sets_bot("restricted")
    assert row(telegram, group).reason == "机器人在这个群里被禁止发言。"
    group.sets_bot("administrator")
    assert row(telegram, group).active
    group.sets_bot("left")
    assert row(telegram, group).reason == "机器人已被移出这个群。"
    group.sets_bot("member")
    assert row(telegram, group).active


def test_a_group_that_staff_closed_is_not_opened_by_a_promotion(telegram, group):
    number = row(telegram, group).id
    with telegram.town.database.writing() as session:
        deactivate(session, number, reason="群里没人了", by="小王", now=NOW)
    group.sets_bot("administrator")
    assert row(telegram, group).reason == "群里没人了"


def test_a_new_name_and_a_new_number_are_followed(telegram):
    group = telegram.group("老名字", kind="group")
    number = row(telegram, group).id
    group.is_renamed("新名字")
    assert row(telegram, group).name == "新名字"
    moved = group.becomes_supergroup()
    assert row(telegram, moved).id == number
    assert row(telegram, moved).active
    assert row(telegram, group) is None
    moved.says("张三", "@mingbai_bot 离婚冷静期多久")
    moved.hears("30天")


def test_a_channel_it_manages_is_a_place_for_notices(telegram):
    channel = telegram.group("公告频道", kind="channel", bot="administrator")
    assert row(telegram, channel).active
    channel.sets_bot("left")
    assert not row(telegram, channel).active


def test_a_group_that_had_it_before_we_noted_it_is_taken_in(telegram):
    group = telegram.group("没登记的群")
    with telegram.town.database.writing() as session:
        telegram.settles()
        session.delete(group_at(session, group.id))
    group.says("张三", "@mingbai_bot 离婚冷静期多久")
    group.hears("30天")
    assert row(telegram, group).channel == Channel.TELEGRAM
