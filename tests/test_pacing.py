"""A lane keeps within its platform's limits, however fast answers come."""

import random

from jobs.delivery.pacing import Pace, Window
from jobs.delivery.sending import Limits


def most_in_any(seconds: float, moments: list[float]) -> int:
    """Count the most that fall into any stretch of so many seconds."""
    return max(sum(start <= other < start + seconds for other in moments) for start in moments)


def test_a_window_takes_its_count_at_once_and_no_more():
    window = Window(3, 1.0)
    for _ in range(3):
        window.begin()
    assert window.free(0.0) == 0
    assert window.opens(0.0) == float("inf")


def test_a_place_is_free_again_only_a_full_period_after_the_answer():
    window = Window(1, 1.0)
    window.begin()
    window.end(5.0)
    assert window.free(5.9) == 0
    assert window.opens(5.9) == 6.0
    assert window.free(6.0) == 1


def test_however_long_answers_take_the_platform_never_sees_more_than_the_limit():
    chance, pace, seen = random.Random(1), Pace(Limits(lane=((30, 1.0),))), []
    now, going = 0.0, list[float]()
    while len(seen) < 2_000:
        for ended in [one for one in going if one <= now]:
            going.remove(ended)
            pace.end(1, now)
        for _ in range(pace.free(now, most=8 - len(going))):
            pace.begin(1)
            took = chance.expovariate(20)
            seen.append(now + chance.random() * took)  # when it reaches the platform
            going.append(now + took)
        now += 0.001
    assert most_in_any(1.0, seen) <= 30
    assert len(seen) / now > 25


def test_each_group_waits_for_itself_while_others_go_on():
    pace = Pace(Limits(lane=((30, 1.0),), group=((1, 1.0),)))
    pace.begin(7)
    pace.end(7, 10.0)
    assert dict(pace.waiting(10.5)) == {7: 0.5}
    assert pace.free(10.5, most=8) == 8
    assert dict(pace.waiting(11.0)) == {}


def test_a_closed_lane_opens_neither_earlier_nor_by_a_shorter_closing():
    pace = Pace(Limits(lane=((30, 1.0),)))
    pace.close(60.0)
    pace.close(20.0)
    assert pace.free(59.9, most=8) == 0
    assert pace.opens(30.0) == 60.0
    assert pace.free(60.0, most=8) == 8


def test_whoever_takes_a_lane_over_remembers_what_was_sent_before():
    pace = Pace(Limits(lane=((20, 60.0),)))
    pace.remember((group, 100.0 + group) for group in range(20))
    assert pace.free(121.0, most=8) == 0
    assert pace.opens(121.0) == 160.0


def test_a_lane_without_limits_is_never_in_the_way():
    pace = Pace(Limits())
    for group in range(100):
        pace.begin(group)
    assert pace.free(0.0, most=8) == 8
    assert pace.memory == 0.0


def test_groups_that_wait_for_nothing_are_forgotten():
    pace = Pace(Limits(group=((1, 1.0),)))
    for group in range(5_000):
        pace.begin(group)
        pace.end(group, group / 10)
    assert len(list(pace.waiting(499.9))) <= 11
    assert len(pace._groups) < 1_200
