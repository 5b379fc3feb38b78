"""People on the staff may do what their role may, and nobody else may anything."""

import json

import pytest
from builders import NOW
from mailings import grid
from programs import mingbai, rows
from sqlmodel import select

from bot.people import (
    Role,
    add_staff,
    allow,
    allow_drafting,
    change_staff,
    disable_staff,
    enable_staff,
    list_staff,
    role_named,
)
from jobs.places.audience import Audience
from jobs.places.grids import Worker
from jobs.places.workers import grids_of, of_grid
from knowledge.audit import AuditRow, check_chain
from knowledge.errors import BadInput, NotAllowed, NotFound

ACT = {"by": "小王", "now": NOW}


@pytest.fixture
def session(database):
    with database.writing() as session:
        yield session
        session.rollback()


@pytest.mark.parametrize(
    ("word", "role"),
    [
        ("worker", Role.WORKER),
        ("网格员", Role.WORKER),
        (" Drafter ", Role.DRAFTER),
        ("审核人", Role.REVIEWER),
        ("签发人", Role.PUBLISHER),
        ("ADMINISTRATOR", Role.ADMINISTRATOR),
    ],
)
def test_a_role_is_read_in_english_and_in_chinese(word, role):
    assert role_named(word) is role


def test_an_unknown_role_is_refused_with_those_there_are():
    with pytest.raises(BadInput, match="不认识角色“站长”，能写的有 worker（网格员）、"):
        role_named("站长")


def test_while_nobody_is_on_the_staff_any_name_may(session):
    assert allow(session, " 小王 ", Role.ADMINISTRATOR) == "小王"
    assert allow_drafting(session, "小王", Audience()) == "小王"
    with pytest.raises(BadInput):
        allow(session, "  ", Role.WORKER)


def test_each_role_may_what_the_one_before_it_may(session):
    names = dict(zip("甲乙丙丁戊", Role, strict=True))
    for name, role in names.items():
        add_staff(session, name, role=role, **ACT)
    order = list(Role)
    for name, own in names.items():
        for wanted in Role:
            if order.index(own) >= order.index(wanted):
                assert allow(session, name, wanted) == name
            else:
                with pytest.raises(NotAllowed, match="这一步要由"):
                    allow(session, name, wanted)


def test_whoever_is_not_on_the_staff_or_disabled_may_nothing(session):
    add_staff(session, "小王", role=Role.ADMINISTRATOR, **ACT)
    with pytest.raises(NotAllowed, match="“路人”不在工作人员名单里"):
        allow(session, "路人", Role.WORKER)
    disable_staff(session, "小王", **ACT)
    with pytest.raises(NotAllowed, match="小王已经停用"):
        allow(session, "小王", Role.WORKER)
    enable_staff(session, "小王", **ACT)
    assert allow(session, "小王", Role.ADMINISTRATOR) == "小王"


def test_a_name_spelled_with_spaces_is_the_same_person(session):
    add_staff(session, "张 三", role=Role.REVIEWER, **ACT)
    assert allow(session, "张　三", Role.REVIEWER) == "张三"
    with pytest.raises(NotAllowed, match="名单里已经有“张三”"):
        add_staff(session, "张三", role=Role.PUBLISHER, **ACT)


def test_a_worker_gets_a_worker_s_row_and_grids(session):
    first, second = grid(session, "城关镇", "东关村"), grid(session, "城关镇", "西关村")
    person = add_staff(session, "张三", role=Role.WORKER, grid=first, **ACT)
    change_staff(session, "张三", grid=second, **ACT)
    assert [place.id for place in grids_of(session, person.worker_id)] == [first, second]
    disable_staff(session, "张三", **ACT)
    assert of_grid(session, first) == ()
    enable_staff(session, "张三", **ACT)
    assert [worker.name for worker in of_grid(session, first)] == ["张三"]


def test_one_who_is_no_worker_has_no_worker_s_row_without_a_grid(session):
    add_staff(session, "李四", role=Role.PUBLISHER, **ACT)
    assert session.scalars(select(Worker)).all() == []


def test_a_worker_drafts_for_their_own_grids_only(session):
    own, other = grid(session, "城关镇", "东关村"), grid(session, "城关镇", "西关村")
    add_staff(session, "张三", role=Role.WORKER, grid=own, **ACT)
    add_staff(session, "李四", role=Role.DRAFTER, **ACT)
    assert allow_drafting(session, "张三", Audience(grids=(own,))) == "张三"
    assert allow_drafting(session, "李四", Audience()) == "李四"
    for audience in (Audience(), Audience(grids=(other,)), Audience(tags=("老人",))):
        with pytest.raises(NotAllowed, match="只能给自己网格的群起草"):
            allow_drafting(session, "张三", audience)


def test_a_new_role_counts_at_once(session):
    add_staff(session, "李四", role=Role.DRAFTER, **ACT)
    change_staff(session, "李四", role=Role.PUBLISHER, **ACT)
    assert allow(session, "李四", Role.PUBLISHER) == "李四"
    with pytest.raises(NotFound, match="名单里没有“王五”"):
        change_staff(session, "王五", role=Role.PUBLISHER, **ACT)


def test_every_act_is_noted_once(session):
    add_staff(session, "李四", role=Role.DRAFTER, **ACT)
    for _ in range(2):
        change_staff(session, "李四", role=Role.REVIEWER, **ACT)
        disable_staff(session, "李四", **ACT)
    enable_staff(session, "李四", **ACT)
    noted = session.scalars(select(AuditRow).order_by(AuditRow.number)).all()
    assert [row.action for row in noted] == ["add", "change", "disable", "enable"]
    assert {row.subject for row in noted} == {f"staff:{list_staff(session)[0].id}"}
    assert check_chain(session) == ""


def test_the_staff_is_kept_from_the_terminal(tmp_path):
    said = mingbai(tmp_path, "staff", "add", "张三", "--role", "网格员", "--grid", "城关镇/东关村")
    assert (said.returncode, said.stderr) == (0, "")
    assert said.stdout == "已添加网格员张三，分管 城关镇/东关村。\n"
    assert mingbai(tmp_path, "staff", "add", "李四", "--role", "publisher").returncode == 0
    assert mingbai(tmp_path, "staff", "change", "李四", "--grid", "东关村").returncode == 0
    assert mingbai(tmp_path, "staff", "disable", "张三").stdout == "张三已停用。\n"
    people = json.loads(mingbai(tmp_path, "staff", "list", "--json").stdout)
    assert [(one["name"], one["role"], one["grids"], one["disabled"]) for one in people] == [
        ("张三", "worker", ["城关镇/东关村"], True),
        ("李四", "publisher", ["城关镇/东关村"], False),
    ]
    listed = mingbai(tmp_path, "staff", "list").stdout
    assert "签发人" in listed
    assert "停用" in listed
    assert mingbai(tmp_path, "staff", "enable", "张三").stdout == "张三已恢复。\n"
    assert rows(tmp_path, "SELECT count(*) FROM grid") == [(2,)]


def test_what_staff_cannot_be_is_one_sentence_from_the_terminal(tmp_path):
    for words, sentence in (
        (("add", "张三", "--role", "站长"), "不认识角色“站长”"),
        (("disable", "张三"), "名单里没有“张三”。"),
        (("change", "张三"), "请写明换成什么角色（--role）或加哪个网格（--grid）。"),
    ):
        done = mingbai(tmp_path, "staff", *words)
        assert done.returncode == 1
        assert done.stderr.startswith(sentence)
        assert len(done.stderr.splitlines()) == 1
    assert "还没有人" in mingbai(tmp_path, "staff", "list").stdout
    assert mingbai(tmp_path, "staff", "add", "张三").returncode == 2
