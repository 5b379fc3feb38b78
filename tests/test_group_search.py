"""Groups found by how they stand, trials to one group, and the tree with what is in it."""

from datetime import timedelta

import mailings
import pytest
from builders import NOW
from sqlmodel import select

from jobs.delivery.deliveries import Delivery, State
from jobs.forward.trials import REST, send_trial
from jobs.places.grid_counts import find_branch, grid_tree, inside
from jobs.places.group_search import Standing, Wanted, all_tags, count_groups, find_groups
from jobs.places.groups import Channel, GroupTag
from jobs.schedule.runs import RunKind
from knowledge.audit import AuditRow
from knowledge.errors import NotAllowed

LATER = NOW + timedelta(days=90)


def names(session, now=NOW, **wanted) -> list[str]:
    """The names of the groups that are wanted."""
    return [line.group.name for line in find_groups(session, Wanted(**wanted), now=now)]


@pytest.fixture
def town(database):
    """Three groups in two streets, one closed, one without a grid, and a private chat."""
    with database.writing() as session:
        east = mailings.grid(session, mailings.TOWN, "东街")
        west = mailings.grid(session, mailings.TOWN, "西街")
        square = mailings.group(session, "东街100%邻里", place=east, channel=Channel.WECHAT)
        mailings.group(session, "西街商户", place=west, active=False, reason="被移出了群")
        mailings.group(session, "没有网格的群", channel=Channel.WECOM)
        mailings.group(session, "居民", private=True)
        mailings.group(session, "并掉的群#9", active=False)
        session.add(GroupTag(group_id=square, tag="老人"))
        notice = mailings.notice(session)
        run = mailings.run(session, notice)
        mailings.delivery(session, run, square, State.FORWARDED, ended_at=LATER - timedelta(days=9))
    return {"east": east, "west": west, "square": square}


def test_groups_are_found_by_words_grid_channel_tag_and_standing(database, town):
    with database.reading() as session:
        assert {*names(session)} == {"西街商户", "东街100%邻里", "没有网格的群"}
        assert names(session)[0] == "西街商户"  # what gets nothing comes first
        assert names(session, words="0%邻") == ["东街100%邻里"]
        assert names(session, words="%") == ["东街100%邻里"]
        assert names(session, grid=town["east"]) == ["东街100%邻里"]
        assert names(session, grid=0) == ["没有网格的群"]
        assert names(session, channel=Channel.TELEGRAM) == ["西街商户"]
        assert names(session, tag="老人") == ["东街100%邻里"]
        assert names(session, standing=Standing.CLOSED) == ["西街商户"]
        assert names(session, within=(town["west"],)) == ["西街商户"]
        assert not names(session, within=())
        assert count_groups(session, Wanted(), now=NOW) == 3
        assert all_tags(session) == ["老人"]


def test_a_group_in_use_that_nothing_reached_for_long_is_silent(database, town):
    with database.reading() as session:
        assert not names(session, standing=Standing.SILENT)  # they are all new
        assert names(session, LATER, standing=Standing.SILENT) == ["没有网格的群"]
        lines = {line.group.name: line for line in find_groups(session, Wanted(), now=LATER)}
    assert lines["没有网格的群"].silent
    assert not lines["西街商户"].silent
    assert lines["东街100%邻里"].last.state == State.FORWARDED
    assert lines["东街100%邻里"].tags == ("老人",)


def test_a_trial_goes_to_one_group_once_a_minute_and_is_noted(database):
    with database.writing() as session:
        group = mailings.group(session, "东街", lane="telegram")
        run = send_trial(session, group, town="城关镇", by="管大姐", now=NOW)
        assert (run.kind, run.notice_id) == (RunKind.LETTER, None)
        assert "城关镇" in run.text
        waiting = session.exec(select(Delivery)).one()
        assert (waiting.group_id, waiting.lane) == (group, "telegram")
        with pytest.raises(NotAllowed, match="过一分钟再试"):
            send_trial(session, group, town="城关镇", by="管大姐", now=NOW)
        send_trial(session, group, town="城关镇", by="管大姐", now=NOW + REST)
        assert session.get(AuditRow, 1).action == "test"


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"channel": Channel.WECHAT}, "由网格员转发"),
        ({"lane": "telegram", "active": False, "reason": "x"}, "先恢复再测试"),
        ({}, "还没有可以发送的地址"),
    ],
)
def test_a_trial_is_refused_where_nothing_could_arrive(database, facts, said):
    with database.writing() as session:
        group = mailings.group(session, "东街", **facts)
        with pytest.raises(NotAllowed, match=said):
            send_trial(session, group, town="城关镇", by="管大姐", now=NOW)


def test_the_tree_counts_groups_also_of_what_is_below(database, town):
    with database.reading() as session:
        (top,) = grid_tree(session)
    assert (top.name, top.groups, top.all_groups, top.empty) == ("城关镇", 0, 2, False)
    assert [one.name for one in top.below] == ["东街", "西街"]
    east = find_branch((top,), town["east"])
    assert (east.groups, east.empty) == (1, False)
    assert inside(top) == {top.id, town["east"], town["west"]}
