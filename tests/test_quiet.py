"""At night nobody is disturbed, wherever night begins and ends."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from clocks import CHINA, MOMENTS, NEW_YORK, at, shown
from hypothesis import given
from hypothesis import strategies as some

from jobs.schedule.quiet import parse_quiet
from knowledge.errors import BadInput


@pytest.mark.parametrize(
    ("hours", "due", "moved"),
    [
        ("22:00-07:00", "2026-12-04 21:59", "2026-12-04 21:59"),
        ("22:00-07:00", "2026-12-04 22:00", "2026-12-05 07:00"),
        ("22:00-07:00", "2026-12-31 23:30", "2027-01-01 07:00"),
        ("22:00-07:00", "2026-12-05 00:00", "2026-12-05 07:00"),
        ("22:00-07:00", "2026-12-05 06:59", "2026-12-05 07:00"),
        ("22:00-07:00", "2026-12-05 07:00", "2026-12-05 07:00"),
        ("12:30-14:00", "2026-12-05 13:00", "2026-12-05 14:00"),
        ("12:30-14:00", "2026-12-05 23:00", "2026-12-05 23:00"),
        ("22:00-00:00", "2026-12-05 23:00", "2026-12-06 00:00"),
        ("00:00-07:00", "2026-12-05 00:00", "2026-12-05 07:00"),
        ("00:00-00:00", "2026-12-05 00:00", "2026-12-05 00:00"),
        ("", "2026-12-05 03:00", "2026-12-05 03:00"),
    ],
)
def test_what_falls_into_the_quiet_hours_waits_for_their_end(hours, due, moved):
    assert shown(parse_quiet(hours, zone=CHINA).moved(at(due))) == moved


@pytest.mark.parametrize(
    ("hours", "due", "moved"),
    [
        ("22:00-02:30", "2026-03-08T04:00", "2026-03-08T07:00"),  # 02:30 never comes that night
        ("22:00-07:00", "2026-03-08T04:00", "2026-03-08T11:00"),
        ("22:00-07:00", "2026-11-01T03:00", "2026-11-01T12:00"),
        ("22:00-01:30", "2026-11-01T05:00", "2026-11-01T05:30"),  # the first 01:30
        ("22:00-01:30", "2026-11-01T06:15", "2026-11-01T06:30"),  # it is 01:15 once more
    ],
)
def test_a_night_in_which_clocks_change_ends_when_the_clock_on_the_wall_says_so(hours, due, moved):
    quiet = parse_quiet(hours, zone=NEW_YORK)
    moment = datetime.fromisoformat(due).replace(tzinfo=UTC)
    assert quiet.moved(moment) == datetime.fromisoformat(moved).replace(tzinfo=UTC)


@given(
    due=MOMENTS,
    zone=some.sampled_from([CHINA, NEW_YORK, ZoneInfo("Australia/Lord_Howe")]),
    hours=some.sampled_from(["22:00-07:00", "00:30-02:15", "12:00-14:00", "20:00-01:45"]),
)
def test_what_was_moved_is_never_earlier_never_quiet_and_not_moved_again(due, zone, hours):
    quiet = parse_quiet(hours, zone=zone)
    moved = quiet.moved(due)
    assert due <= moved <= due + timedelta(hours=12)
    assert not quiet.holds(moved)
    assert quiet.moved(moved) == moved


@pytest.mark.parametrize("hours", ["夜里", "22:00", "22:00-25:00"])
def test_hours_nobody_can_follow_are_refused(hours):
    with pytest.raises(BadInput, match=r"看不懂|没有"):
        parse_quiet(hours, zone=CHINA)
