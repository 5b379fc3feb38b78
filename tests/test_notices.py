"""A notice goes out only in the wording that different people have passed, one after another."""

import contextlib
import random
import threading
from datetime import timedelta

import mailings
import pytest
from builders import NOW
from noticing import (
    DRAFTER,
    FIRST,
    SECOND,
    THIRD,
    TIMES,
    acts,
    again,
    approved,
    drafted,
    passed,
    rewritten,
    schedules,
    standards,
)
from sqlmodel import Session, select

from jobs.schedule.runs import Run, RunState
from jobs.writing.drafting import hand_in
from jobs.writing.notices import Notice, NoticeState, Step, find_notice, list_notices, steps_of
from jobs.writing.reviewing import approve, review_of, send_back
from jobs.writing.stopping import cancel
from knowledge.audit import AuditRow, check_chain
from knowledge.database import Database
from knowledge.errors import BadInput, NotAllowed, NotFound


def test_three_different_people_approve_it_and_then_it_is_planned(database):
    with database.writing() as session:
        notice = drafted(session)
        assert notice.state == NoticeState.REVIEW
        for name in (FIRST, SECOND):
            notice = passed(session, notice, name)
            assert (notice.state, schedules(session)) == (NoticeState.REVIEW, [])
        notice = passed(session, notice, THIRD)
        assert (notice.state, notice.reviewed_at) == (NoticeState.APPROVED, NOW)
        (schedule,) = schedules(session)
        assert (schedule.notice_id, schedule.next_slot) == (notice.id, NOW)
        assert acts(session, notice) == [
            ("draft", DRAFTER),
            ("submit", DRAFTER),
            ("approve", FIRST),
            ("approve", SECOND),
            ("approve", THIRD),
        ]
        assert check_chain(session) == ""


@pytest.mark.parametrize("needed", [1, 2, 3])
def test_as_many_steps_as_the_town_wants_are_needed(database, needed):
    with database.writing() as session:
        people = (FIRST, SECOND, THIRD)[:needed]
        notice = passed(session, drafted(session), *people, needed=needed)
        assert notice.state == NoticeState.APPROVED
        with pytest.raises(NotAllowed, match="已经审核通过"):
            passed(session, notice, "钱七", needed=needed)


def test_with_fewer_steps_than_when_it_began_the_last_is_still_to_be_taken(database):
    with database.writing() as session:
        notice = passed(session, drafted(session), FIRST, SECOND, needed=3)
        review = review_of(session, notice, steps_needed=1)
        assert (review.next_step, review.next_is_last) == ("审核", True)
        assert passed(session, notice, THIRD, needed=1).state == NoticeState.APPROVED


def test_neither_the_drafter_nor_anybody_twice_takes_a_step(database):
    with database.writing() as session:
        notice = passed(session, drafted(session), FIRST)
        for name in (DRAFTER, FIRST):
            with pytest.raises(NotAllowed, match="二审要由"):
                passed(session, notice, name)
        assert [step.by for step in steps_of(session, notice)] == [FIRST]


def test_a_draft_is_reviewed_once_it_is_handed_in(database):
    with database.writing() as session:
        notice = drafted(session, submit=False)
        with pytest.raises(NotAllowed, match="还是草稿"):
            passed(session, notice, FIRST)
        notice = hand_in(session, notice, by=DRAFTER, now=NOW, standards=standards(session))
        assert passed(session, notice, FIRST).state == NoticeState.REVIEW
        with pytest.raises(NotAllowed, match="只有草稿"):
            hand_in(session, notice, by=DRAFTER, now=NOW, standards=standards(session))


def test_what_is_sent_back_needs_a_remark_and_then_another_wording(database):
    with database.writing() as session:
        notice = passed(session, drafted(session), FIRST)
        with pytest.raises(BadInput, match="退回要写明意见"):
            send_back(session, notice, by=SECOND, now=NOW, remark=" ", times=TIMES)
        notice = send_back(session, notice, by=SECOND, now=NOW, remark="日期不对", times=TIMES)
        assert notice.state == NoticeState.DRAFT
        (_, step) = steps_of(session, notice)
        assert (step.passed, step.by, step.remark) == (False, SECOND, "日期不对")
        with pytest.raises(NotAllowed, match="先按意见改好"):
            hand_in(session, notice, by=DRAFTER, now=NOW, standards=standards(session))
        notice = rewritten(session, notice, by=DRAFTER)
        assert (notice.state, notice.version) == (NoticeState.REVIEW, 2)


def test_any_edit_voids_every_step_and_the_record_says_so(database):
    with database.writing() as session:
        notice = passed(session, drafted(session), FIRST, SECOND)
        notice = rewritten(session, notice, by=DRAFTER)
        assert review_of(session, notice, steps_needed=3).passed == ()
        row = session.exec(select(AuditRow).where(AuditRow.action == "edit")).one()
        assert row.detail["voided"] == [FIRST, SECOND]
        assert passed(session, notice, FIRST, SECOND, THIRD).state == NoticeState.APPROVED
        assert len(steps_of(session, notice, every=True)) == 5


def test_who_edits_it_does_not_review_what_they_wrote(database):
    with database.writing() as session:
        notice = rewritten(session, drafted(session), by=FIRST)
        with pytest.raises(NotAllowed, match="是起草或改稿的人"):
            passed(session, notice, FIRST)


def test_an_approved_notice_that_is_edited_goes_nowhere_until_reviewed_anew(database):
    with database.writing() as session:
        notice = approved(session, timing={"when": "2026-12-01 18:00"})
        notice = rewritten(session, notice, by=DRAFTER, timing={"when": "2026-12-02 18:00"})
        assert (notice.state, notice.reviewed_at) == (NoticeState.REVIEW, None)
        assert [row.next_slot for row in schedules(session)] in ([], [None])
        passed(session, notice, FIRST, SECOND, THIRD)
        (row,) = schedules(session)
        assert row.next_slot is not None
        assert row.next_slot.isoformat() == "2026-12-02T10:00:00+00:00"


def test_what_has_begun_to_go_out_is_edited_no_more(database):
    with database.writing() as session:
        notice = approved(session)
        mailings.run(session, notice.id, schedule_id=schedules(session)[0].id)
    with pytest.raises(NotAllowed, match="已经开始发送"), database.writing() as session:
        rewritten(session, find_notice(session, 1), by=DRAFTER)
    with database.reading() as session:
        assert find_notice(session, 1).state == NoticeState.APPROVED


def test_a_notice_whose_time_is_over_is_not_approved(database):
    with database.writing() as session:
        notice = drafted(session, timing={"when": "2026-11-24 18:00"})
        notice = passed(session, notice, FIRST, SECOND)
        with pytest.raises(NotAllowed, match="已经过去"):
            passed(session, notice, THIRD, now=NOW + timedelta(days=3))


def test_a_grave_fault_keeps_it_from_being_handed_in(database):
    with pytest.raises(BadInput, match=r"^还不能送审。.*\{name\}"), database.writing() as session:
        drafted(session, text="{name}，请关好门窗。")
    with database.reading() as session:
        assert list_notices(session) == []


@pytest.mark.parametrize(
    ("wrong", "said"),
    [
        ({"title": " "}, "要有标题和正文"),
        ({"text": ""}, "要有标题和正文"),
        ({"title": "两\n行"}, "写在一行里"),
        ({"title": "长" * 61}, "最多 60 个字"),
        ({"grace_minutes": -1}, "时限"),
        ({"audience": {"grids": ["没有的村"]}}, "没有的村"),
    ],
)
def test_what_is_no_notice_is_refused(database, wrong, said):
    with pytest.raises(BadInput, match=said), database.writing() as session:
        drafted(session, **wrong)


def test_a_notice_that_is_not_there_is_named(database):
    with database.reading() as session, pytest.raises(NotFound, match="没有编号为 7 的通知"):
        find_notice(session, 7)


def seen(database: Database) -> Notice:
    with database.reading() as session:
        notice = find_notice(session, 1)
        session.expunge(notice)
        return notice


def test_of_two_who_saw_the_same_the_second_is_told(database):
    with database.writing() as session:
        drafted(session)
    early = seen(database)
    with database.writing() as session:
        passed(session, early, FIRST)
    with pytest.raises(NotAllowed, match="刚刚被别人处理过"), database.writing() as session:
        passed(session, early, SECOND)
    with pytest.raises(NotAllowed, match="刚刚被别人处理过"), database.writing() as session:
        find_notice(session, 1, changes=early.changes)
    with database.reading() as session:
        assert [step.by for step in session.exec(select(Step))] == [FIRST]


def test_of_two_who_press_at_once_one_takes_the_step(database):
    """Both read before either writes; on both databases the second is refused."""
    with database.writing() as session:
        drafted(session)
    early, ready, said = seen(database), threading.Barrier(2), list[str]()

    def press(name: str) -> None:
        other = again(database)
        ready.wait()
        try:
            with other.writing() as session:
                approve(session, early, by=name, now=NOW, steps_needed=1, times=TIMES)
            said.append("approved")
        except NotAllowed as error:
            said.append(str(error))
        finally:
            other.close()

    threads = [threading.Thread(target=press, args=[name]) for name in (FIRST, SECOND)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(said) == 2
    assert sorted(said)[0] == "approved"
    assert "刚刚被别人处理过" in sorted(said)[1] or "已经全部通过" in sorted(said)[1]
    with database.reading() as session:
        assert (len(session.exec(select(Step)).all()), len(schedules(session))) == (1, 1)
        assert check_chain(session) == ""


def test_an_edit_beside_the_last_step_lets_only_one_of_them_happen(database):
    with database.writing() as session:
        passed(session, drafted(session), FIRST, SECOND)
    early = seen(database)
    with database.writing() as session:
        rewritten(session, early, by=DRAFTER)
    with pytest.raises(NotAllowed, match="刚刚被别人处理过"), database.writing() as session:
        passed(session, early, THIRD)
    with database.reading() as session:
        assert find_notice(session, 1).state == NoticeState.REVIEW
        assert session.exec(select(Run).where(Run.state != RunState.CANCELLED)).all() == []


@pytest.mark.parametrize("seed", range(8))
def test_whatever_people_do_nothing_is_approved_but_what_others_passed_in_this_wording(
    database, seed
):
    chance, people = random.Random(seed), ["甲", "乙", "丙", "丁", "戊"]
    needed = chance.randint(1, 3)
    with database.writing() as session:
        notice = drafted(session)
        for turn in range(40):
            act, by = chance.choice("aaaesch"), chance.choice([*people, DRAFTER])
            with contextlib.suppress(NotAllowed):
                notice = acted(session, notice, act, by, needed=needed, turn=turn)
            if notice.state == NoticeState.APPROVED:
                steps = steps_of(session, notice)
                assert all(step.passed for step in steps)
                assert len({step.by for step in steps}) == len(steps) == needed
                assert not {step.by for step in steps} & {notice.drafted_by, notice.edited_by}
            else:
                assert all(row.next_slot is None for row in schedules(session))
        assert check_chain(session) == ""


def acted(session: Session, notice: Notice, act: str, by: str, *, needed: int, turn: int) -> Notice:
    """The notice after one more act of somebody."""
    if act == "a":
        return passed(session, notice, by, needed=needed)
    if act == "e":
        return rewritten(session, notice, by=by, text=f"第{turn}次改好了。有火情打119。")
    if act == "s":
        return send_back(session, notice, by=by, now=NOW, remark="再改", times=TIMES)
    if act == "h":
        return hand_in(session, notice, by=by, now=NOW, standards=standards(session))
    return cancel(session, notice, by=by, now=NOW) if turn > 30 else notice
