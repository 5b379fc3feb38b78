"""A notice goes out exactly when staff wrote that it should."""

import os
import subprocess
import sys
from collections import Counter
from datetime import UTC, date, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from clocks import (
    CALENDAR,
    CHINA,
    FORTNIGHT,
    MOMENTS,
    NEW_YORK,
    WORKDAYS_OF_JUNE,
    at,
    shown,
    timing,
)
from hypothesis import given, settings
from hypothesis import strategies as some

from jobs.schedule.timing import next_slot, next_slots, parse_timing

ROOT = Path(__file__).resolve().parent.parent
NOON = at("2026-11-26 12:00")


def slots(raw: object, count: int, *, after: datetime = NOON, zone: ZoneInfo = CHINA) -> list[str]:
    found = next_slots(timing(raw), after=after, zone=zone, count=count)
    return [shown(slot, zone) for slot in found]


def all_slots(raw: object, first: str, last: str) -> list[str]:
    """Every slot from one time to another, both included."""
    found, slot = [], at(first) - timedelta(seconds=1)
    while (slot := next_slot(timing(raw), after=slot, zone=CHINA)) and slot <= at(last):
        found.append(shown(slot))
    return found


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        ("国家宪法日", ["2026-12-04", "2027-12-04"]),
        ("constitution-day", ["2026-12-04", "2027-12-04"]),
        ("12月4日", ["2026-12-04", "2027-12-04"]),
        ("每年12月4日", ["2026-12-04", "2027-12-04"]),
        ("9月第3个星期六", ["2026-09-19", "2027-09-18"]),
        ("全民国防教育日", ["2026-09-19", "2027-09-18"]),
        ("农历九月初九", ["2026-10-18", "2027-10-08"]),
        ("秋分", ["2026-09-23", "2027-09-23"]),
        ("除夕", ["2026-02-16", "2027-02-05"]),
        ("2月29日", ["2028-02-29", "2032-02-29"]),
        ("9月第5个星期六", ["2028-09-30", "2029-09-29"]),
        ("每月第2个星期三", ["2026-01-14", "2026-02-11"]),
        ("每月最后一个星期五", ["2026-01-30", "2026-02-27"]),
        ("每月31日", ["2026-01-31", "2026-03-31"]),
        ("宪法宣传周", ["2026-11-30", "2026-12-01"]),
        ("治理欠薪冬季行动", ["2026-01-01", "2026-01-02"]),
    ],
)
def test_a_day_of_the_calendar_comes_where_the_printed_calendar_has_it(day, expected):
    found = slots({"day": day, "at": "09:00"}, 2, after=at("2025-12-31 12:00"))
    assert found == [f"{one} 09:00" for one in expected]


def test_june_has_a_slot_on_every_weekday_and_on_no_other():
    found = all_slots(WORKDAYS_OF_JUNE, "2026-01-01 00:00", "2026-12-31 23:59")
    assert (found[0], found[-1], len(found)) == ("2026-06-01 18:00", "2026-06-30 18:00", 22)
    assert len(all_slots({"day": "安全生产月", "at": "18:00"}, "2026-01-01", "2026-12-31")) == 30


def test_a_winter_campaign_goes_on_over_the_new_year_until_the_eve():
    found = all_slots({"day": "治理欠薪冬季行动", "at": "09:00"}, "2026-10-01", "2027-10-01")
    assert (found[0], found[-1], len(found)) == ("2026-11-01 09:00", "2027-02-05 09:00", 97)


def test_days_before_count_back_from_the_first_day():
    assert slots({"day": "12月4日", "at": "9:00", "before": 3}, 1) == ["2026-12-01 09:00"]
    assert slots({"day": "1月1日", "at": "9:00", "before": 3}, 1) == ["2026-12-29 09:00"]
    assert slots({"day": "安全生产月", "at": "9:00", "before": 1}, 2) == [
        "2027-05-31 09:00",
        "2028-05-31 09:00",
    ]


def test_dates_that_the_organisers_named_stand_before_the_rule():
    week = next(one for one in CALENDAR if one.name == "国家网络安全宣传周")
    named = week.model_copy(update={"dates": {2027: (date(2027, 9, 6), date(2027, 9, 12))}})
    raw = {"day": "国家网络安全宣传周", "at": "10:00", "before": 1}
    for calendar, expected in (([named], "2027-09-05"), ([week], "2027-09-12")):
        told = parse_timing(raw, calendar=calendar)
        found = next_slots(told, after=NOON, zone=CHINA, count=2)
        assert [shown(slot) for slot in found] == [f"{expected} 10:00", "2028-09-10 10:00"]


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("0 18 * * *", ["2026-11-26 18:00", "2026-11-27 18:00"]),
        ("0 12 * * *", ["2026-11-27 12:00", "2026-11-28 12:00"]),
        ("0 18 * * 1", ["2026-11-30 18:00", "2026-12-07 18:00"]),
        ("0 18 * * 0", ["2026-11-29 18:00", "2026-12-06 18:00"]),
        ("0 18 * * 7", ["2026-11-29 18:00", "2026-12-06 18:00"]),
        ("0 18 * * sun", ["2026-11-29 18:00", "2026-12-06 18:00"]),
        ("0 18 * * 6-7", ["2026-11-28 18:00", "2026-11-29 18:00"]),
        ("0 18 * * 1-5", ["2026-11-26 18:00", "2026-11-27 18:00"]),
        ("0 18 1,15 * *", ["2026-12-01 18:00", "2026-12-15 18:00"]),
        ("0 18 13 * 5", ["2026-11-27 18:00", "2026-12-04 18:00"]),  # either is enough
        ("*/20 8 * * *", ["2026-11-27 08:00", "2026-11-27 08:20"]),
        ("0 9 29 2 *", ["2028-02-29 09:00", "2032-02-29 09:00"]),
    ],
)
def test_a_cron_line_means_what_it_means_to_cron(line, expected):
    assert slots(line, 2) == expected


def test_every_second_week_keeps_its_step_across_the_new_year():
    assert slots(FORTNIGHT, 4) == [
        "2026-12-07 18:00",
        "2026-12-21 18:00",
        "2027-01-04 18:00",
        "2027-01-18 18:00",
    ]


def test_weeks_are_counted_from_the_week_of_the_first_day_and_never_before_it():
    raw = {"every": 2, "on": ["周一", "周四"], "at": ["18:00", "9点"], "from": date(2026, 12, 9)}
    assert slots(raw, 4) == [
        "2026-12-10 09:00",
        "2026-12-10 18:00",
        "2026-12-21 09:00",
        "2026-12-21 18:00",
    ]


def test_the_last_day_is_included():
    raw = {"when": "0 18 * * *", "until": "2026-11-28"}
    assert slots(raw, 9) == [f"2026-11-{day} 18:00" for day in (26, 27, 28)]
    assert slots({**FORTNIGHT, "until": date(2026, 12, 21)}, 9) == slots(FORTNIGHT, 2)


@pytest.mark.parametrize(
    "written",
    [
        "2026-12-01 18:00",
        "2026-12-01T18:00",
        "2026-12-01 18:00:00",
        "2026年12月1日 18:00",
        "2026/12/1 18：00",
        "2026-12-01 18点",
        "2026-12-01T10:00:00Z",
        "2026-12-01T18:00+08:00",
        datetime.fromisoformat("2026-12-01T18:00"),
        datetime(2026, 12, 1, 10, tzinfo=UTC),
    ],
)
def test_a_time_once_is_the_townships_unless_it_names_a_zone(written):
    assert slots(written, 2) == ["2026-12-01 18:00"]
    assert slots(written, 2, after=at("2026-12-01 18:00")) == []


@pytest.mark.parametrize("raw", ["now", "马上", "pool", {}, {"when": "pool"}, None])
def test_what_goes_at_once_or_never_alone_has_no_later_slot(raw):
    assert slots(raw, 1) == []


def test_an_unquoted_time_in_yaml_is_still_the_time_that_was_written():
    assert slots({"day": "12月4日", "at": 1080}, 1) == ["2026-12-04 18:00"]


def test_when_clocks_go_back_a_time_that_comes_twice_fires_once():
    found = slots("30 1 * * *", 3, after=at("2026-10-31 12:00", NEW_YORK), zone=NEW_YORK)
    assert found == ["2026-11-01 01:30", "2026-11-02 01:30", "2026-11-03 01:30"]
    first = next_slot(timing("30 1 * * *"), after=at("2026-10-31 12:00", NEW_YORK), zone=NEW_YORK)
    assert first == datetime(2026, 11, 1, 5, 30, tzinfo=UTC)  # still in summer time


def test_when_clocks_go_forward_a_time_that_never_comes_fires_as_they_change():
    after = at("2026-03-07 12:00", NEW_YORK)
    found = next_slots(timing("30 2 * * *"), after=after, zone=NEW_YORK, count=2)
    assert found[0] == datetime(2026, 3, 8, 7, tzinfo=UTC)
    assert shown(found[1], NEW_YORK) == "2026-03-09 02:30"


def test_all_times_that_clocks_skip_are_one_slot():
    after = at("2026-03-08 01:30", NEW_YORK)
    found = slots("*/15 * * * *", 3, after=after, zone=NEW_YORK)
    assert found == ["2026-03-08 01:45", "2026-03-08 03:00", "2026-03-08 03:15"]


def test_a_day_that_a_place_skipped_fires_as_it_ended():
    apia = ZoneInfo("Pacific/Apia")
    found = slots("0 9 * * *", 2, after=at("2011-12-29 12:00", apia), zone=apia)
    assert found == ["2011-12-31 00:00", "2011-12-31 09:00"]


RAWS: list[Any] = [
    "2026-11-01 01:30",
    "*/15 * * * *",
    "30 1,2 * * *",
    "0 18 13 * 5",
    FORTNIGHT,
    {"every": "天", "at": ["01:30", "02:30"]},
    {"day": "每月第2个星期日", "at": "02:30"},
    {"day": "农历九月初九", "at": "09:00", "before": 3},
    {"day": "治理欠薪冬季行动", "at": "02:30", "until": "2027-03-14"},
    WORKDAYS_OF_JUNE,
]


@settings(max_examples=150, deadline=None)
@given(
    raw=some.sampled_from(RAWS),
    zone=some.sampled_from([CHINA, NEW_YORK, ZoneInfo("Australia/Lord_Howe")]),
    after=MOMENTS,
)
def test_slots_only_ever_go_forward_and_asking_again_gives_the_same(raw, zone, after):
    told = timing(raw)
    found = next_slots(told, after=after, zone=zone, count=6)
    assert all(before < later for before, later in pairwise((after, *found)))
    step, again = after, []
    while len(again) < 6 and (slot := next_slot(told, after=step, zone=zone)):
        again.append(slot)
        step = slot
    assert tuple(again) == found
    for slot, following in pairwise(found):  # nothing lies in between, wherever one asks from
        middle = slot + (following - slot) / 2
        assert next_slot(told, after=middle, zone=zone) == following


HOST = """
import time; time.tzset()
from clocks import CHINA, at, shown, timing
from jobs.schedule.timing import next_slot
slot, last = at("2026-03-06 00:00"), at("2026-11-03 00:00")
while (slot := next_slot(timing("30 1,2,13,14 * * *"), after=slot, zone=CHINA)) and slot < last:
    print(shown(slot))
"""


def test_a_host_in_new_york_gives_each_chinese_slot_once_across_both_clock_changes():
    path = os.pathsep.join((str(ROOT), str(ROOT / "tests")))
    run = subprocess.run(
        [sys.executable, "-c", HOST],
        env=os.environ | {"TZ": "America/New_York", "PYTHONPATH": path},
        capture_output=True,
        text=True,
        check=True,
    )
    found = Counter(run.stdout.split("\n")[:-1])
    days = [date(2026, 3, 6) + timedelta(days=passed) for passed in range(242)]
    assert found == {f"{day} {hour}:30": 1 for day in days for hour in ("01", "02", "13", "14")}
