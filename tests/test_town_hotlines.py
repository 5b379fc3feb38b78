"""A town adds numbers of its own and hides what nobody answers; what saves lives always stays."""

import pytest
from builders import NOW
from sqlmodel import col, select

from bot.people import Role, add_staff
from bot.town_hotlines import (
    add_hotline,
    change_hotline,
    drop_hotline,
    find_hotline,
    fixed_numbers,
    hide_hotline,
    list_hotlines,
    shown,
)
from bot.town_tables import current_edition
from knowledge.audit import AuditRow
from knowledge.errors import BadInput, NotAllowed, NotFound
from knowledge.starter_files import load_dangers, load_hotlines

ACT = {"by": "管大姐", "now": NOW}
POLICE = {"name": "镇派出所", "purpose": "办户口、办身份证", "hours": "工作日 9:00-17:00"}


@pytest.fixture
def session(database):
    with database.writing() as session:
        yield session
        session.rollback()


def test_at_first_there_is_what_the_starter_brings(session):
    lines = list_hotlines(session)
    assert [line.number for line in lines] == [line.number for line in load_hotlines()]
    assert not any(line.own or line.hidden or line.changed for line in lines)


def test_a_number_of_our_own_comes_last_with_who_added_it(session):
    line = add_hotline(session, "0900 1234567", POLICE, **ACT)
    assert list_hotlines(session)[-1] == line
    assert (line.number, line.own, line.by, line.at) == ("09001234567", True, "管大姐", NOW)
    assert current_edition(session) == 1


@pytest.mark.parametrize("number", ["", "12", "报警", "12345678901234", "0900-", "1;DROP"])
def test_what_is_no_number_is_refused(session, number):
    with pytest.raises(BadInput, match="电话号码只写数字"):
        add_hotline(session, number, POLICE, **ACT)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (POLICE | {"name": ""}, "请写上名称"),
        (POLICE | {"name": "所" * 21}, "名称有 21 个字，最多 20 个字。"),
        (POLICE | {"purpose": "事" * 41}, "什么事可以打有 41 个字"),
    ],
)
def test_a_number_says_whose_it_is_and_what_for(session, words, said):
    with pytest.raises(BadInput, match=said):
        add_hotline(session, "0900-1234567", words, **ACT)


def test_a_number_that_is_there_is_not_added_twice(session):
    with pytest.raises(NotAllowed, match="热线里已经有 12333"):
        add_hotline(session, "12333", POLICE, **ACT)


def test_the_hours_of_a_known_number_may_be_put_right_and_brought_back(session):
    line = find_hotline(session, "12333")
    hours = {"name": line.name, "purpose": line.purpose, "hours": "工作日 8:30-17:30"}
    changed = change_hotline(session, "12333", hours, seen=line.mark, **ACT)
    assert (changed.hours, changed.changed, changed.own) == ("工作日 8:30-17:30", True, False)
    drop_hotline(session, "12333", **ACT)
    assert find_hotline(session, "12333") == line


def test_who_changes_a_number_after_somebody_else_is_told(session):
    line = add_hotline(session, "0900-1234567", POLICE, **ACT)
    change_hotline(session, line.number, POLICE | {"hours": "全天"}, seen=line.mark, **ACT)
    with pytest.raises(NotAllowed, match="管大姐刚刚改过这个号码"):
        change_hotline(session, line.number, POLICE | {"hours": "上午"}, seen=line.mark, **ACT)


def test_a_hidden_number_is_kept_and_comes_back(session):
    hide_hotline(session, "12366", hidden=True, **ACT)
    assert "12366" not in [line.number for line in shown(list_hotlines(session))]
    hide_hotline(session, "12366", hidden=False, **ACT)
    assert "12366" in [line.number for line in shown(list_hotlines(session))]


def test_no_number_that_a_warning_names_can_be_hidden_or_changed(session):
    named = {number for danger in load_dangers() for number in danger.numbers}
    assert named | {"110", "119", "120", "122", "12345", "12348"} <= fixed_numbers()
    for number in sorted(named):
        with pytest.raises(NotAllowed, match="不能改，也不能隐藏"):
            hide_hotline(session, number, hidden=True, **ACT)
        with pytest.raises(NotAllowed, match="不能改，也不能隐藏"):
            change_hotline(session, number, POLICE, seen="", **ACT)


def test_one_of_our_own_can_be_taken_away_and_the_starters_only_hidden(session):
    add_hotline(session, "0900-1234567", POLICE, **ACT)
    drop_hotline(session, "0900-1234567", **ACT)
    with pytest.raises(NotFound, match="可能已经被别人删掉"):
        drop_hotline(session, "0900-1234567", **ACT)
    with pytest.raises(NotAllowed, match="系统自带的号码"):
        drop_hotline(session, "12366", **ACT)


def test_every_act_is_on_record(session):
    add_hotline(session, "0900-1234567", POLICE, **ACT)
    hide_hotline(session, "0900-1234567", hidden=True, **ACT)
    drop_hotline(session, "0900-1234567", **ACT)
    rows = session.exec(select(AuditRow).order_by(col(AuditRow.number))).all()
    assert [(row.action, row.subject) for row in rows] == [
        (act, "hotline:0900-1234567") for act in ("add", "hide", "remove")
    ]


def test_only_an_administrator_may(session):
    add_staff(session, "钱签发", role=Role.PUBLISHER, by="终端", now=NOW)
    with pytest.raises(NotAllowed, match="这一步要由管理员来办"):
        add_hotline(session, "0900-1234567", POLICE, by="钱签发", now=NOW)
