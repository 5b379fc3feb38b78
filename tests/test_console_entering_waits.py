"""Failing to get in: the same words, the same cost, and waits that grow but end."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from itertools import pairwise

import pytest
from entering_people import (
    HERE,
    NOW,
    PASSWORD,
    THERE,
    newcomer,
    prove,
    why,
)
from sqlmodel import select

from bot.console.entering import passwords
from bot.console.entering.proving import (
    WRONG,
)
from bot.console.entering.throttle import LONGEST_WAIT, LoginTry


@pytest.fixture(autouse=True)
def _cheap(monkeypatch):
    """Hash at no cost: what is counted here is tries and time, and the clock is ours."""
    cheap = passwords.PasswordHasher(time_cost=1, memory_cost=8, parallelism=1)
    monkeypatch.setattr(passwords, "_HASHER", cheap)
    monkeypatch.setattr(passwords, "_NOBODYS", cheap.hash("nobody's"))


@pytest.fixture
def person(database):
    """沈审核, who has a password."""
    return newcomer(database)


def test_who_fails_waits_longer_each_time_and_never_for_good(database, person):
    now, waits = NOW, []
    for _ in range(14):
        said = why(database, now=now)
        while said != WRONG:
            now += timedelta(seconds=15)
            said = why(database, now=now)
        waits.append(now)
    gaps = [later - earlier for earlier, later in pairwise(waits)]
    seconds = [gap.total_seconds() for gap in gaps]
    assert seconds[:8] == [0, 0, 0, 0, 30, 60, 120, 240]
    assert max(gaps) == LONGEST_WAIT
    now += LONGEST_WAIT
    assert prove(database, now=now).staff_id == person
    assert why(database, now=now) == WRONG  # and all is forgotten


def test_waiting_is_told_alike_for_names_that_nobody_has(database, person):
    for name in ("沈审核", "没有这个人"):
        words = [why(database, name=name, address=name) for _ in range(6)]
        assert words == [WRONG] * 5 + ["试的次数太多了，请过 30 秒再试。"]


def test_a_right_password_is_not_even_looked_at_while_one_waits(database, person):
    for _ in range(5):
        why(database)
    assert "请过 30 秒再试" in why(database, PASSWORD)


def test_strangers_who_fail_keep_nobody_out_of_their_usual_place(database, person):
    prove(database, address=HERE)
    for _ in range(5):
        why(database, address=THERE)
    assert "再试" in why(database, PASSWORD, address="10.0.0.9")
    assert prove(database, address=HERE).staff_id == person


def test_one_address_that_tries_many_names_waits_too(database, person):
    for number in range(30):
        assert why(database, name=f"某人{number}", address=THERE) == WRONG
    assert "再试" in why(database, name="又一人", address=THERE)
    assert prove(database, address=HERE).staff_id == person


def test_an_office_behind_one_address_is_not_slowed_by_a_day_of_slips(database, person):
    now = NOW
    for number in range(60):
        assert why(database, name=f"某人{number}", address=THERE, now=now) == WRONG
        now += timedelta(minutes=4)


def test_who_got_in_here_before_is_not_kept_out_by_strangers_behind_the_same_address(
    database, person
):
    prove(database, address=THERE)
    for number in range(31):
        why(database, name=f"某人{number}", address=THERE)
    assert "再试" in why(database, name="又一人", address=THERE)
    assert prove(database, address=THERE).staff_id == person


def test_guesses_that_come_all_at_once_are_counted_too(database, person):
    with ThreadPoolExecutor(12) as crowd:
        words = list(crowd.map(lambda _: why(database), range(12)))
    assert words.count(WRONG) == 5


def test_a_household_counts_as_one_address(database, person):
    for number in range(30):
        why(database, name=f"某人{number}", address=f"2001:db8:1:2::{number:x}")
    assert "再试" in why(database, name="又一人", address="2001:db8:1:2:ffff::1")
    assert why(database, name="又一人", address="2001:db8:1:3::1") == WRONG


def test_an_own_account_does_not_open_an_address_for_guessing(database, person):
    for number in range(29):
        why(database, name=f"某人{number}", address=THERE)
    prove(database, address=THERE)
    assert why(database, name="某人29", address=THERE) == WRONG
    assert "再试" in why(database, name="某人30", address=THERE)


def test_what_is_kept_of_tries_names_nobody_and_is_swept(database, person):
    why(database, name="我的密码打在了姓名里")
    prove(database, now=NOW + timedelta(days=31))
    with database.reading() as session:
        keys = [row.key for row in session.exec(select(LoginTry)).all()]
    assert not [key for key in keys if "密码" in key or HERE in key]
    assert len(keys) == 3  # the name, the address and the place of the one who got in
