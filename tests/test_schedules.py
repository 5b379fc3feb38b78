"""A notice is planned, withdrawn, cancelled, paused and resumed, and never fires unseen."""

import pytest
from clocks import CALENDAR, at, shown, times
from planned import (
    change,
    deliveries,
    following,
    planned,
    runs,
    schedule_of,
    states,
    ticked,
    town,
)

from jobs.schedule.reckoning import renew
from jobs.schedule.runs import RunState
from jobs.schedule.schedules import pause, plan, resume, stop, withdraw
from jobs.schedule.town_times import TownTimes
from jobs.writing.notices import Notice, NoticeState
from knowledge.errors import BadInput, NotAllowed, NotFound

DAILY = "0 18 * * *"
MORNING = at("2026-12-01 09:00")
NIGHT = at("2026-12-01 23:00")
LATE = "2026-12-01 23:00"  # waits for the morning


def act(database, number, done, **how):
    with database.writing() as session:
        done(session, session.get_one(Notice, number), **how)


def test_a_plan_names_the_first_slot_from_now_on(database):
    assert following(database, planned(database, DAILY, now=MORNING)) == "2026-12-01 18:00"
    assert following(database, planned(database, "now", now=MORNING)) == "2026-12-01 09:00"


@pytest.mark.parametrize(
    ("raw", "first"),
    [
        ("2026-12-01 08:30", "2026-12-01 08:30"),
        ({"day": "12月1日", "at": "08:30"}, "2026-12-01 08:30"),
        ("30 8 * * *", "2026-12-02 08:30"),
        ({"every": "天", "at": "08:30"}, "2026-12-02 08:30"),
    ],
)
def test_approved_a_little_late_only_what_is_rare_is_still_sent_today(database, raw, first):
    assert following(database, planned(database, raw, now=MORNING)) == first


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("2026-12-01 06:00", "2026年12月1日 06:00"),
        ({"when": DAILY, "until": "2026-11-30"}, "每天 18:00，到2026年11月30日"),
    ],
)
def test_a_time_long_gone_is_refused_for_it_would_never_come(database, raw, said):
    with pytest.raises(NotAllowed, match=rf"定的时间（{said}）已经过去，请退回修改"):
        planned(database, raw, now=MORNING)


def test_a_notice_without_a_time_is_refused_unless_a_pool_draws_it(database):
    with pytest.raises(BadInput, match="没有写什么时候发"):
        planned(database, {}, now=MORNING)
    assert following(database, planned(database, {}, now=MORNING, pool="六月")) == ""


def test_a_notice_planned_anew_has_one_schedule_and_its_new_time(database):
    number = planned(database, DAILY, now=MORNING)
    change(database, number, timing={"when": "0 19 * * *"})
    act(database, number, plan, now=MORNING, times=times())
    assert following(database, number) == "2026-12-01 19:00"


def test_a_slot_that_was_sent_is_not_planned_again(database):
    number = planned(database, {"day": "12月1日", "at": "09:00"}, now=MORNING)
    ticked(database, MORNING)
    act(database, number, plan, now=MORNING, times=times())
    assert following(database, number) == "2027-12-01 09:00"


def test_a_notice_that_is_changed_leaves_the_clock_and_may_be_planned_anew(database):
    town(database)
    number = planned(database, LATE, now=MORNING)
    ticked(database, NIGHT)
    act(database, number, withdraw)
    assert (runs(database), following(database, number)) == ([], "")
    act(database, number, plan, now=at("2026-12-01 23:30"), times=times())
    ticked(database, at("2026-12-01 23:31"))
    assert len(ticked(database, at("2026-12-02 07:00")).fanned) == 1


def test_what_was_handed_out_stays_when_a_notice_is_changed(database):
    town(database)
    number = planned(database, DAILY, now=MORNING)
    ticked(database, at("2026-12-01 18:00"))
    act(database, number, withdraw)
    assert states(database) == [("2026-12-01 18:00", "fanned")]
    assert following(database, number) == ""


def test_a_cancelled_notice_takes_along_what_still_waits(database):
    town(database)
    number = planned(database, LATE, now=MORNING)
    ticked(database, NIGHT)
    change(database, number, state=NoticeState.CANCELLED)
    act(database, number, stop)
    assert ticked(database, at("2026-12-02 07:00")).fanned == []
    (run,) = runs(database)
    assert (run.state, run.reason) == (RunState.CANCELLED, "通知已取消。")
    assert deliveries(database) == 0


def test_what_came_due_during_a_pause_is_not_sent_afterwards(database):
    town(database)
    number = planned(database, DAILY, now=MORNING)
    act(database, number, pause)
    for day in (1, 2, 3):
        assert ticked(database, at(f"2026-12-0{day} 18:00")).made == 0
    act(database, number, resume, now=at("2026-12-03 20:00"), times=times())
    assert ticked(database, at("2026-12-03 20:01")).fanned == []
    assert following(database, number) == "2026-12-04 18:00"
    (skipped,) = runs(database)
    assert (skipped.state, shown(skipped.slot)) == (RunState.CANCELLED, "2026-12-01 18:00")
    assert skipped.reason == "暂停期间到了时间，没有发送。"
    assert len(ticked(database, at("2026-12-04 18:00")).fanned) == 1


def test_what_waits_for_the_morning_keeps_waiting_during_a_pause(database):
    town(database)
    number = planned(database, LATE, now=MORNING)
    ticked(database, NIGHT)
    act(database, number, pause)
    act(database, number, resume, now=at("2026-12-02 06:00"), times=times())
    assert len(ticked(database, at("2026-12-02 07:00")).fanned) == 1


def test_what_waited_for_the_morning_is_not_sent_after_a_longer_pause(database):
    town(database)
    number = planned(database, LATE, now=MORNING)
    ticked(database, NIGHT)
    act(database, number, pause)
    assert ticked(database, at("2026-12-02 07:00")).fanned == []
    act(database, number, resume, now=at("2026-12-02 08:00"), times=times())
    assert ticked(database, at("2026-12-02 08:01")).fanned == []
    assert [run.reason for run in runs(database)] == ["暂停期间到了时间，没有发送。"]


def test_nobody_pauses_twice_or_resumes_what_goes_on(database):
    number = planned(database, DAILY, now=MORNING)
    with pytest.raises(NotAllowed, match="没有暂停"):
        act(database, number, resume, now=MORNING, times=times())
    act(database, number, pause)
    with pytest.raises(NotAllowed, match="已经暂停"):
        act(database, number, pause)


def test_what_is_over_or_was_never_planned_can_not_be_paused(database):
    number = planned(database, "now", now=MORNING)
    ticked(database, MORNING)
    with pytest.raises(NotAllowed, match="后面没有要发的了"):
        act(database, number, pause)
    with database.writing() as session:
        session.delete(session.merge(runs(database)[0]))
        session.flush()
        session.delete(session.merge(schedule_of(database, number)))
    with pytest.raises(NotFound, match="还没有通过审核"):
        act(database, number, pause)


def test_a_schedule_with_a_fault_goes_on_once_staff_have_mended_it(database):
    number = planned(database, {"day": "国家宪法日", "at": "09:00"}, now=MORNING)
    gone = TownTimes(times().zone, times().quiet, CALENDAR[:1])
    with database.writing() as session:
        renew(session, now=MORNING, times=gone)
    with pytest.raises(BadInput, match="宣传日历里没有“国家宪法日”"):
        act(database, number, resume, now=MORNING, times=gone)
    act(database, number, resume, now=MORNING, times=times())
    assert following(database, number) == "2026-12-04 09:00"


def test_of_two_who_pause_at_once_the_second_is_told(database):
    number = planned(database, DAILY, now=MORNING)
    seen = schedule_of(database, number)
    act(database, number, pause)
    with database.writing() as session:
        session.add(seen)  # as it was before
        with pytest.raises(NotAllowed, match="已经有人操作过了"):
            pause(session, session.get_one(Notice, number))


def test_dates_named_later_move_the_slots_to_come_and_no_others(database):
    raw = {"day": "国家网络安全宣传周", "at": "09:00"}
    moved = planned(database, raw, now=MORNING)
    other = planned(database, DAILY, now=MORNING)
    due = planned(database, "now", now=MORNING)
    assert following(database, moved) == "2027-09-13 09:00"
    week = next(one for one in CALENDAR if one.name == raw["day"])
    named = week.model_copy(update={"dates": {2027: (_day("2027-09-06"), _day("2027-09-12"))}})
    known = TownTimes(times().zone, times().quiet, (named,))
    with database.writing() as session:
        assert renew(session, now=MORNING, times=known) == 1
    assert following(database, moved) == "2027-09-06 09:00"
    assert following(database, other) == "2026-12-01 18:00"
    assert following(database, due) == "2026-12-01 09:00"


def _day(written):
    return at(f"{written} 00:00").date()
