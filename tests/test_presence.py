"""The row of a group follows what becomes of the bot in it."""

import pytest
from builders import NOW
from sqlmodel import Session, select

from jobs.places.groups import Channel, Group, deactivate
from jobs.places.presence import (
    contact_back,
    contact_lost,
    group_at,
    let_in,
    let_out,
    migrate,
    mute,
    rename,
)
from jobs.places.subscriptions import TOPICS, subscribe
from knowledge.audit import check_chain

CHAT = -100123


@pytest.fixture
def session(database):
    with database.writing() as session:
        yield session


def enter(session: Session, chat: int = CHAT, *, anew: bool = True, title: str = "一群") -> Group:
    """The bot is let into a group, or promoted in it."""
    let_in(session, chat, title=title, public_name="", anew=anew, now=NOW)
    return session.exec(select(Group).where(Group.address == str(chat))).one()


def test_in_out_and_in_again(session):
    assert enter(session).active
    let_out(session, CHAT, reason="机器人已被移出这个群。", now=NOW)
    assert group_at(session, CHAT).reason == "机器人已被移出这个群。"
    assert enter(session).active


def test_a_right_to_speak_that_came_back_opens_what_was_closed_for_want_of_it(session):
    enter(session)
    let_out(session, CHAT, reason="机器人在这个群里被禁止发言。", now=NOW)
    assert enter(session, anew=False).active


def test_what_staff_closed_stays_closed_until_the_bot_is_let_in_anew(session):
    group = enter(session)
    deactivate(session, group.id, reason="不用了", by="小王", now=NOW)
    rename(session, CHAT, title="新名", now=NOW)
    assert not enter(session, anew=False).active
    assert enter(session, anew=True).active


def test_an_unknown_group_is_left_alone(session):
    let_out(session, CHAT, reason="出去了", now=NOW)
    rename(session, CHAT, title="新名", now=NOW)
    migrate(session, CHAT, to=-1, now=NOW)
    assert group_at(session, CHAT) is None
    assert not mute(session, CHAT, until=NOW)


def test_a_group_keeps_its_row_when_its_number_changes_whatever_came_first(session):
    number = enter(session).id
    let_out(session, CHAT, reason="机器人已被移出这个群。", now=NOW)
    enter(session, -100999)
    migrate(session, CHAT, to=-100999, now=NOW)
    migrate(session, CHAT, to=-100999, now=NOW)
    group = group_at(session, -100999)
    assert (group.id, group.active) == (number, True)


def test_a_new_name_is_noted_once(session):
    enter(session)
    for _ in range(2):
        rename(session, CHAT, title=" 二  群 ", now=NOW)
    assert group_at(session, CHAT).name == "二 群"
    assert check_chain(session) == ""


def test_who_blocks_the_bot_is_left_alone_until_they_come_back(session):
    subscribe(session, Channel.TELEGRAM, "7", topics=TOPICS, now=NOW)
    chat = session.exec(select(Group)).one()
    contact_lost(session, 7, reason="对方屏蔽了机器人。")
    assert not chat.active
    contact_back(session, 7, reason="别的原因")
    assert not chat.active
    contact_back(session, 7, reason="对方屏蔽了机器人。")
    assert chat.active
    contact_lost(session, 8, reason="没有这个人")
