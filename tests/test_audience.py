"""An audience reaches exactly the groups it names, quickly, and refuses what it does not know."""

import json
import time

import pytest
from builders import NOW
from mailings import grid, group
from sqlalchemy import insert
from sqlmodel import Session

from jobs.places.audience import Audience, count, describe, groups_of, lies_within, parse_audience
from jobs.places.grids import Grid
from jobs.places.groups import Channel, Group, GroupTag
from knowledge.errors import BadInput


@pytest.fixture
def session(database):
    """A town: two villages, one with two grids; six groups and a private chat."""
    with database.writing() as session:
        east = grid(session, "城关镇", "东关村", "第一网格")
        village = grid(session, "城关镇", "东关村")
        west = grid(session, "城关镇", "西关村")
        for name, place, channel, tags in (
            ("一组", east, Channel.TELEGRAM, "老人"),
            ("二组", east, Channel.WECHAT, "老人 党员"),
            ("村群", village, Channel.WECOM, "党员"),
            ("西一组", west, Channel.TELEGRAM, "党员"),
            ("西二组", west, Channel.WECHAT, ""),
            ("镇外群", None, Channel.TELEGRAM, "老人"),
        ):
            number = group(session, name, place=place, channel=channel)
            session.add_all(GroupTag(group_id=number, tag=tag) for tag in tags.split())
        group(session, "张三", place=east, private=True)
        session.flush()
        yield session
        session.rollback()


def reached(session: Session, **raw) -> set[str]:
    """The names of the groups that an audience reaches."""
    chosen = groups_of(parse_audience(raw, session))
    return {session.get_one(Group, number).name for number in session.scalars(chosen)}


def test_with_nothing_named_it_is_every_group_but_no_private_chat(session):
    assert reached(session) == {"一组", "二组", "村群", "西一组", "西二组", "镇外群"}
    assert parse_audience(None, session) == Audience()


@pytest.mark.parametrize(
    ("raw", "names"),
    [
        ({"grids": ["东关村"]}, "一组 二组 村群"),
        ({"grids": ["城关镇/东关村/第一网格"]}, "一组 二组"),
        ({"grids": ["第一网格", "西关村"]}, "一组 二组 西一组 西二组"),
        ({"grids": ["城关镇"]}, "一组 二组 村群 西一组 西二组"),
        ({"tags": ["老人"]}, "一组 二组 镇外群"),
        ({"tags": ["老人", "党员"]}, "一组 二组 村群 西一组 镇外群"),
        ({"channels": ["微信群", "wecom"]}, "二组 村群 西二组"),
        ({"groups": ["一组", "镇外群"]}, "一组 镇外群"),
        ({"groups": "一组"}, "一组"),
        ({"grids": ["东关村"], "tags": ["党员"]}, "二组 村群"),
        ({"grids": ["东关村"], "tags": ["党员"], "channels": ["wechat"]}, "二组"),
        ({"grids": ["西关村"], "tags": ["老人"]}, ""),
        ({"grids": [], "tags": None, "channels": ["telegram"]}, "一组 西一组 镇外群"),
    ],
)
def test_within_a_key_one_is_enough_and_every_key_must_hold(session, raw, names):
    assert reached(session, **raw) == set(names.split())


@pytest.mark.parametrize(
    ("raw", "said"),
    [
        ({"grids": ["南关村"]}, "没有叫“南关村”的网格"),
        ({"grids": [4_711]}, "没有编号为 4711 的网格"),
        ({"tags": ["儿童"]}, "没有一个群带“儿童”这个标签"),
        ({"groups": ["没有的群"]}, "没有叫“没有的群”的群"),
        ({"groups": ["张三"]}, "没有叫“张三”的群"),
        ({"groups": [4_711]}, "没有编号为 4711 的群"),
        ({"channels": ["钉钉"]}, "不认识渠道“钉钉”"),
        ({"grid": ["东关村"]}, "不认识“grid”"),
        ({"grids": [["东关村"]]}, "不是名称"),
        ({"tags": [True]}, "不是名称"),
        ({"tags": [""]}, "不是名称"),
        ("东关村", "要写明 grids"),
    ],
)
def test_what_is_not_known_is_refused_and_never_left_out(session, raw, said):
    with pytest.raises(BadInput, match=said):
        parse_audience(raw, session)


def test_a_name_that_two_groups_share_is_asked_about_unless_the_grid_tells(session):
    place = grid(session, "城关镇", "西关村")
    twin = group(session, "又一组", place=place)
    session.get_one(Group, twin).name = "一组"
    session.flush()
    with pytest.raises(BadInput, match="有 2 个群都叫“一组”，请改写编号"):
        parse_audience({"groups": ["一组"]}, session)
    told = parse_audience({"groups": ["一组"], "grids": ["西关村"]}, session)
    assert told.groups == (twin,)
    assert parse_audience({"groups": [twin]}, session).groups == (twin,)


def test_what_is_kept_reads_the_same_again_even_when_names_change(session):
    raw = {"grids": ["东关村"], "tags": ["党员"], "channels": ["企业微信"], "groups": ["村群"]}
    audience = parse_audience(raw, session)
    kept = json.loads(json.dumps(audience.as_json()))
    session.get_one(Grid, audience.grids[0]).name = "东关社区"
    session.flush()
    assert parse_audience(kept, session) == audience
    assert parse_audience(kept) == audience
    assert {session.get_one(Group, n).name for n in session.scalars(groups_of(audience))} == {
        "村群"
    }


def test_closed_groups_are_in_the_audience_but_not_in_the_count(session):
    closed = parse_audience({"groups": ["一组"]}, session)
    session.get_one(Group, closed.groups[0]).active = False
    session.flush()
    assert len(session.scalars(groups_of(closed)).all()) == 1
    assert count(session, closed) == 0
    assert count(session, Audience()) == 5


def test_an_audience_is_told_in_words(session):
    raw = {"grids": ["东关村"], "tags": ["老人", "党员"], "channels": ["wecom"]}
    assert describe(session, parse_audience(raw, session)) == (
        "东关村；标签：老人、党员；企业微信群"
    )
    assert describe(session, Audience()) == "全部群"


def test_what_lies_within_a_grid_can_never_reach_outside(session):
    east = parse_audience({"grids": ["东关村"]}, session).grids
    for raw, inside in (
        ({"grids": ["第一网格"]}, True),
        ({"grids": ["东关村"], "tags": ["老人"]}, True),
        ({"groups": ["一组", "村群"]}, True),
        ({"grids": ["城关镇"]}, False),
        ({"grids": ["东关村", "西关村"]}, False),
        ({"groups": ["一组", "镇外群"]}, False),
        ({"tags": ["老人"]}, False),
        ({}, False),
    ):
        audience = parse_audience(raw, session)
        assert lies_within(session, audience, east) is inside, raw
        assert not lies_within(session, audience, ())


def test_tens_of_thousands_of_groups_are_chosen_from_in_no_time(session):
    villages = [grid(session, "城关镇", f"村{n}") for n in range(50)]
    rows = [
        {"channel": "telegram", "address": str(n), "name": f"群{n}", "grid_id": villages[n % 50],
         "active": True, "private": False, "secret": "", "reason": "", "added_at": NOW}
        for n in range(20_000)
    ]  # fmt: skip
    made = session.execute(insert(Group).returning(Group.id), rows).scalars().all()
    session.execute(insert(GroupTag), [{"group_id": one, "tag": "老人"} for one in made[::7]])
    raw = {"grids": ["村0", "村7"], "tags": ["老人"], "channels": ["telegram"]}
    audience = parse_audience(raw, session)
    began = time.perf_counter()
    found = count(session, audience)
    took = time.perf_counter() - began
    assert found == 116
    assert took < 1, f"{took:.2f} s"
