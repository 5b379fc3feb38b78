"""A month's and a year's figures count what went out, on the township's own calendar."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import mailings
import pytest

from jobs.delivery.deliveries import State
from jobs.figures.figure_values import Tally
from jobs.figures.notice_figures import month_figures, year_figures
from jobs.figures.occasions import day_named
from jobs.places.groups import Channel
from jobs.schedule.runs import RunKind, RunState
from knowledge.calendar import load_calendar
from knowledge.errors import BadInput

SHANGHAI = ZoneInfo("Asia/Shanghai")
CALENDAR = load_calendar()


@pytest.fixture
def session(database):
    with database.writing() as session:
        yield session


def at(day: str, hour: int = 9, minute: int = 0, zone: ZoneInfo = SHANGHAI) -> datetime:
    """A moment on the township's wall clock."""
    found = date.fromisoformat(day)
    return datetime(found.year, found.month, found.day, hour, minute, tzinfo=zone).astimezone(UTC)


def go_out(session, moment: datetime, *states: State, notice: int | None = None, **changed) -> int:
    """A run that reaches one Telegram group for each state."""
    notice = notice or mailings.notice(session)
    run = mailings.run(session, notice, slot=moment, **changed)
    for number, state in enumerate(states):
        group = mailings.group(session, f"群{run}-{number}")
        mailings.delivery(session, run, group, state, ended_at=moment)
    return run


def year(session, number: int = 2026, zone: ZoneInfo = SHANGHAI):
    return year_figures(session, number, zone=zone, calendar=CALENDAR)


def month(session, number: int, zone: ZoneInfo = SHANGHAI):
    return month_figures(session, 2026, number, zone=zone, calendar=CALENDAR)


def test_the_last_evening_of_the_year_belongs_to_december_where_the_township_is(session):
    moment = at("2026-12-31", 23, 30)
    assert moment.isoformat() == "2026-12-31T15:30:00+00:00"
    go_out(session, moment, State.SENT)
    go_out(session, at("2027-01-01", 0, 0), State.SENT)
    figures = year(session)
    assert [one.tally.delivered for one in figures.months] == [0] * 11 + [1]
    assert (figures.tally.delivered, figures.sendings) == (1, 1)
    assert year(session, 2027).months[0].tally.delivered == 1


def test_the_same_moment_lies_in_another_year_elsewhere(session):
    go_out(session, at("2027-01-01", 7, 0), State.SENT)
    assert year(session, 2026, ZoneInfo("UTC")).tally.delivered == 1
    assert year(session, 2026).tally.delivered == 0


def test_a_delivery_belongs_to_the_month_it_arrived_in_not_to_that_of_its_run(session):
    run = go_out(session, at("2026-05-31", 23, 59), State.SENT)
    late = mailings.group(session, "晚到的群")
    mailings.delivery(session, run, late, State.SENT, ended_at=at("2026-06-01", 0, 4))
    found = year(session).months
    assert [found[4].tally.delivered, found[5].tally.delivered] == [1, 1]
    assert [found[4].sendings, found[5].sendings] == [1, 0]


def test_a_month_alone_says_the_same_as_within_its_year(session):
    go_out(session, at("2026-06-08"), State.SENT, State.FAILED, category="law")
    go_out(session, at("2026-07-08"), State.SENT)
    assert month(session, 6) == year(session).months[5]


def test_a_notice_sent_often_is_one_notice_and_many_sendings(session):
    daily = mailings.notice(session)
    for day in ("2026-05-30", "2026-06-01", "2026-06-02"):
        go_out(session, at(day), State.SENT, notice=daily)
    go_out(session, at("2026-06-03"), State.SENT, category="fraud", emergency=True)
    figures = year(session)
    assert (figures.notices, figures.sendings, figures.emergencies) == (2, 4, 1)
    assert [(one.notices, one.sendings) for one in figures.months[4:6]] == [(1, 1), (2, 3)]
    sent = {one.category: (one.notices, one.sendings) for one in figures.by_category}
    assert (sent["safety"], sent["fraud"], sent["weather"]) == ((1, 3), (1, 1), (0, 0))


def test_what_reached_nobody_did_not_go_out_and_its_deliveries_are_told(session):
    go_out(session, at("2026-03-03"), State.FAILED, State.SKIPPED, State.UNKNOWN, State.AWAITING)
    figures = month(session, 3)
    assert (figures.notices, figures.sendings) == (0, 0)
    assert figures.tally == Tally(unknown=1, failed=1, skipped=1, waiting=1)
    assert (figures.tally.missed, figures.tally.targets) == (3, 4)


def test_a_confirmed_forward_is_counted_apart_from_deliveries(session):
    go_out(session, at("2026-03-03"), State.SENT, State.FORWARDED, State.FORWARDED)
    tally = month(session, 3).tally
    assert (tally.delivered, tally.forwarded, tally.missed) == (1, 2, 0)


def test_letters_to_workers_do_not_count_and_corrections_do(session):
    go_out(session, at("2026-03-03"), State.SENT, kind=RunKind.LETTER)
    go_out(session, at("2026-03-03"), State.SENT, kind=RunKind.CORRECTION)
    figures = month(session, 3)
    assert (figures.sendings, figures.tally.delivered) == (1, 1)


def test_slots_at_which_nothing_went_out_are_counted(session):
    go_out(session, at("2026-03-31", 23), state=RunState.MISSED)
    go_out(session, at("2026-04-01"), state=RunState.CANCELLED)
    assert [one.slots_missed for one in year(session).months[2:4]] == [1, 0]


def test_deliveries_are_given_by_channel_and_by_village_in_the_order_of_the_tree(session):
    west, east = (
        mailings.grid(session, mailings.TOWN, name, "第一网格") for name in ("西关村", "东关村")
    )
    groups = [
        mailings.group(session, "甲", place=east),
        mailings.group(session, "乙", place=east, channel=Channel.WECOM),
        mailings.group(session, "丙", place=west, channel=Channel.WECHAT),
    ]
    moment = at("2026-03-03")
    run = mailings.run(session, mailings.notice(session), slot=moment)
    states = (State.SENT, State.SENT, State.FORWARDED)
    for group, state in zip(groups, states, strict=True):
        mailings.delivery(session, run, group, state, ended_at=moment)
    figures = year(session)
    assert [(line.name, line.tally) for line in figures.by_grid] == [
        ("西关村", Tally(forwarded=1)),
        ("东关村", Tally(delivered=2)),
    ]
    assert [(line.key, line.tally.targets) for line in figures.by_channel] == [
        ("telegram", 1),
        ("wecom", 1),
        ("wechat", 1),
    ]


def test_a_day_of_the_publicity_calendar_says_how_often_something_was_sent_for_it(session):
    notice = mailings.notice(session, "国家宪法日")
    schedule = mailings.schedule(session, notice, {"when": {"day": "国家宪法日", "at": "09:00"}})
    go_out(session, at("2026-12-04"), State.SENT, notice=notice, schedule_id=schedule)
    go_out(session, at("2026-12-04", 10), State.SENT)
    found = {one.name: one for one in month(session, 12).occasions}
    day = date(2026, 12, 4)
    constitution = found["国家宪法日"]
    assert (constitution.spans, constitution.notices, constitution.sendings) == (
        ((day, day),),
        1,
        1,
    )
    assert found["全国交通安全日"].sendings == 0
    assert "老年节" not in found


def test_a_season_over_new_year_is_shown_with_its_days_in_the_period(session):
    found = {one.name: one for one in year(session).occasions}
    assert found["治理欠薪冬季行动"].spans == (
        (date(2026, 1, 1), date(2026, 2, 16)),
        (date(2026, 11, 1), date(2026, 12, 31)),
    )


def test_occasions_stand_in_the_order_of_their_days(session):
    firsts = [one.spans[0][0] for one in year(session).occasions]
    assert firsts == sorted(firsts)
    assert len(firsts) == len(CALENDAR)


@pytest.mark.parametrize(
    ("timing", "name"),
    [
        ({"when": {"day": "国家宪法日", "at": "09:00"}, "until": "2027-01-01"}, "国家宪法日"),
        ({"day": "老年节"}, "老年节"),
        ({"when": "now"}, ""),
        ({}, ""),
    ],
)
def test_a_timing_names_a_day_of_the_calendar_or_none(timing, name):
    assert day_named(timing) == name


def test_a_year_with_nothing_in_it_has_twelve_empty_months(session):
    figures = year(session)
    assert (len(figures.months), figures.tally, figures.by_grid) == (12, Tally(), ())


@pytest.mark.parametrize(("number", "which"), [(1999, 1), (2026, 13), (2026, 0)])
def test_a_period_that_cannot_be_is_refused(session, number, which):
    with pytest.raises(BadInput, match="应在"):
        month_figures(session, number, which, zone=SHANGHAI, calendar=CALENDAR)


def test_months_are_cut_where_clocks_change_too(session):
    berlin = ZoneInfo("Europe/Berlin")
    for moment in (at("2026-03-31", 23, 59, berlin), at("2026-04-01", 0, 0, berlin)):
        go_out(session, moment, State.SENT)
    found = year(session, 2026, berlin).months
    assert [one.tally.delivered for one in found[2:4]] == [1, 1]
    assert at("2026-04-01", 0, 0, berlin) - at("2026-03-01", 0, 0, berlin) == timedelta(
        days=31, hours=-1
    )
