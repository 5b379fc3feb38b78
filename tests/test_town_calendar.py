"""The town's own days: added, changed, removed, hidden; and the notices that follow them."""

from dataclasses import replace
from datetime import date
from typing import Any

import pytest
from builders import NOW
from clocks import shown
from noticing import (
    DRAFTER,
    FIRST,
    SECOND,
    THIRD,
    TIMES,
    approved,
    facts,
    schedules,
    standards,
)
from sqlmodel import Session, select

from jobs.schedule.day_facts import DayFacts, read_dates, split_topics, write_dates
from jobs.schedule.timing import describe, parse_timing
from jobs.schedule.town_calendar import (
    OUTRUN,
    Act,
    add_day,
    change_day,
    get_day,
    hide_day,
    planned,
    remove_day,
    show_day,
)
from jobs.writing.drafting import draft
from jobs.writing.reviewing import approve
from knowledge.audit import AuditRow, check_chain
from knowledge.calendar import days
from knowledge.database import Database
from knowledge.errors import BadInput, NotAllowed, NotFound
from knowledge.town_days import DayKind, town_calendar, town_days

ACT = Act("钱签发", NOW, TIMES)
MARKET = DayFacts("东街庙会", DayKind.LOCAL, "农历二月初二", topics=("防火", "防骗"))


def at(day: str, **more: Any) -> dict[str, Any]:
    """The timing of a notice for a day."""
    return {"when": {"day": day, "at": "09:00"} | more}


def fair_on(*ends: str) -> DayFacts:
    """A day that falls on named dates alone."""
    return DayFacts("建镇四十周年", DayKind.LOCAL, dates={ends[0][:4]: [*ends]})


def test_a_day_of_the_towns_own_is_part_of_the_calendar(database):
    number = added(database, MARKET)
    with database.reading() as session:
        entry, row = town_calendar(session)[-1], session.get(AuditRow, 1)
        assert (row.action, row.subject, row.by) == ("add", f"day:{number}", "钱签发")
    assert (entry.name, entry.topics) == ("东街庙会", ("防火", "防骗"))
    assert days(entry, 2027) == [date(2027, 3, 9)]


def test_a_day_may_fall_on_named_dates_and_on_no_others(database):
    with database.writing() as session:
        add_day(session, fair_on("2027-05-01", "2027-05-03"), ACT)
        calendar = town_calendar(session)
    assert [day.day for day in days(calendar[-1], 2027)] == [1, 2, 3]
    assert days(calendar[-1], 2028) == []
    said = describe(parse_timing(at("建镇四十周年"), calendar=calendar))
    assert said == "建镇四十周年（指定日期）09:00"


def test_dates_read_back_as_they_were_written():
    dates = read_dates("2027年5月1日 至 2027年5月7日\n2028-05-01")
    assert dates == {"2027": ["2027-05-01", "2027-05-07"], "2028": ["2028-05-01", "2028-05-01"]}
    assert write_dates(dates) == "2027-05-01 到 2027-05-07\n2028-05-01"
    assert read_dates(write_dates(dates)) == dates


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2027-05-07 到 2027-05-01", "起止不对"),
        ("2027-05-01\n2027-06-01", "2027年写了两行"),
        ("明年五一", "看不懂日期"),
    ],
)
def test_dates_that_make_no_sense_are_refused(written, said):
    with pytest.raises(BadInput, match=said):
        read_dates(written)


def test_topics_are_parted_and_bounded():
    assert split_topics("防火、防骗 防火，反诈") == ("防火", "防骗", "反诈")
    with pytest.raises(BadInput, match="最多 10 个"):
        split_topics("、".join(f"主题{number}" for number in range(11)))


@pytest.mark.parametrize(
    ("name", "rule", "said"),
    [
        ("会", "3月12日", "2 到 40 个字"),
        ("庙会", "", "请写每年是哪一天"),
        ("庙会", "下个月", "看不懂“下个月”"),
        ("庙会", "2月30日", "没有“2月30日”这一天"),
        ("3月12日", "3月12日", "名称不能就是日期"),
        ("植树节", "3月12日", "已经有“植树节”"),
    ],
)
def test_a_day_that_cannot_be_is_refused_with_one_sentence(database, name, rule, said):
    with pytest.raises(BadInput, match=said), database.writing() as session:
        add_day(session, DayFacts(name, DayKind.LOCAL, rule), ACT)


def test_notices_move_with_their_day(database):
    with database.writing() as session:
        day = add_day(session, fair_on("2026-12-10", "2026-12-10"), ACT)
        approved_for(session, "建镇四十周年")
        later = fair_on("2026-12-20", "2026-12-20")
        _day, moved = change_day(session, day.id, later, ACT, version=1)
        assert moved == 1
        assert shown(schedules(session)[0].next_slot) == "2026-12-20 09:00"
        assert not check_chain(session)


def test_no_notice_is_lost_by_a_change(database):
    number = added(database, fair_on("2026-12-10", "2026-12-10"))
    with database.writing() as session:
        approved_for(session, "建镇四十周年")
        assert planned(session, "建镇四十周年") == ["冬季用火要小心"]
    for wrong, said in (
        (lambda s: remove_day(s, number, ACT), "再移除"),
        (lambda s: change_day(s, number, MARKET, ACT, version=1), "名称先不能改"),
        (
            lambda s: change_day(s, number, fair_on("2025-12-10", "2025-12-10"), ACT, version=1),
            "今后不会再有",
        ),
    ):
        with pytest.raises(NotAllowed, match=said), database.writing() as session:
            wrong(session)
    with database.reading() as session:
        assert shown(schedules(session)[0].next_slot) == "2026-12-10 09:00"


def test_a_day_of_the_starters_is_hidden_and_shown_again(database):
    with database.writing() as session:
        hide_day(session, "arbor-day", ACT)
        hide_day(session, "arbor-day", ACT)
        assert "植树节" not in [entry.name for entry in town_calendar(session)]
        with pytest.raises(BadInput, match="没有“植树节”"):
            parse_timing(at("植树节"), calendar=town_calendar(session))
        show_day(session, "arbor-day", ACT)
        assert "植树节" in [entry.name for entry in town_calendar(session)]
        acts = session.exec(select(AuditRow.action)).all()
    assert acts == ["hide", "show"]


def test_a_day_that_notices_wait_for_is_not_hidden(database):
    with database.writing() as session:
        approved(session, timing=at("国家宪法日"))
        with pytest.raises(NotAllowed, match="还有 1 条通知等着在“国家宪法日”发"):
            hide_day(session, "constitution-day", ACT)


def test_the_town_may_write_a_hidden_day_anew_and_has_it_once(database):
    with database.writing() as session:
        hide_day(session, "arbor-day", ACT)
        day = add_day(session, DayFacts("植树节", DayKind.PUBLICITY, "3月第2个星期六"), ACT)
        with pytest.raises(NotAllowed, match="本镇已经另写了“植树节”"):
            show_day(session, "arbor-day", ACT)
        remove_day(session, day.id, ACT)
        show_day(session, "arbor-day", ACT)
        assert [entry.name for entry in town_calendar(session)].count("植树节") == 1


def test_who_saves_second_is_told_and_overwrites_nothing(database):
    number = added(database, MARKET)
    with database.writing() as session:
        change_day(session, number, DayFacts("东街庙会", DayKind.LOCAL, "3月1日"), ACT, version=1)
    with pytest.raises(NotAllowed) as refused, database.writing() as session:
        change_day(session, number, MARKET, ACT, version=1)
    assert str(refused.value) == OUTRUN
    with database.reading() as session:
        kept = get_day(session, number)
        assert (kept.rule, kept.version) == ("3月1日", 2)


def test_what_is_not_there_cannot_be_changed(database):
    with database.writing() as session:
        with pytest.raises(NotFound):
            remove_day(session, 99, ACT)
        with pytest.raises(NotFound):
            hide_day(session, "no-such-day", ACT)
        assert not town_days(session)


def added(database: Database, facts: DayFacts) -> int:
    """The number of a day that was added."""
    with database.writing() as session:
        return add_day(session, facts, ACT).id or 0


def approved_for(session: Session, day: str) -> None:
    """A notice for a day of the town's own that went through its review."""
    times = replace(TIMES, calendar=town_calendar(session))
    measured = replace(standards(session), times=times)
    wanted = facts(timing=at(day))
    notice = draft(session, wanted, by=DRAFTER, now=NOW, standards=measured, submit=True)
    for name in (FIRST, SECOND, THIRD):
        approve(session, notice, by=name, now=NOW, steps_needed=3, times=times)
