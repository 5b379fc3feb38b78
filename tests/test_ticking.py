"""What the clock does with a notice: sends it when it is due, or says why not."""

from datetime import timedelta

import mailings
import pytest
from clocks import CALENDAR, at, shown, times
from planned import (
    GROUPS,
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
from sqlalchemy import event
from sqlmodel import select

from jobs.places.audience import parse_audience
from jobs.schedule.reckoning import renew
from jobs.schedule.runs import RunKind, RunState
from jobs.schedule.ticking import tick
from jobs.schedule.town_times import TownTimes
from jobs.writing.notices import NoticeState
from knowledge.audit import AuditRow
from knowledge.database import open_database
from knowledge.starter_notices import Category

DAILY = "0 18 * * *"
MORNING = at("2026-12-01 09:00")
SECOND = timedelta(seconds=1)
HOUR = timedelta(hours=1)


def asked(database):
    """What a tick with nothing to do asks of the database."""
    said: list[tuple[str, tuple[object, ...]]] = []

    def listen(_connection, _cursor, statement, how, *_rest):
        if not statement.startswith("BEGIN"):
            said.append((statement, how))

    event.listen(database.engine, "before_cursor_execute", listen)
    ticked(database, MORNING)
    event.remove(database.engine, "before_cursor_execute", listen)
    return said


def test_a_slot_that_has_come_goes_out_in_the_very_words_that_were_approved(database):
    town(database)
    number = planned(
        database, DAILY, now=MORNING, title="防火", text="看好火。", link="https://a.cn"
    )
    assert ticked(database, at("2026-12-01 17:59")).made == 0
    done = ticked(database, at("2026-12-01 18:00") + SECOND)
    assert (done.made, len(done.fanned), done.missed) == (1, 1, 0)
    change(database, number, text="别的话。")
    (run,) = runs(database)
    assert (run.title, run.text, run.link, run.notice_id) == (
        "防火",
        "看好火。",
        "https://a.cn",
        number,
    )
    assert (run.kind, run.state, run.priority) == (RunKind.NOTICE, RunState.FANNED, 10)
    assert run.send_at == at("2026-12-01 18:00")
    assert deliveries(database) == GROUPS
    assert following(database, number) == "2026-12-02 18:00"


def test_a_tick_with_nothing_to_do_asks_one_question_and_writes_nothing(database):
    planned(database, DAILY, now=MORNING)
    assert [statement.split()[0] for statement, _how in asked(database)] == ["SELECT"]


def test_the_question_of_a_tick_is_answered_from_indexes(sqlite_url):
    database = open_database(sqlite_url)
    ((statement, how),) = asked(database)
    with database.engine.connect() as connection:
        told = connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", how).all()
    database.close()
    searched = [line for *_numbers, line in told if line.startswith(("SCAN", "SEARCH"))]
    assert [line.split(" (")[0] for line in searched] == [
        "SEARCH schedule USING INDEX ix_schedule_next_slot",
        "SEARCH run USING INDEX ix_run_state",
        "SEARCH schedule USING INTEGER PRIMARY KEY",
    ]


def test_what_goes_at_once_goes_with_the_next_tick_and_then_never_again(database):
    town(database)
    number = planned(database, "now", now=MORNING)
    assert len(ticked(database, MORNING + SECOND).fanned) == 1
    assert ticked(database, MORNING + HOUR).made == 0
    assert following(database, number) == ""
    assert states(database) == [("2026-12-01 09:00", "fanned")]


def test_quiet_hours_move_a_notice_to_their_end(database):
    town(database)
    planned(database, "2026-12-01 23:00", now=MORNING)
    assert ticked(database, at("2026-12-01 23:00")).fanned == []
    (run,) = runs(database)
    assert (run.state, shown(run.send_at)) == (RunState.DUE, "2026-12-02 07:00")
    assert ticked(database, at("2026-12-02 06:59")).fanned == []
    assert ticked(database, at("2026-12-02 07:00")).fanned == [run.id]


def test_an_emergency_goes_out_at_night(database):
    town(database)
    night = at("2026-12-01 23:00")
    planned(database, "now", now=night, category=Category.EMERGENCY, emergency_reason="山洪")
    assert len(ticked(database, night + SECOND).fanned) == 1
    (run,) = runs(database)
    assert (run.emergency, run.priority, run.send_at) == (True, 0, night)


def test_a_notice_that_the_quiet_hours_would_make_too_late_is_missed_and_says_so(database):
    town(database)
    planned(database, "2026-12-01 23:00", now=MORNING, expires_minutes=60)
    assert ticked(database, at("2026-12-01 23:00")).missed == 1
    (run,) = runs(database)
    assert run.state == RunState.MISSED
    assert run.reason == "免打扰时段到2026年12月2日 07:00才结束，那时已过有效时间，没有发送。"
    assert deliveries(database) == 0


def test_a_slot_missed_while_we_were_down_is_sent_once_within_its_grace(database):
    town(database)
    planned(database, "2026-12-01 18:00", now=MORNING)
    assert len(ticked(database, at("2026-12-01 19:59")).fanned) == 1
    assert ticked(database, at("2026-12-01 20:00")).fanned == []
    assert states(database) == [("2026-12-01 18:00", "fanned")]


def test_a_slot_missed_by_more_than_its_grace_is_reported(database):
    town(database)
    planned(database, "2026-12-01 18:00", now=MORNING)
    assert ticked(database, at("2026-12-01 20:01")).missed == 1
    (run,) = runs(database)
    assert run.reason == "服务停机，错过了2026年12月1日 18:00的发送。"


def test_a_slot_too_late_to_be_of_use_when_we_return_is_reported(database):
    town(database)
    planned(database, "2026-12-01 18:00", now=MORNING, expires_minutes=30)
    assert ticked(database, at("2026-12-01 19:00")).missed == 1
    assert runs(database)[0].reason == "服务停机，恢复时已过有效时间，没有发送。"


def test_returning_late_at_night_waits_for_the_morning(database):
    town(database)
    planned(database, "2026-12-01 21:30", now=MORNING)
    assert ticked(database, at("2026-12-01 22:30")).fanned == []
    assert len(ticked(database, at("2026-12-02 07:00")).fanned) == 1


def test_of_several_slots_missed_only_the_newest_is_sent(database):
    town(database)
    number = planned(database, "0 * * * *", now=at("2026-12-01 12:30"), grace_minutes=300)
    done = ticked(database, at("2026-12-01 16:10"))
    assert (done.made, done.missed, len(done.fanned)) == (4, 3, 1)
    assert states(database) == [
        ("2026-12-01 13:00", "missed"),
        ("2026-12-01 14:00", "missed"),
        ("2026-12-01 15:00", "missed"),
        ("2026-12-01 16:00", "fanned"),
    ]
    assert runs(database)[0].reason == (
        "服务停机，错过了2026年12月1日 13:00的发送；后面又到了一次，只补最近的一次。"
    )
    assert following(database, number) == "2026-12-01 17:00"


def test_after_a_week_down_every_slot_is_accounted_for(database):
    planned(database, DAILY, now=MORNING)
    done = ticked(database, MORNING + timedelta(days=7))
    assert (done.made, done.missed, done.fanned) == (7, 7, [])


def test_a_waiting_run_is_missed_if_we_are_down_when_its_time_comes(database):
    town(database)
    planned(database, "2026-12-01 23:00", now=MORNING)
    ticked(database, at("2026-12-01 23:00"))
    assert ticked(database, at("2026-12-02 09:01")).missed == 1
    assert runs(database)[0].reason == "服务停机，错过了2026年12月2日 07:00的发送。"


def test_a_waiting_run_that_meets_the_next_night_waits_for_the_next_morning(database):
    town(database)
    planned(database, "2026-12-01 23:00", now=MORNING, grace_minutes=2000)
    ticked(database, at("2026-12-01 23:00"))
    assert ticked(database, at("2026-12-02 22:30")).fanned == []
    assert shown(runs(database)[0].send_at) == "2026-12-03 07:00"
    assert len(ticked(database, at("2026-12-03 07:00")).fanned) == 1


def test_slots_that_the_quiet_hours_push_together_are_sent_once(database):
    town(database)
    planned(database, "0 * * * *", now=at("2026-12-01 21:30"))
    for hour in range(10):
        ticked(database, at("2026-12-01 22:00") + hour * HOUR)
    found = states(database)
    assert [state for _slot, state in found] == ["fanned", *["cancelled"] * 9]
    assert found[-1][0] == "2026-12-02 07:00"
    assert runs(database)[1].reason == "和同一时间的另一次合成一次，只发一遍。"
    assert len(ticked(database, at("2026-12-02 08:00")).fanned) == 1


def test_without_quiet_hours_the_night_is_like_the_day(database):
    town(database)
    planned(database, "2026-12-01 23:00", now=MORNING)
    assert len(ticked(database, at("2026-12-01 23:00"), quiet="00:00-00:00").fanned) == 1


@pytest.mark.parametrize("state", [NoticeState.CANCELLED, NoticeState.REVIEW, NoticeState.DRAFT])
def test_a_notice_that_is_not_approved_never_fires(database, state):
    number = planned(database, DAILY, now=MORNING)
    change(database, number, state=state)
    assert ticked(database, at("2026-12-01 18:00")).made == 0


def test_a_run_that_waits_is_stopped_if_its_notice_is_no_longer_approved(database):
    town(database)
    number = planned(database, "2026-12-01 23:00", now=MORNING)
    ticked(database, at("2026-12-01 23:00"))
    change(database, number, state=NoticeState.CANCELLED)
    assert ticked(database, at("2026-12-02 07:00")).cancelled == 1
    assert deliveries(database) == 0


def test_a_correction_is_marked_as_one(database):
    wrong = planned(database, "now", now=MORNING)
    planned(database, "now", now=MORNING, corrects_id=wrong)
    ticked(database, MORNING)
    assert [run.kind for run in runs(database)] == [RunKind.NOTICE, RunKind.CORRECTION]


def test_a_notice_for_nobody_says_so(database):
    planned(database, "now", now=MORNING)
    assert len(ticked(database, MORNING).fanned) == 1
    assert runs(database)[0].reason == "没有一个群符合这条通知的发送范围。"


def test_a_calendar_day_that_is_no_more_ends_a_schedule_and_says_why(database):
    town(database)
    number = planned(database, {"day": "国家宪法日", "at": "09:00"}, now=MORNING)
    gone = TownTimes(times().zone, times().quiet, CALENDAR[:1])
    assert len(tick(database, now=at("2026-12-04 09:00"), times=gone).fanned) == 1
    row = schedule_of(database, number)
    assert row.next_slot is None
    assert row.fault.startswith("宣传日历里没有“国家宪法日”")
    with database.writing() as session:
        assert renew(session, now=at("2026-12-05 09:00"), times=gone) == 0
        (told,) = session.exec(select(AuditRow)).all()
        assert (told.by, told.subject) == ("系统", f"notice:{number}")
        assert told.detail == {"reason": row.fault}
        assert renew(session, now=at("2026-12-05 09:00"), times=times()) == 1
    assert following(database, number) == "2027-12-04 09:00"
    assert schedule_of(database, number).fault == ""


def test_an_audience_that_is_no_more_is_reported_and_stops_nobody_else(database):
    town(database)
    with database.writing() as session:
        grids = [mailings.grid(session, mailings.TOWN, "东村")]
        known = parse_audience({"grids": ["东村"]}, session).as_json()
    number = planned(database, "now", now=MORNING, audience={"grids": ["西村"]})
    planned(database, "now", now=MORNING, audience=known)
    done = ticked(database, MORNING + SECOND)
    assert (done.missed, len(done.fanned), done.failed, len(grids)) == (1, 1, 0, 1)
    (run,) = runs(database, number)
    assert run.state == RunState.MISSED
    assert "西村" in run.reason


def test_what_breaks_at_one_notice_is_tried_again_and_stops_nobody_else(database):
    town(database)
    first = planned(database, "now", now=MORNING, title="坏")
    planned(database, "now", now=MORNING, title="好")

    def break_off(_connection, _cursor, statement, parameters, *_rest):
        if statement.startswith("INSERT INTO run") and "坏" in str(parameters):
            raise RuntimeError("no luck")

    event.listen(database.engine, "before_cursor_execute", break_off)
    done = ticked(database, MORNING + SECOND)
    assert (done.failed, len(done.fanned)) == (1, 1)
    event.remove(database.engine, "before_cursor_execute", break_off)
    assert len(ticked(database, MORNING + 2 * SECOND).fanned) == 1
    assert len(runs(database, first)) == 1


def test_a_database_out_of_reach_is_no_reason_to_fall(tmp_path):
    lost = open_database(f"sqlite:///{tmp_path / 'nowhere' / 'mingbai.db'}")
    assert ticked(lost, MORNING).failed == 1
    lost.close()
