"""What staff write under `when` is said back in plain words, kept, or refused in one sentence."""

from datetime import date, datetime

import pytest
import yaml
from clocks import FORTNIGHT, WORKDAYS_OF_JUNE, timing

from jobs.schedule.timing import describe, storable
from knowledge.errors import BadInput

MONDAYS = {"every": "周", "on": "周一", "at": "18:00"}


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ("now", "审核通过后马上发"),
        ("pool", "不单独发，由同一组的通知轮流带出"),
        ("2026-12-01 18:00", "2026年12月1日 18:00"),
        ("2026-12-01T18:00+08:00", "2026年12月1日 18:00（UTC+08:00）"),
        ("0 18 * * 1,3", "每周一、周三 18:00"),
        ({"when": "0 18 * * 1,3", "until": "2026-12-31"}, "每周一、周三 18:00，到2026年12月31日"),
        ("0 18 * * *", "每天 18:00"),
        ("0 18 * * 0-6", "每天 18:00"),
        ("30 9,17 * * 1-5", "每周一到周五 09:30、17:30"),
        ("0 8 1,15 * *", "每月1日、15日 08:00"),
        ("0 8 1 6,7 *", "每年6月、7月1日 08:00"),
        ("*/5 8-18 * * *", "按自定的时间表（*/5 8-18 * * *）"),
        ("0 18 13 * 5", "按自定的时间表（0 18 13 * 5）"),
        ("0 18 * 6 5", "按自定的时间表（0 18 * 6 5）"),
        ({"every": "天", "at": "8:00"}, "每天 08:00"),
        ({"every": "周", "on": "星期天", "at": "8:00"}, "每周日 08:00"),
        (FORTNIGHT, "每2周的周一（2026年12月7日起）18:00"),
        ({"day": "每月第2个星期三", "at": "9:00"}, "每月第2个星期三 09:00"),
        ({"day": "国家宪法日", "at": "9:00"}, "每年国家宪法日（12月4日）09:00"),
        (WORKDAYS_OF_JUNE, "每年6月的周一到周五 18:00"),
        ({"day": "安全生产月", "at": "9:00"}, "每年安全生产月（6月）的每一天 09:00"),
        (
            {"day": "宪法宣传周", "at": "9:00", "before": 2},
            "每年宪法宣传周（12月4日所在周，日期以当年公布的为准）开始前2天 09:00",
        ),
        ({"day": "秋分", "at": ["9:00", "18:00"], "before": 3}, "每年秋分前3天 09:00、18:00"),
        (
            {"day": "12月4日", "at": "9:00", "weekdays_only": True},
            "每年12月4日（只在周一到周五）09:00",
        ),
    ],
)
def test_a_timing_is_said_in_plain_words(raw, said):
    assert describe(timing(raw)) == said


@pytest.mark.parametrize(
    ("raw", "reason"),
    [
        ("昨天", "看不懂“昨天”"),
        (True, "看不懂“True”"),
        ([], "看不懂"),
        ("2026-12-01", "没有写几点几分"),
        ("2026-13-01 18:00", "没有“2026-13-01”这一天"),
        ("2026-12-01 25:00", "没有“25:00”这个时间"),
        ("2026-12-01T18:00+99:00", "看不懂时间"),
        ("0 18 * *", "看不懂“0 18"),
        ("0 60 * * *", "五段依次是分、时、日、月、星期"),
        ("0 18 * * 8", "五段依次是"),
        ("0 18 * * 5-1", "五段依次是"),
        ("0 18 * * x", "五段依次是"),
        ("0 0 30 2 *", "永远不会到"),
        ({"at": "18:00"}, "要写 day"),
        ({"every": "周", "at": "18:00"}, "要写 on"),
        ({"every": "周", "on": "星期八", "at": "18:00"}, "看不懂星期“星期八”"),
        ({"every": "2周", "on": "星期一", "at": "18:00"}, "要写 from"),
        ({**FORTNIGHT, "every": "3月"}, "看不懂 every 里的“3月”"),
        ({**FORTNIGHT, "every": 53}, "1周 到 52周"),
        ({**FORTNIGHT, "every": 0}, "1周 到 52周"),
        ({**FORTNIGHT, "from": "很久"}, "看不懂日期“很久”"),
        ({**FORTNIGHT, "until": "2026-12-01"}, "开始日在截止日2026年12月1日之后"),
        ({**FORTNIGHT, "on": [], "until": "x"}, "要写 on"),
        ({"day": "宪法日", "at": "9:00"}, "是不是“国家宪法日”？"),
        ({"day": "国家宪法曰", "at": "9:00"}, "是不是“国家宪法日”？"),
        ({"day": "天天", "at": "9:00"}, "也可以写 12月4日"),
        ({"day": "2月30日", "at": "9:00"}, "没有“2月30日”"),
        ({"day": "2026-12-04", "at": "9:00"}, "写明了年份"),
        ({"day": "秋分"}, "没有写几点发"),
        ({"day": "秋分", "at": 18}, "两边要有引号"),
        ({"day": "秋分", "at": "9:00", "before": 61}, "1 到 60 的整数"),
        ({"day": "秋分", "at": "9:00", "before": True}, "1 到 60 的整数"),
        ({"day": "秋分", "at": "9:00", "weekdays_only": "是"}, "true 或 false"),
        ({"day": "秋分", "at": "9:00", "hour": 9}, "不认识的“hour”"),
        ({"when": "now", "hour": 9}, "不认识的“hour”"),
        ({"when": "2026-12-01 18:00", "until": "2026-11-30"}, "在截止日2026年11月30日之后"),
    ],
)
def test_a_timing_nobody_can_follow_is_refused_in_one_sentence(raw, reason):
    with pytest.raises(BadInput, match=reason) as refused:
        timing(raw)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("raw", "kept"),
    [
        ("now", {"when": "now"}),
        ({}, {}),
        (yaml.safe_load('{every: 周, on: 周一, at: "18:00"}'), {"when": MONDAYS}),
        (datetime.fromisoformat("2026-12-01T18:00"), {"when": "2026-12-01T18:00"}),
        (
            {"when": {**FORTNIGHT, "from": date(2026, 12, 7)}, "until": date(2027, 1, 1)},
            {"when": FORTNIGHT, "until": "2027-01-01"},
        ),
        (WORKDAYS_OF_JUNE, {"when": WORKDAYS_OF_JUNE}),
    ],
)
def test_what_was_written_can_be_kept_and_read_again(raw, kept):
    assert storable(raw) == kept
    assert timing(kept) == timing(raw)
