"""What is kept of a chat can be copied and erased, on both databases."""

from datetime import timedelta
from zoneinfo import ZoneInfo

import pytest
from askers import record, turn
from builders import NOW
from sqlmodel import select

from bot.channels.telegram.speech.marks import (
    find_answered,
    find_words,
    forget_answered,
    keep_answered,
    keep_words,
    key_of,
)
from bot.flows.keeping import Flow, OpenFlow, keep_flow
from bot.own_records import NOTHING, Owner, copy_of, erase
from bot.people import Role, add_staff
from bot.staff_chats import person_at, tie
from jobs.places.groups import Channel
from jobs.places.subscriptions import Hour, choose_hour, subscribe, wishes_of
from jobs.records.exchanges import Exchange
from jobs.records.handovers import hand_over
from knowledge.database import Database
from knowledge.starter_notices import Category

ZONE = ZoneInfo("Asia/Shanghai")
OWNER = Owner(Channel.TELEGRAM, "7")
ASKED = "银河系的星星归哪个村管"


def copied(database: Database) -> str:
    """What the owner is given."""
    with database.reading() as session:
        return copy_of(session, OWNER, zone=ZONE, open_secret=lambda sealed: sealed[::-1])


@pytest.fixture
def full(database) -> Database:
    """A database that has something of everything of one chat, and of another."""
    record(
        database,
        turn("我的电话13800138000，离婚冷静期多久", kind="answer", conversation="telegram:7"),
        turn(ASKED, conversation="telegram:7", at=NOW + timedelta(minutes=1)),
        turn("别人问的", conversation="telegram:8"),
    )
    with database.writing() as session:
        exchange = session.exec(select(Exchange).where(Exchange.question == ASKED)).one()
        session.add(exchange)
        exchange.useful, exchange.comment = False, "没说清"
        subscribe(session, OWNER.channel, "7", topics=[Category.SAFETY], now=NOW)
        choose_hour(session, OWNER.channel, "7", hour=Hour.MORNING)
        hand_over(
            session,
            exchange.id,
            question=ASKED,
            channel="telegram",
            conversation="telegram:7",
            contact="00083100831",
            now=NOW,
        )
        keep_flow(session, ("telegram", "7", "7"), Flow("handing-over"), now=NOW)
        keep_flow(session, ("telegram", "8", "8"), Flow("handing-over"), now=NOW)
    return database


def test_a_copy_holds_everything_in_words_its_owner_understands(full):
    assert copied(full).split("\n") == [
        "问过的话（2条）",
        "2026年11月23日 16:00  我的电话〔手机号〕，离婚冷静期多久（有答案）",
        f"2026年11月23日 16:01  {ASKED}（没有把握，您说没帮上）",
        "  您的意见：没说清",
        "",
        "订阅的通知",
        "安全（早上8点）",
        "",
        "转给工作人员的问题",
        f"2026年11月23日 16:00  {ASKED}，电话 13800138000",
    ]


def test_nothing_is_left_after_erasing_but_what_belongs_to_others(full):
    with full.writing() as session:
        assert erase(session, OWNER, now=NOW) == 2
        assert erase(session, OWNER, now=NOW) == 0
    assert copied(full) == NOTHING
    with full.reading() as session:
        assert wishes_of(session, OWNER.channel, "7").topics == ()
        assert [flow.address for flow in session.exec(select(OpenFlow))] == ["8"]
        assert [row.question for row in session.exec(select(Exchange))] == ["别人问的"]


def test_the_chat_of_somebody_on_the_staff_is_still_reached(full):
    with full.writing() as session:
        person = add_staff(session, "张三", role=Role.DRAFTER, by="小王", now=NOW)
        tie(session, person, channel="telegram", account="7", now=NOW)
        erase(session, OWNER, now=NOW)
        assert wishes_of(session, OWNER.channel, "7").topics == ()
        found = person_at(session, "telegram", "7")
        assert (found.moved, found.closed) == (False, False)


def test_long_words_are_found_by_their_key_whoever_kept_them(database):
    with database.writing() as session:
        for _ in range(2):
            keep_words(session, ASKED)
        assert find_words(session, key_of(ASKED)) == ASKED
        assert find_words(session, "nothing") == ""


def test_which_reply_answers_which_message_is_kept_until_neither_can_change(database):
    with database.writing() as session:
        keep_answered(session, "7", 1, 2, at=NOW)
        keep_answered(session, "7", 1, 3, at=NOW)
        keep_answered(session, "8", 1, 9, at=NOW)
        assert find_answered(session, "7", 1) == 3
        forget_answered(session, chat="7")
        assert find_answered(session, "7", 1) is None
        forget_answered(session, before=NOW)
        assert find_answered(session, "8", 1) == 9
        forget_answered(session, before=NOW + timedelta(seconds=1))
        assert find_answered(session, "8", 1) is None
