"""The publicity calendar falls on the right days, whatever kind of day it is."""

from datetime import date, timedelta
from pathlib import Path

import pytest
import test_starter

from knowledge.almanac import TERMS, almanac_days
from knowledge.calendar import FILE, days, load_calendar, on
from knowledge.calendar_shapes import CalendarEntry
from knowledge.errors import BadInput

ENTRY = load_calendar()[0]


def entry(when: str, **changed: object) -> CalendarEntry:
    return ENTRY.model_copy(update={"when": when, "dates": {}, **changed})


def named(name: str) -> CalendarEntry:
    return next(one for one in load_calendar() if one.name == name)


def iso(found: list[date]) -> list[str]:
    return [day.isoformat() for day in found]


@pytest.mark.parametrize(
    ("when", "day"),
    [
        ("3月12日", "2026-03-12"),
        ("5月第3个星期日", "2024-05-19"),
        ("5月第三个星期日", "2025-05-18"),
        ("5月第3个星期日", "2026-05-17"),
        ("9月第3个星期六", "2024-09-21"),
        ("9月第3个星期六", "2025-09-20"),
        ("9月第3个星期六", "2026-09-19"),
        ("5月最后一个星期五", "2026-05-29"),
        ("2月最后一个星期日", "2028-02-27"),
        ("农历正月初一", "2024-02-10"),
        ("农历正月初一", "2025-01-29"),
        ("农历正月初一", "2026-02-17"),
        ("农历正月初一", "2027-02-06"),
        ("农历正月初一", "2028-01-26"),
        ("农历正月初一", "2029-02-13"),
        ("农历正月初一", "2030-02-03"),
        ("农历正月十五", "2026-03-03"),
        ("农历五月初五", "2024-06-10"),
        ("农历五月初五", "2025-05-31"),
        ("农历五月初五", "2026-06-19"),
        ("农历五月初五", "2027-06-09"),
        ("农历八月十五", "2025-10-06"),
        ("农历八月十五", "2026-09-25"),
        ("农历九月初九", "2024-10-11"),
        ("农历九月初九", "2025-10-29"),
        ("农历九月初九", "2026-10-18"),
        ("农历腊月初八", "2026-01-26"),
        ("农历腊月廿三", "2027-01-30"),
        ("除夕", "2024-02-09"),
        ("除夕", "2027-02-05"),
        ("清明", "2024-04-04"),
        ("清明", "2026-04-05"),
        ("秋分", "2024-09-22"),
        ("秋分", "2025-09-23"),
        ("秋分", "2026-09-23"),
        ("冬至", "2026-12-22"),
    ],
)
def test_a_single_day_falls_where_the_printed_calendar_has_it(when, day):
    assert iso(days(entry(when), int(day[:4]))) == [day]


@pytest.mark.parametrize(
    ("when", "first", "last"),
    [
        ("5月15日所在周", "2026-05-11", "2026-05-17"),
        ("5月15日所在周", "2027-05-10", "2027-05-16"),
        ("9月第3周", "2023-09-11", "2023-09-17"),
        ("9月第3周", "2025-09-15", "2025-09-21"),
        ("9月第4周", "2026-09-21", "2026-09-27"),
        ("2月", "2028-02-01", "2028-02-29"),
        ("11月1日到除夕", "2026-11-01", "2027-02-05"),
        ("11月1日到除夕", "2025-11-01", "2026-02-16"),
        ("6月1日到6月26日", "2026-06-01", "2026-06-26"),
        ("立冬到立春", "2026-11-07", "2027-02-04"),
        ("夏至到冬至", "2026-06-21", "2026-12-22"),
    ],
)
def test_a_week_a_month_or_a_season_is_whole(when, first, last):
    found = days(entry(when), int(first[:4]))
    assert iso([found[0], found[-1]]) == [first, last]
    assert found == [found[0] + timedelta(days=passed) for passed in range(len(found))]


def test_a_day_that_a_year_does_not_have_is_no_day():
    assert days(entry("9月第5个星期六"), 2026) == []
    assert days(entry("农历腊月三十"), 2025) == []  # that month had 29 days
    assert iso(days(entry("农历腊月三十"), 2024)) == ["2024-02-09"]
    assert iso(days(entry("农历冬月廿五"), 2027)) == ["2027-01-02", "2027-12-22"]


def test_dates_that_the_organisers_named_stand_before_the_rule():
    week = named("国家网络安全宣传周")
    assert week.moves
    announced = week.model_copy(update={"dates": {2027: (date(2027, 9, 6), date(2027, 9, 12))}})
    assert iso(days(announced, 2027))[0] == "2027-09-06"
    assert iso(days(announced, 2028))[0] == "2028-09-11"


@pytest.mark.parametrize(
    ("day", "names"),
    [
        ("2026-12-04", ["国家宪法日", "宪法宣传周", "治理欠薪冬季行动"]),
        ("2027-01-10", ["治理欠薪冬季行动"]),
        ("2027-02-06", []),
        ("2026-10-18", ["老年节"]),
        ("2026-06-16", ["安全宣传咨询日", "安全生产月", "防范非法集资宣传月"]),
        ("2026-05-17", ["全国助残日", "全国家庭教育宣传周", "民法典宣传月"]),
        ("2026-09-23", ["中国农民丰收节", "民族团结进步宣传周", "全国科普月"]),
    ],
)
def test_what_falls_on_a_day_is_listed_shortest_first(day, names):
    assert [one.name for one in on(date.fromisoformat(day), load_calendar())] == names


def test_every_entry_falls_somewhere_in_each_coming_year():
    for one in load_calendar():
        assert all(days(one, year) for year in range(2024, 2041)), one.name


def test_solar_terms_come_in_order_twice_a_month():
    for year in (2024, 2026, 2030):
        found = [almanac_days(term, year)[0] for term in TERMS]
        assert found == sorted(found)
        assert [day.month for day in found] == [month for month in range(1, 13) for _ in "ab"]


@pytest.mark.parametrize(
    ("when", "reason"),
    [
        ("2月30日", "没有“2月30日”这一天"),
        ("每年春天", "看不懂"),
        ("13月", "看不懂"),
        ("5月第6个星期日", "看不懂"),
        ("农历九月廿十一", "看不懂"),
        ("农历九月初十一", "看不懂"),
        ("农历九月二九", "日子不对"),
    ],
)
def test_a_rule_nobody_can_follow_is_refused_with_file_line_and_reason(tmp_path, when, reason):
    path = tmp_path / "calendar.yaml"
    text = FILE.read_text(encoding="utf-8").replace("when: 3月12日", f"when: {when}", 1)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match=rf"^calendar\.yaml 第 \d+ 行：.*{reason}"):
        load_calendar(path)


def test_years_beyond_the_tables_are_refused():
    with pytest.raises(BadInput, match="1901年到2100年"):
        days(entry("秋分"), 2150)


def test_a_name_written_twice_is_refused(tmp_path: Path):
    path = tmp_path / "calendar.yaml"
    text = FILE.read_text(encoding="utf-8").replace("name: 植树节", "name: 消费者权益日")
    path.write_text(text, encoding="utf-8")
    with pytest.raises(BadInput, match="已经在前面写过了"):
        load_calendar(path)


def test_every_day_fixed_by_law_cites_an_article_in_force(shared):
    laws = test_starter._laws(shared / "data" / "laws")
    for one in load_calendar():
        for cited in one.citations:
            if cited.law in laws:
                assert cited.article in laws[cited.law], one.name
            else:
                assert cited.law == "保障农民工工资支付条例", one.name
