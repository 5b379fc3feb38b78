"""A run becomes one row for each group of its audience, whoever fans it out and how often."""

import mailings
import pytest
from builders import NOW
from sqlmodel import select

from jobs.delivery.deliveries import Delivery, State
from jobs.delivery.fan_out import fan_out
from jobs.places.groups import Channel, Group
from jobs.schedule.runs import Run


@pytest.fixture
def session(database):
    with database.writing() as session:
        village = mailings.grid(session, "城关镇", "东关村")
        mailings.group(session, "一群", place=village, lane="telegram")
        mailings.group(session, "二群", lane="telegram")
        mailings.group(session, "机器人群", channel=Channel.WECOM, lane="wecom:1")
        mailings.group(session, "微信群", channel=Channel.WECHAT)
        mailings.group(session, "散了的群", lane="telegram", active=False, reason="群已解散")
        mailings.group(session, "私聊", lane="telegram", private=True)
        yield session


def made(session, **changed) -> tuple[Run, int]:
    run = session.get_one(Run, mailings.run(session, None, **changed))
    return run, fan_out(session, run, now=NOW)


def fates(session) -> dict[str, str]:
    rows = session.exec(select(Delivery)).all()
    return {session.get_one(Group, row.group_id).name: row.state for row in rows}


def test_every_group_gets_a_row_and_private_chats_none(session):
    _run, count = made(session)
    assert count == 5
    assert fates(session) == {
        "一群": State.PENDING,
        "二群": State.PENDING,
        "机器人群": State.PENDING,
        "微信群": State.AWAITING,
        "散了的群": State.SKIPPED,
    }


def test_fan_out_twice_adds_none(session):
    run, _count = made(session)
    assert fan_out(session, run, now=NOW) == 0


def test_only_what_a_robot_sends_is_due_and_what_is_skipped_says_why(session):
    run, _count = made(session)
    rows = session.exec(select(Delivery)).all()
    due = {row.state for row in rows if row.due_at is not None}
    assert due == {State.PENDING}
    assert [row.error for row in rows if row.state == State.SKIPPED] == ["群已解散"]
    assert {row.due_at for row in rows if row.due_at} == {run.send_at}


def test_only_the_audience_gets_it(session):
    village = mailings.grid(session, "城关镇", "东关村")
    _run, count = made(session, audience={"grids": [village]})
    assert count == 1
    assert list(fates(session)) == ["一群"]


def test_urgency_and_at_most_once_are_on_every_row(session):
    made(session, priority=0, once=True)
    assert {(row.priority, row.once) for row in session.exec(select(Delivery))} == {(0, True)}
