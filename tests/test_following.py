"""An author sees in one message how far a notice is, changed seldom, and at its end the report."""

from datetime import timedelta

import pytest
from builders import NOW
from mailings import delivery, grid, group, run
from noticing import TIMES, approved, drafted, passed
from sqlmodel import Session

from bot.following import claim, follow, open_ones
from bot.progress_cards import Card, card
from jobs.delivery.deliveries import State
from jobs.writing.notices import Notice
from jobs.writing.reviewing import send_back
from jobs.writing.stopping import cancel

SOON, LATER = NOW + timedelta(seconds=4), NOW + timedelta(seconds=5)


@pytest.fixture
def session(database):
    with database.writing() as session:
        yield session
        session.rollback()


def followed(session: Session) -> Notice:
    notice = drafted(session)
    follow(session, notice.id, channel="telegram", account="7", message=70, shown="x", now=NOW)
    return notice


def card_of(session: Session, notice: Notice) -> Card:
    return card(session, notice, steps_needed=3, times=TIMES, now=NOW)


def sent(session: Session, notice: Notice, *states: State, **changed: object) -> None:
    """One occurrence, with a group for each of these states."""
    place, number = grid(session, "城关镇", "东关村"), run(session, notice.id)
    for name, state in enumerate(states):
        chat = group(session, f"{name} 群", place=place)
        delivery(session, number, chat, state, **changed)


def test_no_message_is_changed_twice_within_five_seconds(session):
    followed(session)
    assert open_ones(session, "telegram", now=SOON) == []
    assert [row.message for row in open_ones(session, "telegram", now=LATER)] == [70]


def test_of_two_who_would_change_a_message_one_does(session):
    followed(session)
    row = open_ones(session, "telegram", now=LATER)[0]
    change = {"before": row.edited_at, "shown": "y", "ended": True, "now": LATER}
    assert claim(session, row.id, **change)
    assert not claim(session, row.id, **change)
    assert open_ones(session, "telegram", now=LATER + timedelta(days=1)) == []


def test_the_newest_message_about_a_notice_is_the_one_that_changes(session):
    notice = followed(session)
    follow(session, notice.id, channel="telegram", account="7", message=71, shown="x", now=NOW)
    assert [row.message for row in open_ones(session, "telegram", now=LATER)] == [71]


def test_every_step_of_the_review_is_told(session):
    notice = passed(session, drafted(session), "李四")
    told = card_of(session, notice)
    assert "一审通过　李四" in told.text
    assert "现在：审核中，等待二审。" in told.text
    assert (told.ended, told.returned) == (False, False)


def test_what_comes_back_says_why_and_can_be_mended(session):
    notice = send_back(
        session, drafted(session), by="李四", now=NOW, remark="写上地点", times=TIMES
    )
    told = card_of(session, notice)
    assert "一审退回　李四：写上地点" in told.text
    assert told.returned


def test_while_it_is_sent_it_says_how_far_it_is(session):
    notice = approved(session)
    sent(session, notice, State.SENT, State.SENT, State.PENDING)
    told = card_of(session, notice)
    assert "正在发送：3 个群里已经发了 2 个" in told.text
    assert not told.ended


def test_it_ends_with_who_was_not_reached_and_why(session):
    notice = approved(session)
    sent(session, notice, State.SENT, State.FAILED, error="机器人已被移出这个群。")
    told = card_of(session, notice)
    assert "发完了：应发 2 个群，发送失败 1，已送达 1。" in told.text
    assert "· 1 群（城关镇/东关村）：机器人已被移出这个群" in told.text
    assert told.ended


def test_groups_that_a_worker_has_still_to_forward_to_keep_it_open(session):
    notice = approved(session)
    sent(session, notice, State.SENT, State.AWAITING)
    assert not card_of(session, notice).ended


def test_a_cancelled_notice_is_over(session):
    notice = cancel(session, drafted(session), by="张三", now=NOW)
    told = card_of(session, notice)
    assert "现在：已取消。" in told.text
    assert told.ended
