"""An emergency goes out on one word, and is looked at by others afterwards."""

import pytest
from builders import NOW
from noticing import (
    DRAFTER,
    FIRST,
    SECOND,
    THIRD,
    TIMES,
    facts,
    passed,
    rewritten,
    schedules,
    standards,
)
from sqlmodel import Session

from jobs.writing.drafting import hand_in
from jobs.writing.emergencies import emergency
from jobs.writing.notices import Notice, NoticeState, list_notices
from jobs.writing.reviewing import list_afterwards, send_back
from jobs.writing.stopping import cancel
from knowledge.errors import BadInput, NotAllowed
from knowledge.starter_notices import Category


def test_an_emergency_goes_out_on_one_word_and_waits_for_review_afterwards(database):
    with database.writing() as session:
        notice = urgent(session)
        assert (notice.state, notice.category) == (NoticeState.APPROVED, Category.EMERGENCY)
        assert (notice.emergency_reason, notice.reviewed_at) == ("水库放水，两小时内到", None)
        assert schedules(session)[0].next_slot == NOW
        assert [one.id for one in list_afterwards(session)] == [notice.id]
        with pytest.raises(NotAllowed, match="是起草或改稿的人"):
            passed(session, notice, DRAFTER)
        notice = passed(session, notice, FIRST, SECOND)
        assert list_afterwards(session) == [notice]
        notice = passed(session, notice, THIRD)
        assert list_afterwards(session) == []
        assert (notice.emergency_reason, len(schedules(session))) == ("水库放水，两小时内到", 1)
        with pytest.raises(NotAllowed, match="紧急通知已经发出"):
            rewritten(session, notice, by=DRAFTER)


def urgent(session: Session, reason: str = "水库放水，两小时内到", **changed: object) -> Notice:
    return emergency(
        session,
        facts(**changed),
        by=DRAFTER,
        reason=reason,
        now=NOW,
        standards=standards(session),
    )


def test_an_emergency_that_was_stopped_is_reviewed_and_stays_stopped(database):
    with database.writing() as session:
        notice = cancel(session, urgent(session), by=FIRST, now=NOW)
        notice = passed(session, notice, FIRST, SECOND, THIRD)
        assert (notice.state, notice.reviewed_at) == (NoticeState.CANCELLED, NOW)


def test_an_emergency_without_a_reason_or_for_later_is_none(database):
    with database.writing() as session:
        with pytest.raises(BadInput, match="要写明理由"):
            urgent(session, " ")
        with pytest.raises(BadInput, match="不能另定时间"):
            urgent(session, timing={"when": "2026-12-01 18:00"})


def test_sending_back_an_emergency_afterwards_drafts_a_correction(database):
    with database.writing() as session:
        notice = urgent(session)
        notice = send_back(session, notice, by=FIRST, now=NOW, remark="水位写错", times=TIMES)
        assert (notice.state, list_afterwards(session)) == (NoticeState.APPROVED, [])
        (correction,) = list_notices(session, NoticeState.DRAFT)
        assert correction.corrects_id == notice.id
        assert correction.title == "更正：冬季用火要小心"
        assert "2026年11月23日发出的“冬季用火要小心”有误" in correction.text
        with pytest.raises(BadInput, match="请填写正确的内容"):
            hand_in(session, correction, by=FIRST, now=NOW, standards=standards(session))
