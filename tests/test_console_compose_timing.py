"""The form that says when a notice goes out."""

from datetime import timedelta
from typing import Any

import pytest
from clocks import CALENDAR, FORTNIGHT, WORKDAYS_OF_JUNE, at, shown, times, timing

from bot.console.notices.timing_fields import Given, filled
from bot.console.notices.timings import LUNAR_DAYS, LUNAR_MONTHS, NATURAL, read_timing
from jobs.schedule.outlook import Fate, outlook
from jobs.schedule.timing import describe
from knowledge.errors import BadInput


def said(**fields: Any) -> str:
    """What staff are told of a form."""
    return describe(timing(read_timing(Given(fields))))


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"when": "now"}, "审核通过后马上发"),
        ({"when": "once", "once_day": "2026-12-01", "at": ["18:00"]}, "2026年12月1日 18:00"),
        ({"when": "daily", "at": ["18:00", "08:00"]}, "每天 08:00、18:00"),
        ({"when": "daily", "at": ["08:00"], "weekdays_only": "yes"}, "每周一到周五 08:00"),
        (
            {"when": "weekly", "week_day": ["星期一", "星期三"], "at": ["18:00"]},
            "每周一、周三 18:00",
        ),
        (
            {
                "when": "weekly",
                "weeks": "2",
                "week_day": ["星期五"],
                "at": ["09:00"],
                "from_day": "2026-12-04",
            },
            "每2周的周五（2026年12月4日起）09:00",
        ),
        ({"when": "monthly", "month_day": "15", "at": ["09:00"]}, "每月15日 09:00"),
        ({"when": "monthly", "month_day": "last", "at": ["09:00"]}, "每月最后一天 09:00"),
        (
            {"when": "nth", "nth": "2", "nth_day": "星期三", "at": ["10:00"]},
            "每月第2个星期三 10:00",
        ),
        (
            {"when": "yearly", "year_month": "12", "year_day": "4", "at": ["09:00"]},
            "每年12月4日 09:00",
        ),
        (
            {"when": "lunar", "lunar_month": "腊", "lunar_day": "廿三", "at": ["09:00"]},
            "每年农历腊月廿三 09:00",
        ),
        (
            {"when": "occasion", "occasion": "国家宪法日", "before": "3", "at": ["09:00"]},
            "每年国家宪法日（12月4日）前3天 09:00",
        ),
        (
            {"when": "monthly", "month_day": "1", "at": ["09:00"], "until": "2027-06-30"},
            "每月1日 09:00，到2027年6月30日",
        ),
    ],
)
def test_every_kind_of_time_is_chosen_without_knowing_how_it_is_written(fields, words):
    assert said(**fields) == words


@pytest.mark.parametrize(
    ("fields", "sentence"),
    [
        ({}, "还没有选什么时候发。"),
        ({"when": "kept"}, "还没有选什么时候发。"),
        ({"when": "once", "at": ["18:00"]}, "还没有选哪一天发。"),
        ({"when": "once", "once_day": "2026-12-01"}, "还没有写几点发。"),
        ({"when": "weekly", "at": ["18:00"]}, "还没有选星期几发。"),
        (
            {"when": "weekly", "weeks": "2", "week_day": ["星期五"], "at": ["18:00"]},
            "隔周发的通知，请写从哪一天起，好算出是哪几周。",
        ),
        (
            {"when": "weekly", "weeks": "0", "week_day": ["星期五"], "at": ["18:00"]},
            "每几周发一次，请写 1 到 52 的数字。",
        ),
        (
            {"when": "yearly", "year_month": "2", "year_day": "30", "at": ["18:00"]},
            "没有2月30日这一天。",
        ),
        (
            {"when": "occasion", "occasion": "国家宪法日", "before": "很多", "at": ["09:00"]},
            "提前几天，请写 0 到 60 的数字。",
        ),
    ],
)
def test_what_is_missing_is_asked_for_in_one_sentence(fields, sentence):
    with pytest.raises(BadInput) as refusal:
        said(**fields)
    assert str(refusal.value) == sentence


@pytest.mark.parametrize(
    "raw",
    [
        "now",
        "pool",
        "2026-12-01 18:00",
        {"every": "day", "at": ["08:00", "18:00"]},
        {"every": "1周", "on": ["星期一", "星期三"], "at": "18:00"},
        FORTNIGHT,
        {"day": "每月第2个星期三", "at": "10:00"},
        {"day": "每月最后一个星期五", "at": "10:00"},
        {"day": "每月31日", "at": "10:00", "weekdays_only": True},
        {"day": "每月最后一天", "at": "10:00"},
        {"day": "老年节", "before": 3, "at": "09:00"},
        {"day": "12月4日", "at": "09:00"},
        {"day": "农历九月初九", "at": "09:00"},
        {"day": "秋分", "at": "07:30"},
        {"when": {"day": "安全生产月", "at": "18:00"}, "until": "2027-06-30"},
    ],
)
def test_a_notice_that_is_opened_shows_its_time_in_the_form_and_gives_the_same_back(raw):
    fields = filled(raw if isinstance(raw, dict) and "when" in raw else {"when": raw}, CALENDAR)
    assert fields["when"] != "kept"
    assert timing(read_timing(Given(fields))) == timing(raw)


@pytest.mark.parametrize(
    "raw", ["30 8 1,15 * *", WORKDAYS_OF_JUNE, {"day": "没有的日子", "at": "9:00"}]
)
def test_a_time_that_the_form_cannot_say_is_kept_as_it_is(raw):
    assert filled({"when": raw}, CALENDAR) == {"when": "kept"}
    assert read_timing(Given({"when": "kept"}), kept={"when": raw}) == {"when": raw}


def test_every_lunar_day_and_term_that_can_be_chosen_is_understood():
    for month in LUNAR_MONTHS:
        for day in LUNAR_DAYS:
            assert said(when="lunar", lunar_month=month, lunar_day=day, at=["09:00"])
    for name in NATURAL:
        assert said(when="occasion", occasion=name, at=["09:00"])


def test_the_coming_dates_say_where_quiet_hours_move_them():
    coming = outlook(
        timing({"every": "day", "at": ["05:00", "06:00", "18:00"]}),
        after=at("2026-12-01 00:00"),
        times=times(),
        count=3,
    )
    assert [(shown(one.slot), shown(one.send_at), one.fate) for one in coming] == [
        ("2026-12-01 05:00", "2026-12-01 07:00", Fate.MOVED),
        ("2026-12-01 06:00", "2026-12-01 07:00", Fate.MERGED),
        ("2026-12-01 18:00", "2026-12-01 18:00", Fate.PROMPT),
    ]


def test_what_would_be_too_late_after_the_quiet_hours_is_said_beforehand():
    coming = outlook(
        timing({"every": "day", "at": "23:00"}),
        after=at("2026-12-01 00:00"),
        times=times(),
        count=1,
        expires=timedelta(hours=2),
    )
    assert coming[0].fate is Fate.LATE


def test_an_emergency_is_not_moved():
    coming = outlook(
        timing("2026-12-01 23:00"),
        after=at("2026-12-01 00:00"),
        times=times(),
        count=1,
        urgent=True,
    )
    assert [(shown(one.send_at), one.fate) for one in coming] == [("2026-12-01 23:00", Fate.PROMPT)]
