"""Links that let somebody set a password, each good once."""

from datetime import timedelta

import pytest
from entering_people import NOW, PASSWORD, TOWN, newcomer
from sqlmodel import select

from bot.console.entering import invitations
from bot.console.entering.accounts import set_password
from bot.console.entering.invitations import find_invitation, invite, use_up
from bot.console.entering.opening import first_link
from bot.people import Role, add_staff, disable_staff
from knowledge.audit import AuditRow
from knowledge.errors import NotAllowed, NotFound


@pytest.fixture
def person(database):
    """沈审核, who has a password."""
    return newcomer(database)


def test_an_invitation_is_good_once_and_for_three_days(database, person):
    with database.writing() as session:
        token = invite(session, person, by="管大姐", now=NOW)
    with database.reading() as session:
        assert find_invitation(session, token, now=NOW + timedelta(hours=71)).staff_id == person
        with pytest.raises(NotFound):
            find_invitation(session, token, now=NOW + timedelta(hours=72))
        with pytest.raises(NotFound):
            find_invitation(session, token + "x", now=NOW)
    with database.writing() as session:
        use_up(session, find_invitation(session, token, now=NOW))
    with database.reading() as session, pytest.raises(NotFound):
        find_invitation(session, token, now=NOW)


def test_two_who_use_a_link_at_once_are_not_both_let_in(database, person):
    with database.writing() as session:
        token = invite(session, person, by="管大姐", now=NOW)
    with database.reading() as session:
        seen = find_invitation(session, token, now=NOW)
    with database.writing() as session:
        use_up(session, seen)
    with database.writing() as session, pytest.raises(NotFound):
        use_up(session, seen)


def test_a_newer_link_makes_the_older_one_void_and_only_a_digest_is_kept(database, person):
    with database.writing() as session:
        older = invite(session, person, by="管大姐", now=NOW)
        newer = invite(session, person, by="管大姐", now=NOW)
    with database.reading() as session:
        assert find_invitation(session, newer, now=NOW)
        with pytest.raises(NotFound):
            find_invitation(session, older, now=NOW)
        rows = session.exec(select(invitations.Invitation)).all()
        acts = session.exec(select(AuditRow)).all()
    kept = repr([row.model_dump() for row in (*rows, *acts)])
    assert older not in kept
    assert newer not in kept


def test_nobody_who_is_disabled_gets_or_uses_a_link(database, person):
    with database.writing() as session:
        token = invite(session, person, by="管大姐", now=NOW)
        disable_staff(session, "沈审核", by="管大姐", now=NOW)
    with database.writing() as session, pytest.raises(NotAllowed, match="停用"):
        invite(session, person, by="管大姐", now=NOW)
    with database.reading() as session, pytest.raises(NotFound):
        find_invitation(session, token, now=NOW)


def test_each_start_gives_another_first_link_until_an_administrator_has_a_password(database):
    base = "https://pufa.example.cn"
    first, second = (first_link(database, base, now=NOW) for _ in range(2))
    assert first.startswith(f"{base}/console/join/")
    assert first != second
    with database.reading() as session:
        tokens = [one.rpartition("/")[2] for one in (first, second)]
        with pytest.raises(NotFound):
            find_invitation(session, tokens[0], now=NOW)
        assert find_invitation(session, tokens[1], now=NOW + timedelta(hours=23))
        with pytest.raises(NotFound):
            find_invitation(session, tokens[1], now=NOW + timedelta(hours=24))
    with database.writing() as session:
        boss = add_staff(session, "管大姐", role=Role.ADMINISTRATOR, by="终端", now=NOW)
        set_password(session, boss, PASSWORD, town=TOWN, now=NOW)
    assert first_link(database, base, now=NOW) == ""
    with database.writing() as session:
        disable_staff(session, "管大姐", by="终端", now=NOW)
    assert first_link(database, base, now=NOW)
