"""Sign-ins: how long they last, what ends them, and how places are named."""

from datetime import timedelta

import pytest
from entering_people import HERE, NOW, OTHER, PASSWORD, TOWN, newcomer
from sqlmodel import select

from bot.console.entering import accounts, sign_ins
from bot.console.entering.accounts import set_password
from bot.console.entering.devices import device_of
from bot.console.entering.proving import (
    prove_again,
)
from bot.console.entering.recognising import recognise
from bot.people import Role, change_staff, disable_staff, enable_staff
from knowledge.errors import BadInput


@pytest.fixture
def person(database):
    """沈审核, who has a password."""
    return newcomer(database)


def signed_in(database, staff_id, *, now=NOW) -> str:
    """Sign a person in."""
    with database.writing() as session:
        return sign_ins.begin(session, staff_id, now=now)


def is_in(database, token, *, now=NOW) -> bool:
    """Whether a token is still good."""
    with database.reading() as session:
        return recognise(session, token, now=now) is not None


def test_a_sign_in_ends_after_thirty_idle_minutes(database, person):
    token = signed_in(database, person)
    assert len(token) >= 22  # 128 bits
    assert is_in(database, token, now=NOW + timedelta(minutes=29))
    assert not is_in(database, token, now=NOW + timedelta(minutes=30))
    with database.writing() as session:
        sign_ins.see(session, 1, now=NOW + timedelta(minutes=29))
    assert is_in(database, token, now=NOW + timedelta(minutes=58))


def test_of_a_token_only_the_digest_is_kept(database, person):
    token = signed_in(database, person)
    with database.reading() as session:
        assert token not in repr(session.exec(select(sign_ins.SignIn)).one().model_dump())


@pytest.mark.parametrize("how", ["password", "demotion", "promotion", "disabling"])
def test_what_ends_every_sign_in_of_a_person(database, person, how):
    token = signed_in(database, person)
    with database.writing() as session:
        if how == "password":
            set_password(
                session, session.get_one(accounts.Staff, person), OTHER, town=TOWN, now=NOW
            )
        elif how == "disabling":
            disable_staff(session, "沈审核", by="管大姐", now=NOW)
            enable_staff(session, "沈审核", by="管大姐", now=NOW)
        else:
            role = Role.DRAFTER if how == "demotion" else Role.PUBLISHER
            change_staff(session, "沈审核", role=role, by="管大姐", now=NOW)
    assert not is_in(database, token)


def test_proving_oneself_again_is_throttled_like_a_login(database, person):
    for _ in range(5):
        with pytest.raises(BadInput, match="现在的密码不对"):
            prove_again(database, "沈审核", "wrong", address=HERE, now=NOW)
    with pytest.raises(BadInput, match="再试"):
        prove_again(database, "沈审核", PASSWORD, address=HERE, now=NOW)


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
            "Chrome/120.0 Safari/537.36 Edg/120.0",
            "Windows 电脑上的Edge 浏览器",
        ),
        (
            "Mozilla/5.0 (Linux; Android 13; V2111A) AppleWebKit/537.36 Version/4.0 Chrome/107 "
            "Mobile Safari/537.36 MicroMessenger/8.0.40",
            "安卓手机上的微信",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 17_0 like Mac OS X) Version/17 Safari/604.1",
            "iPhone上的Safari 浏览器",
        ),
        ("curl/8", "认不出的设备"),
    ],
)
def test_devices_are_named_as_people_know_them(agent, words):
    assert device_of(agent) == words
