"""A one-time code ties a chat account to a person on the staff, and nothing else does."""

from datetime import timedelta

import pytest
from builders import NOW
from mailings import delivery, grid, run
from programs import mingbai
from sqlmodel import Session, select

from bot.linking import TOO_OFTEN, WRONG, LinkCode, make_code, redeem
from bot.people import Role, add_staff, change_staff, disable_staff
from bot.staff_chats import (
    DISABLED,
    NOT_LINKED,
    acting,
    people_in,
    person_at,
    reach_workers,
    reopen,
    untie,
)
from jobs.delivery.deliveries import Delivery, State
from jobs.places.grids import Worker
from jobs.places.groups import Group
from jobs.schedule.runs import RunKind
from jobs.vault import Vault
from knowledge.audit import AuditRow
from knowledge.database import Database
from knowledge.errors import NotAllowed, NotFound

ACT = {"by": "小王", "now": NOW}
VAULT = Vault("k" * 32)
HERE = {"channel": "telegram", "vault": VAULT, "now": NOW}
LATER = HERE | {"now": NOW + timedelta(minutes=11)}


@pytest.fixture
def town(database: Database) -> Database:
    """王芳 answers for 东关村, 李四 reviews."""
    with database.writing() as session:
        place = grid(session, "城关镇", "东关村")
        add_staff(session, "王芳", role=Role.WORKER, grid=place, **ACT)
        add_staff(session, "李四", role=Role.REVIEWER, **ACT)
    return database


def code_of(database: Database, name: str) -> str:
    with database.writing() as session:
        return make_code(session, name, vault=VAULT, **ACT)


def test_a_code_ties_an_account_to_its_person(town):
    person = redeem(town, code_of(town, "李四"), account="7", **HERE)
    assert (person.name, person.role) == ("李四", Role.REVIEWER)
    with town.reading() as session:
        assert acting(session, "telegram", "7").name == "李四"


def test_a_code_may_be_typed_as_people_type(town):
    typed = code_of(town, "李四").lower().replace("-", " ")
    assert redeem(town, f"  {typed} ", account="7", **HERE).name == "李四"


def test_letters_reach_a_worker_who_is_linked(town):
    person = redeem(town, code_of(town, "王芳"), account="7", **HERE)
    with town.reading() as session:
        chat = session.get_one(Group, session.get_one(Worker, person.worker).contact_id)
        assert (chat.address, chat.private, chat.active, chat.lane) == ("7", True, True, "telegram")


def test_letters_reach_whoever_becomes_a_worker_later(town):
    redeem(town, code_of(town, "李四"), account="7", **HERE)
    with town.writing() as session:
        change_staff(session, "李四", grid=grid(session, "城关镇", "东关村"), **ACT)
        reach_workers(session)
        person = acting(session, "telegram", "7")
        assert session.get_one(Worker, person.worker).contact_id == person.group


def test_a_code_is_good_once(town):
    code = code_of(town, "李四")
    redeem(town, code, account="7", **HERE)
    with pytest.raises(NotAllowed, match=WRONG):
        redeem(town, code, account="8", **HERE)


def test_a_message_that_is_handled_twice_links_once_and_is_not_refused(town):
    code = code_of(town, "李四")
    assert redeem(town, code, account="7", **HERE) == redeem(town, code, account="7", **HERE)
    with town.writing() as session:
        untie(session, "telegram", "7", now=NOW)
    with pytest.raises(NotAllowed, match=WRONG):
        redeem(town, code, account="7", **HERE)


def test_a_code_is_good_for_ten_minutes(town):
    code = code_of(town, "李四")
    with pytest.raises(NotAllowed, match=WRONG):
        redeem(town, code, account="7", **LATER)


def test_a_new_code_takes_the_place_of_the_old(town):
    old, new = code_of(town, "李四"), code_of(town, "李四")
    with pytest.raises(NotAllowed):
        redeem(town, old, account="7", **HERE)
    assert redeem(town, new, account="7", **HERE).name == "李四"


def test_the_database_holds_no_code(town):
    code = code_of(town, "李四")
    with town.reading() as session:
        kept = session.exec(select(LinkCode)).one()
        noted = [str(row.detail) for row in session.exec(select(AuditRow))]
    plain = code.replace("-", "")
    assert len(kept.digest) == 64
    assert not any(plain in said or code in said for said in (kept.digest, *noted))


def test_after_five_tries_even_the_right_code_has_to_wait(town):
    code = code_of(town, "李四")
    for _ in range(5):
        with pytest.raises(NotAllowed, match=WRONG):
            redeem(town, "AAAA-AAAA", account="7", **HERE)
    with pytest.raises(NotAllowed, match=TOO_OFTEN):
        redeem(town, code, account="7", **HERE)
    assert redeem(town, code, account="8", **HERE).name == "李四"


def test_after_a_rest_an_account_may_try_again(town):
    for _ in range(6):
        with pytest.raises(NotAllowed):
            redeem(town, "AAAA-AAAA", account="7", **HERE)
    rested = NOW + timedelta(minutes=16)
    with town.writing() as session:
        code = make_code(session, "李四", vault=VAULT, by="小王", now=rested)
    assert redeem(town, code, account="7", **HERE | {"now": rested}).name == "李四"


def test_a_person_has_one_account_and_an_account_one_person(town):
    redeem(town, code_of(town, "李四"), account="7", **HERE)
    redeem(town, code_of(town, "李四"), account="8", **HERE)
    redeem(town, code_of(town, "王芳"), account="8", **HERE)
    with town.reading() as session:
        assert person_at(session, "telegram", "7") is None
        assert [one.name for one in people_in(session, "telegram")] == ["王芳"]


def test_a_stranger_is_told_how_to_be_linked(town):
    with town.reading() as session, pytest.raises(NotAllowed, match=NOT_LINKED):
        acting(session, "telegram", "7")


def test_whoever_is_disabled_is_refused_at_once(town):
    redeem(town, code_of(town, "李四"), account="7", **HERE)
    with town.writing() as session:
        disable_staff(session, "李四", **ACT)
        with pytest.raises(NotAllowed, match=DISABLED):
            acting(session, "telegram", "7")
        assert not people_in(session, "telegram", at_least=Role.WORKER)


def test_a_code_made_before_its_person_was_disabled_is_worth_nothing(town):
    code = code_of(town, "李四")
    with town.writing() as session:
        disable_staff(session, "李四", **ACT)
    with pytest.raises(NotAllowed, match=WRONG):
        redeem(town, code, account="7", **HERE)
    with town.writing() as session, pytest.raises(NotAllowed, match="请先恢复"):
        make_code(session, "李四", vault=VAULT, **ACT)


def test_there_are_codes_for_people_on_the_staff_only(town):
    with town.writing() as session, pytest.raises(NotFound, match="名单里没有“路人”"):
        make_code(session, "路人", vault=VAULT, **ACT)


def test_what_waits_for_an_account_goes_nowhere_once_it_is_untied(town):
    person = redeem(town, code_of(town, "王芳"), account="7", **HERE)
    with town.writing() as session:
        letter = run(session, None, kind=RunKind.LETTER)
        waits = delivery(session, letter, person.group, State.PENDING, due_at=NOW)
        assert untie(session, "telegram", "7", now=NOW).name == "王芳"
        assert session.get_one(Worker, person.worker).contact_id is None
        row = session.get_one(Delivery, waits, populate_existing=True)
        assert (row.state, row.due_at) == (State.SKIPPED, None)
        with pytest.raises(NotAllowed, match="还没有绑定"):
            untie(session, "telegram", "7", now=NOW)


def linked(session: Session) -> list[str]:
    rows = select(AuditRow.action).where(AuditRow.subject.startswith("staff:2"))
    return list(session.exec(rows.order_by(AuditRow.number)))


def test_codes_links_and_their_end_are_on_record(town):
    redeem(town, code_of(town, "李四"), account="7", **HERE)
    with town.writing() as session:
        untie(session, "telegram", "7", now=NOW)
        assert linked(session) == ["add", "link_code", "link", "unlink"]


def test_the_terminal_makes_a_code(tmp_path):
    mingbai(tmp_path, "staff", "add", "李四", "--role", "reviewer")
    said = mingbai(tmp_path, "staff", "link", "李四").stdout
    assert "10 分钟内有效" in said
    assert "/link " in said


def test_letters_find_somebody_again_who_erased_their_chat_or_blocked_the_bot(town):
    person = redeem(town, code_of(town, "王芳"), account="7", **HERE)
    with town.writing() as session:
        chat = session.get_one(Group, person.group)
        chat.address, chat.active = "#1", False
        lost = acting(session, "telegram", "7")
        assert (lost.moved, lost.closed) == (True, True)
        reopen(session, lost, channel="telegram", now=NOW)
        found = acting(session, "telegram", "7")
        assert (found.moved, found.closed) == (False, False)
        assert session.get_one(Worker, person.worker).contact_id == found.group
