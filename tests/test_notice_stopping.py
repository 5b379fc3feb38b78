"""A notice can be stopped, held, tried again and taken back; what was sent is never unsaid."""

from datetime import timedelta

import mailings
import pytest
from builders import NOW
from noticing import DRAFTER, FIRST, THIRD, TIMES, ZONE, acts, approved, drafted, passed
from sqlmodel import Session, select

from jobs.delivery.deliveries import Delivery, State
from jobs.places.groups import Channel
from jobs.schedule.runs import Run, RunState
from jobs.schedule.schedules import Schedule
from jobs.writing.notices import Notice, NoticeState, find_notice, list_notices
from jobs.writing.recalling import recall
from jobs.writing.retrying import retry
from jobs.writing.stopping import cancel, pause, resume
from knowledge.errors import BadInput, NotAllowed, NotFound

LATER = NOW + timedelta(minutes=10)


def going(session: Session, *rows: dict[str, object], **run: object) -> Notice:
    """An approved notice that is being sent, with one delivery for each of `rows`."""
    notice = approved(session)
    number = mailings.run(session, notice.id, **run)
    for place, row in enumerate(rows):
        channel = row.pop("channel", Channel.TELEGRAM)
        active = row.pop("active", True)
        group = mailings.group(session, f"群{place}", channel=channel, active=active)
        mailings.delivery(session, number, group, row.pop("state"), **row)
    return notice


def deliveries(session: Session) -> list[Delivery]:
    return list(session.exec(select(Delivery).order_by(Delivery.id)))


def states(session: Session) -> list[State]:
    return [State(row.state) for row in deliveries(session)]


def test_cancelling_skips_what_nobody_has_and_leaves_what_was_sent(database):
    with database.writing() as session:
        notice = going(
            session,
            {"state": State.PENDING, "due_at": NOW},
            {"state": State.SENDING, "due_at": LATER},
            {"state": State.SENDING, "flight": 3},
            {"state": State.SENT},
            {"state": State.AWAITING, "channel": Channel.WECHAT},
            {"state": State.UNKNOWN, "due_at": LATER},
            {"state": State.FAILED, "due_at": LATER},
        )
        notice = cancel(session, notice, by=THIRD, now=NOW)
        assert notice.state == NoticeState.CANCELLED
        assert states(session) == [
            State.SKIPPED,
            State.SKIPPED,
            State.SENDING,
            State.SENT,
            State.SKIPPED,
            State.UNKNOWN,
            State.FAILED,
        ]
        assert all(row.due_at is None for row in deliveries(session))
        assert deliveries(session)[0].error == "通知已取消"
        assert session.exec(select(Run)).one().state == RunState.CANCELLED
        assert acts(session, notice)[-1] == ("cancel", THIRD)
        with pytest.raises(NotAllowed, match="已经取消"):
            cancel(session, notice, by=THIRD, now=NOW)


def test_cancelling_takes_it_out_of_the_clock_and_out_of_review(database):
    with database.writing() as session:
        planned = approved(session, timing={"when": "2026-12-01 18:00"})
        cancel(session, planned, by=THIRD, now=NOW)
        assert session.exec(select(Schedule)).one().next_slot is None
        waiting = cancel(session, drafted(session), by=THIRD, now=NOW)
        with pytest.raises(NotAllowed, match="已经取消"):
            passed(session, waiting, FIRST)


def test_cancelling_leaves_finished_occurrences_as_they_were(database):
    with database.writing() as session:
        notice = going(session, {"state": State.SENT}, {"state": State.FAILED})
        cancel(session, notice, by=THIRD, now=NOW)
        assert session.exec(select(Run)).one().state == RunState.FANNED


def test_holding_keeps_waiting_groups_waiting_until_it_goes_on(database):
    with database.writing() as session:
        notice = going(
            session,
            {"state": State.PENDING, "due_at": NOW},
            {"state": State.SENT},
            {"state": State.SENDING, "flight": 2},
        )
        session.exec(select(Schedule)).one().next_slot = None  # it has fired
        notice = pause(session, notice, by=THIRD, now=NOW)
        assert [row.due_at for row in deliveries(session)] == [None, None, None]
        assert session.exec(select(Schedule)).one().paused
        with pytest.raises(NotAllowed, match="已经暂停"):
            pause(session, notice, by=THIRD, now=NOW)
        notice = resume(session, notice, by=THIRD, now=LATER, times=TIMES)
        assert [row.due_at for row in deliveries(session)] == [LATER, None, None]
        assert states(session) == [State.PENDING, State.SENT, State.SENDING]
        assert not session.exec(select(Schedule)).one().paused
        assert [act for act, _by in acts(session, notice)][-2:] == ["pause", "resume"]


def test_a_schedule_is_held_and_goes_on_with_what_comes(database):
    with database.writing() as session:
        notice = approved(session, timing={"when": "0 9 * * *"})
        notice = pause(session, notice, by=THIRD, now=NOW)
        later = NOW + timedelta(days=3)
        resume(session, notice, by=THIRD, now=later, times=TIMES)
        row = session.exec(select(Schedule)).one()
        assert row.next_slot is not None
        assert later < row.next_slot <= later + timedelta(days=1)


def test_only_what_is_approved_can_be_held(database):
    with database.writing() as session:
        notice = drafted(session)
        with pytest.raises(NotFound, match="还没有通过审核"):
            pause(session, notice, by=THIRD, now=NOW)
        notice = cancel(session, find_notice(session, notice.id or 0), by=THIRD, now=NOW)
        with pytest.raises(NotAllowed, match="不能再继续"):
            resume(session, notice, by=THIRD, now=NOW, times=TIMES)


def test_trying_again_touches_only_what_failed_and_can_still_go(database):
    with database.writing() as session:
        notice = going(
            session,
            {"state": State.FAILED},
            {"state": State.FAILED, "active": False},
            {"state": State.SENT},
            {"state": State.UNKNOWN},
            {"state": State.SKIPPED},
            {"state": State.FORWARDED, "channel": Channel.WECHAT},
        )
        before = states(session)
        assert retry(session, notice, by=DRAFTER, now=LATER) == 1
        assert [row.due_at for row in deliveries(session)] == [LATER, *[None] * 5]
        assert states(session) == before
        with pytest.raises(NotAllowed, match="没有发送失败"):
            retry(session, notice, by=DRAFTER, now=LATER)
        cancel(session, notice, by=THIRD, now=LATER)
        with pytest.raises(NotAllowed, match="不再重发"):
            retry(session, find_notice(session, notice.id or 0), by=DRAFTER, now=LATER)


def test_what_has_expired_is_not_tried_again(database):
    with database.writing() as session:
        notice = going(session, {"state": State.FAILED}, expires_at=NOW)
        with pytest.raises(NotAllowed, match="没有发送失败"):
            retry(session, notice, by=DRAFTER, now=LATER)


def test_recalling_deletes_in_telegram_for_two_days_and_drafts_a_correction_for_the_rest(database):
    old = NOW - timedelta(hours=49)
    with database.writing() as session:
        notice = going(
            session,
            {"state": State.SENT, "message_id": "7"},
            {"state": State.SENT, "message_id": "8", "ended_at": old},
            {"state": State.SENT, "channel": Channel.WECOM, "message_id": ""},
            {"state": State.FORWARDED, "channel": Channel.WECHAT},
            {"state": State.PENDING, "due_at": NOW},
        )
        done = recall(session, notice, by=THIRD, now=NOW, zone=ZONE)
        assert (done.deleting, done.kept, done.notice.state) == (1, 3, NoticeState.CANCELLED)
        rows = deliveries(session)
        assert [row.recalling for row in rows] == [True, False, False, False, False]
        assert (rows[0].due_at, rows[0].state, rows[4].state) == (NOW, State.SENT, State.SKIPPED)
        assert done.correction is not None
        assert done.correction.state == NoticeState.DRAFT
        assert done.correction.corrects_id == notice.id
        assert done.correction.audience == {"channels": ["telegram", "wechat", "wecom"]}
        assert [act for act, _by in acts(session, notice)][-2:] == ["cancel", "recall"]
        again = recall(session, done.notice, by=THIRD, now=NOW, zone=ZONE)
        assert (again.deleting, again.correction) == (0, done.correction)
        assert len(list_notices(session)) == 2


def test_where_all_is_deleted_no_correction_is_needed(database):
    with database.writing() as session:
        notice = going(session, {"state": State.SENT, "message_id": "7"})
        done = recall(session, notice, by=THIRD, now=NOW, zone=ZONE)
        assert (done.deleting, done.kept, done.correction) == (1, 0, None)


def test_what_reached_nobody_is_not_recalled(database):
    with database.writing() as session:
        number = going(session, {"state": State.PENDING, "due_at": NOW}).id
    with pytest.raises(NotAllowed, match="没有发到任何一个群"), database.writing() as session:
        recall(session, find_notice(session, number), by=THIRD, now=NOW, zone=ZONE)
    with database.reading() as session:
        assert find_notice(session, number).state == NoticeState.APPROVED


def test_nobody_stops_a_notice_without_a_name(database):
    with pytest.raises(BadInput, match="请写明是谁办的"), database.writing() as session:
        cancel(session, drafted(session), by=" ", now=NOW)
