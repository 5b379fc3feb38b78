"""Passwords: which are good, and how they are kept."""

import pytest
from entering_people import NOW, OTHER, PASSWORD, TOWN, newcomer, prove, why

from bot.console.entering import accounts, passwords
from bot.console.entering.accounts import Account, set_password
from bot.console.entering.proving import WRONG
from bot.console.entering.strength import check_strength
from bot.people import Role, add_staff, disable_staff
from knowledge.errors import BadInput


@pytest.fixture
def person(database):
    """沈审核, who has a password."""
    return newcomer(database)


@pytest.mark.parametrize(
    "password",
    [
        *("short", "九个字的密码不够长", "a" * 129, "aaaaaaaaaaaa", "1234567890", "qwertyuiop12"),
        *(
            "woaini1314520",
            "chengguan2026",
            "Chengguan@2026",
            "城关镇城关镇城关镇1",
            "1qaz2wsx3edc",
        ),
        *("shenshenhe1988", "shenshenhe19880501", "13812345678", "mingbai20261126", "Passw0rd123"),
        *("zhenzhengfu888", "1234567890１２", "admin12345678", "woaizhongguo1949"),
    ],
)
def test_a_password_that_others_would_try_is_refused(password):
    with pytest.raises(BadInput):
        check_strength(password, name="沈审核", town=TOWN)


@pytest.mark.parametrize(
    "password",
    [
        PASSWORD,
        OTHER,
        "correct horse battery",
        "kT7!pq29Lm",
        "苹果梯子晚霞邮票窗台",
    ],
)
def test_a_good_password_may_be_words_of_any_script(password):
    check_strength(password, name="沈审核", town=TOWN)


def test_a_password_is_the_same_however_the_keyboard_composed_it(database, person):
    wide = "".join(chr(ord(sign) + 0xFEE0) for sign in PASSWORD)
    assert prove(database, wide).staff_id == person


def test_only_a_costly_hash_is_kept(database, person):
    with database.reading() as session:
        kept = session.get_one(Account, person).password_hash
    assert kept.startswith("$argon2id$v=19$m=32768,t=3,p=1$")
    assert PASSWORD not in kept


def test_a_hash_of_another_cost_is_made_anew_at_the_next_login(database, person, monkeypatch):
    with database.reading() as session:
        before = session.get_one(Account, person).password_hash
    dearer = passwords.PasswordHasher(time_cost=4, memory_cost=32 * 1024, parallelism=1)
    monkeypatch.setattr(passwords, "_HASHER", dearer)
    prove(database)
    with database.reading() as session:
        after = session.get_one(Account, person).password_hash
    assert before != after
    assert ",t=4," in after
    assert prove(database).staff_id == person


def test_a_password_may_not_be_changed_into_itself(database, person):
    with database.writing() as session:
        staff = session.get_one(accounts.Staff, person)
        with pytest.raises(BadInput, match="原来的一样"):
            set_password(session, staff, PASSWORD, town=TOWN, now=NOW)


def test_every_failure_is_told_in_the_same_words_and_costs_one_hash(database, person, monkeypatch):
    with database.writing() as session:
        add_staff(session, "没密码", role=Role.DRAFTER, by="终端", now=NOW)
        gone = add_staff(session, "停用人", role=Role.DRAFTER, by="终端", now=NOW)
        set_password(session, gone, OTHER, town=TOWN, now=NOW)
        disable_staff(session, "停用人", by="终端", now=NOW)
    counted = []

    class Counting(passwords.PasswordHasher):
        def verify(self, kept, password):
            counted.append(kept.split("$")[3])
            return super().verify(kept, password)

    monkeypatch.setattr(
        passwords, "_HASHER", Counting(time_cost=3, memory_cost=32 * 1024, parallelism=1)
    )
    words = [
        why(database),
        why(database, name="没有这个人"),
        why(database, name="没密码"),
        why(database, OTHER, name="停用人"),
        why(database, "", name=""),
        why(database, "错" * 5_000),
    ]
    assert words == [WRONG] * 6
    assert counted == ["m=32768,t=3,p=1"] * 6
