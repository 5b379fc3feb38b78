"""Times typed in a chat are read as people mean them."""

from datetime import datetime

import pytest

from bot.flows.typed_time import HINT, PAST, read_time
from knowledge.errors import BadInput

NOW = datetime.fromisoformat("2026-11-26T10:30")  # a Thursday


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("18:00", "2026-11-26 18:00"),
        ("9:00", "2026-11-27 09:00"),
        ("今晚8点", "2026-11-26 20:00"),
        ("今天下午3点半", "2026-11-26 15:30"),
        ("明天 9:00", "2026-11-27 09:00"),
        ("明天早上8点", "2026-11-27 08:00"),
        ("后天18时", "2026-11-28 18:00"),
        ("周五 18:00", "2026-11-27 18:00"),
        ("下周一9点", "2026-11-30 09:00"),
        ("12月5日 8:30", "2026-12-05 08:30"),
        ("12月5号8点半", "2026-12-05 08:30"),
        ("1月3日 9点", "2027-01-03 09:00"),
        ("2026-12-05 18：00", "2026-12-05 18:00"),
        ("2026年12月5日18点05分", "2026-12-05 18:05"),
    ],
)
def test_a_time_is_read(typed, meant):
    assert f"{read_time(typed, now=NOW):%Y-%m-%d %H:%M}" == meant


@pytest.mark.parametrize(
    "typed", ["", "尽快", "25:00", "13月5日 8:00", "2月30日 8:00", "收麦时 8:00"]
)
def test_what_is_no_time_is_asked_again_with_examples(typed):
    with pytest.raises(BadInput, match=HINT[:8]):
        read_time(typed, now=NOW)


@pytest.mark.parametrize("typed", ["今天 9:00", "2026-11-25 9:00"])
def test_a_time_that_is_over_is_refused(typed):
    with pytest.raises(BadInput, match=PAST[:8]):
        read_time(typed, now=NOW)
