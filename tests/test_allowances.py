"""Groups and people are answered so many times a minute, and told once when it was too often."""

from datetime import timedelta

import pytest
from builders import NOW

from bot.allowances import MOST_KEYS, Allowance, Allowed, GroupAllowances
from bot.spans import read_span
from knowledge.errors import BadInput

WEEK = timedelta(days=7)


def asked(allowance: Allowance, seconds: float, key: str = "一群") -> Allowed:
    """Ask, and take what is allowed."""
    now = NOW + timedelta(seconds=seconds)
    found = allowance.ask(key, now=now)
    if found is Allowed.YES:
        allowance.take(key, now=now)
    return found


def test_beyond_the_limit_one_polite_word_then_silence_until_the_minute_is_over():
    allowance = Allowance(2)
    assert [asked(allowance, second) for second in (0, 1, 2, 3, 30)] == [
        Allowed.YES,
        Allowed.YES,
        Allowed.SAY_WHY,
        Allowed.NO,
        Allowed.NO,
    ]
    assert asked(allowance, 60) is Allowed.YES
    assert asked(allowance, 60.5) is Allowed.NO
    assert asked(allowance, 62) is Allowed.YES


def test_one_key_says_nothing_of_another():
    allowance = Allowance(1)
    assert asked(allowance, 0, "一群") is Allowed.YES
    assert asked(allowance, 0, "二群") is Allowed.YES


def test_who_is_refused_takes_nothing_from_the_group():
    allowances = GroupAllowances(group=2, person=1)
    assert allowances.ask(-1, 1, now=NOW) == (Allowed.YES, True)
    assert allowances.ask(-1, 1, now=NOW) == (Allowed.SAY_WHY, False)
    assert allowances.ask(-1, 2, now=NOW) == (Allowed.YES, True)
    assert allowances.ask(-1, 3, now=NOW) == (Allowed.SAY_WHY, True)
    assert allowances.ask(-2, 1, now=NOW) == (Allowed.YES, True)


def test_only_so_many_are_remembered():
    allowance = Allowance(1)
    for number in range(MOST_KEYS + 1):
        asked(allowance, 0, f"{number}群")
    assert asked(allowance, 0, "0群") is Allowed.YES
    assert asked(allowance, 0, f"{MOST_KEYS}群") is Allowed.SAY_WHY


@pytest.mark.parametrize(
    ("written", "minutes"),
    [("2h", 120), ("30m", 30), ("30分钟", 30), (" 2 小时 ", 120), ("1d", 1440), ("1天", 1440)],
)
def test_a_span_is_read_as_people_write_it(written, minutes):
    assert read_span(written, most=WEEK) == timedelta(minutes=minutes)


@pytest.mark.parametrize("written", ["", "2", "h", "0h", "1.5h", "-2h", "2x", "9999d", "明天"])
def test_what_is_no_span_is_refused(written):
    with pytest.raises(BadInput):
        read_span(written, most=WEEK)
