"""Notices of a pool take turns: one each day, and none before all others."""

import mailings
from clocks import at
from planned import change, planned, runs, ticked, town

from jobs.places.audience import parse_audience
from jobs.schedule.schedules import stop
from jobs.writing.notices import Notice, NoticeState

JUNE = {"day": "6月", "at": "18:00"}
MAY = at("2027-05-01 09:00")


def pool(database, *titles, **changed):
    """A notice that leads a pool, and others that it draws from."""
    town(database)
    lead, *others = titles
    first = planned(database, JUNE, now=MAY, pool="六月", title=lead)
    rest = [planned(database, {}, now=MAY, pool="六月", title=one, **changed) for one in others]
    return first, *rest


def june(database, *days):
    for day in days:
        ticked(database, at(f"2027-06-{day:02} 18:00"))
    return [run.title for run in runs(database)]


def test_each_occurrence_draws_the_text_that_was_not_used_for_longest(database):
    pool(database, "甲", "乙", "丙")
    assert june(database, *range(1, 8)) == ["甲", "乙", "丙", "甲", "乙", "丙", "甲"]


def test_a_run_names_the_notice_whose_words_it_says(database):
    lead, other = pool(database, "甲", "乙")
    june(database, 1, 2)
    assert [(run.notice_id, run.schedule_id) for run in runs(database)] == [(lead, 1), (other, 1)]


def test_a_text_that_joins_later_has_its_turn_next(database):
    pool(database, "甲", "乙")
    june(database, 1, 2)
    planned(database, "pool", now=MAY, pool="六月", title="新")
    planned(database, "pool", now=MAY, pool="七月", title="别组")
    assert june(database, 3, 4)[2:] == ["新", "甲"]


def test_only_what_is_approved_is_drawn(database):
    _lead, second, third = pool(database, "甲", "乙", "丙")
    change(database, second, state=NoticeState.REVIEW)
    change(database, third, state=NoticeState.CANCELLED)
    assert june(database, 1, 2) == ["甲", "甲"]


def test_a_slot_that_was_missed_uses_no_text_up(database):
    pool(database, "甲", "乙")
    ticked(database, at("2027-06-01 23:00"))
    assert june(database, 2, 3) == ["甲", "甲", "乙"]


def test_a_text_goes_only_to_those_it_was_approved_for(database):
    with database.writing() as session:
        mailings.grid(session, mailings.TOWN, "东村")
        east = parse_audience({"grids": ["东村"]}, session).as_json()
    pool(database, "甲", "乙", audience=east)
    june(database, 1, 2)
    assert [run.audience for run in runs(database)] == [{}, east]


def test_a_drawn_text_that_is_cancelled_does_not_go_out(database):
    _lead, other = pool(database, "甲", "乙")
    june(database, 1)
    ticked(database, at("2027-06-02 18:00"), quiet="17:00-19:00")
    change(database, other, state=NoticeState.CANCELLED)
    with database.writing() as session:
        stop(session, session.get_one(Notice, other))
    assert ticked(database, at("2027-06-02 19:00")).fanned == []
    assert [str(run.state) for run in runs(database)] == ["fanned", "cancelled"]
    assert june(database, 3)[-1] == "甲"


def test_a_pool_that_ends_with_june_ends_for_this_year(database):
    pool(database, "甲", "乙")
    assert len(june(database, *range(1, 31))) == 30
    assert ticked(database, at("2027-07-01 18:00")).made == 0
