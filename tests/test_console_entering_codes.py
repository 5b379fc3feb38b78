"""Codes from the phone and recovery codes on paper, each good once."""

from datetime import timedelta

import pyotp
import pytest
from entering_people import HERE, NOW, OTHER, TOWN, VAULT, give_code, newcomer, prove, with_factor
from sqlmodel import select

from bot.console.entering import accounts, sign_ins
from bot.console.entering.accounts import Account, set_password
from bot.console.entering.proving import (
    TOO_LATE,
    WRONG,
    prove_code,
    seal_step,
)
from bot.console.entering.recognising import recognise
from bot.console.entering.recovery import RecoveryCode, codes_left
from bot.console.entering.second_factor import offer, turn_off, turn_on
from knowledge.audit import AuditRow
from knowledge.errors import BadInput, NotAllowed


@pytest.fixture
def person(database):
    """沈审核, who has a password."""
    return newcomer(database)


def test_a_code_is_taken_once_and_a_step_early_or_late(database, person):
    phone, _ = with_factor(database, person)
    at = NOW + timedelta(minutes=10)
    assert give_code(database, phone.at(at - timedelta(seconds=30)), at=at) == person
    for again in (phone.at(at - timedelta(seconds=30)), phone.at(at - timedelta(seconds=60))):
        with pytest.raises(BadInput):
            give_code(database, again, at=at)
    assert give_code(database, phone.at(at), at=at) == person
    assert give_code(database, phone.at(at + timedelta(seconds=30)), at=at) == person
    with pytest.raises(BadInput):
        give_code(database, phone.at(at + timedelta(seconds=60)), at=at)


def test_the_code_that_set_it_up_does_not_let_anybody_in(database, person):
    phone, _ = with_factor(database, person)
    with pytest.raises(BadInput, match=WRONG):
        give_code(database, phone.at(NOW), at=NOW)


def test_setting_up_asks_for_a_right_code_of_what_was_offered_to_this_person(database, person):
    offered = offer("沈审核", town=TOWN, vault=VAULT, staff_id=person)
    others = offer("别人", town=TOWN, vault=VAULT, staff_id=person + 1)
    code = pyotp.TOTP(others.secret.replace(" ", "")).at(NOW)
    for sealed in (offered.sealed, others.sealed, "", VAULT.encrypt("x")):
        with database.writing() as session, pytest.raises(BadInput):
            turn_on(session, person, sealed, code, vault=VAULT, now=NOW)
    with database.reading() as session:
        assert not session.get_one(Account, person).totp_secret


def test_the_secret_is_locked_away(database, person):
    phone, codes = with_factor(database, person)
    with database.reading() as session:
        kept = repr(session.get_one(Account, person).model_dump())
        rows = repr([row.digest for row in session.exec(select(RecoveryCode)).all()])
    assert phone.secret not in kept
    assert not [code for code in codes if code in rows or code.replace("-", "") in rows]


def test_each_recovery_code_lets_in_once(database, person):
    _, codes = with_factor(database, person)
    assert len(set(codes)) == 10
    assert give_code(database, codes[0].upper().replace("-", " "), at=NOW) == person
    with pytest.raises(BadInput):
        give_code(database, codes[0], at=NOW)
    with database.reading() as session:
        assert codes_left(session, person) == 9
        assert session.exec(select(AuditRow).where(AuditRow.action == "recovery_code")).one()


def test_codes_cannot_be_guessed_for_long(database, person):
    with_factor(database, person)
    sealed = seal_step(prove(database), vault=VAULT, now=NOW)
    words = []
    for number in range(6):
        with pytest.raises(BadInput) as refused:
            prove_code(database, sealed, f"{number:06}", address=HERE, vault=VAULT, now=NOW)
        words.append(str(refused.value))
    assert words[0] == WRONG
    assert "再试" in words[-1]


def test_the_password_must_not_have_been_typed_long_ago(database, person):
    phone, _ = with_factor(database, person)
    sealed = seal_step(prove(database), vault=VAULT, now=NOW)
    late = NOW + timedelta(minutes=5)
    for paper, at in ((sealed, late), ("", NOW), (VAULT.encrypt("code 1 2"), NOW)):
        with pytest.raises(NotAllowed, match=TOO_LATE):
            prove_code(database, paper, phone.at(at), address=HERE, vault=VAULT, now=at)


def test_a_paper_is_void_once_the_password_is_another(database, person):
    phone, _ = with_factor(database, person)
    sealed = seal_step(prove(database), vault=VAULT, now=NOW)
    with database.writing() as session:
        staff = session.get_one(accounts.Staff, person)
        set_password(session, staff, OTHER, town=TOWN, now=NOW)
    at = NOW + timedelta(minutes=1)
    with pytest.raises(NotAllowed):
        prove_code(database, sealed, phone.at(at), address=HERE, vault=VAULT, now=at)


def test_an_administrator_turns_it_off_for_whoever_lost_the_phone(database, person):
    with_factor(database, person)
    with database.writing() as session:
        token = sign_ins.begin(session, person, now=NOW)
        turn_off(session, person, by="管大姐", now=NOW)
    with database.reading() as session:
        assert recognise(session, token, now=NOW) is None
        assert codes_left(session, person) == 0
        assert session.exec(select(AuditRow.by).where(AuditRow.action == "second_factor_off")).one()
    assert not prove(database).wants_code
