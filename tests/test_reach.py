"""How many groups and people a notice would go to."""

from mailings import TOWN, grid, group

from jobs.places.audience import Audience
from jobs.places.groups import Channel
from jobs.places.reach import reach


def test_groups_in_use_are_counted_by_channel_with_the_people_in_them(database):
    with database.writing() as session:
        place = grid(session, TOWN, "东街")
        group(session, "一组", place=place, members=120)
        group(session, "二组", place=place, members=80, channel=Channel.WECHAT)
        group(session, "三组", place=place)
        group(session, "旧群", place=place, members=500, active=False, reason="解散了")
        group(session, "外村", place=grid(session, TOWN, "西街"), members=1)
        found = reach(session, Audience(grids=(place,)))
    assert found.channels == {Channel.TELEGRAM: 2, Channel.WECHAT: 1}
    assert (found.groups, found.people, found.uncounted, found.closed) == (3, 200, 1, 1)


def test_private_chats_are_no_groups(database):
    with database.writing() as session:
        group(session, "王网格", private=True)
        assert reach(session, Audience()).groups == 0
