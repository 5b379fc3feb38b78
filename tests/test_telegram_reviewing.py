"""Reviewers get a notice at once, pass it or send it back; its author follows it to the report."""

from collections.abc import Iterator

import pytest
from mailings import grid, group
from sqlmodel import Session, select
from staff_chat import Staff
from telegram_chat import Private
from telegram_town import telegram_town

from bot.people import Role
from bot.town import now
from jobs.delivery.lanes import ensure_lane
from jobs.places.groups import Group
from jobs.writing.notices import Notice, NoticeState
from knowledge.audit import check_chain

WORDS = "冬季用火要小心\n天干物燥，出门前请关好电和气。\n有火情打119。"
ROOM = "东关一群"
OUTRUN = "刚刚被别人处理过"


@pytest.fixture(params=["sqlite", "postgresql"], scope="module")
def staff(request, tmp_path_factory) -> Iterator[Staff]:
    """城关镇 with one group in Telegram; a drafter, two reviewers and a publisher."""
    folder, url = tmp_path_factory.mktemp("town"), ""
    if request.param == "postgresql":
        server = request.getfixturevalue("postgres_server")
        server.execute("CREATE DATABASE telegram_reviewing")
        url = server.url("telegram_reviewing")
    with telegram_town(folder, database_url=url, quiet_hours="00:00-00:00") as telegram:
        found = Staff(telegram, clock=now)
        room = found.room(ROOM)
        telegram.settles()
        found.write(lambda session: place(session, str(room.id)))
        for name, role in (
            ("张三", Role.DRAFTER),
            ("李四", Role.REVIEWER),
            ("王五", Role.REVIEWER),
            ("赵六", Role.PUBLISHER),
        ):
            found.linked(name, role)
        yield found


def place(session: Session, chat: str) -> None:
    """The group the bot was added to lies in 东关村."""
    known = session.exec(select(Group).where(Group.address == chat)).first()
    where = grid(session, "城关镇", "东关村")
    if known is None:
        ensure_lane(session, "telegram", channel="telegram")
        group(session, chat, place=where, lane="telegram")
    else:
        known.grid_id = where


def hands_in(drafter: Private, words: str = WORDS) -> None:
    """Write a notice to everybody, to go out as soon as it is approved."""
    drafter.says("/draft")
    drafter.hears("怎么写？")
    drafter.taps("自己写")
    drafter.hears("哪一类通知")
    drafter.taps("安全")
    drafter.hears("第一行写标题")
    drafter.says(words)
    drafter.hears("配图")
    drafter.taps("不用图片")
    drafter.taps("全部群")
    drafter.taps("马上发")
    drafter.hears("上面就是群里会看到的样子")
    drafter.taps("送审")
    drafter.hears("等待一审")


def people(staff: Staff) -> list[Private]:
    return [staff.telegram.private(name) for name in ("张三", "李四", "王五", "赵六")]


def newest(staff: Staff) -> Notice:
    return staff.read(lambda session: list(session.exec(select(Notice).order_by(Notice.id)))[-1])


def test_a_notice_goes_from_its_author_through_three_people_into_the_group(staff):
    drafter, first, second, publisher = people(staff)
    hands_in(drafter)
    first.hears(
        "有一条通知等您一审", "冬季用火要小心", "张三起草", "检查没有发现问题", "有火情打119"
    )
    first.taps("看群里的样子")
    first.hears("第", "现在：审核中，等待一审")
    first.taps("通过")
    first.hears("一审通过", "等待二审")
    second.hears("等您二审", "冬季用火要小心")
    second.taps("通过")
    second.hears("二审通过", "等待三审")
    publisher.hears("等您三审", "冬季用火要小心", "这是最后一步")
    publisher.taps("通过")
    publisher.hears("三审通过", "现在：已通过")
    staff.room(ROOM).hears("冬季用火要小心", "有火情打119。")
    drafter.hears("一审通过", "李四", "三审通过", "赵六", "发完了：应发 1 个群，已送达 1")
    assert newest(staff).state == NoticeState.APPROVED
    assert staff.read(check_chain) == ""


def test_a_notice_comes_back_with_a_remark_and_is_mended(staff):
    drafter, first, _second, publisher = people(staff)
    hands_in(drafter, "修路绕行\n请绕行东关桥。电话12345。")
    first.hears("等您一审", "修路绕行")
    first.taps("退回")
    first.hears("退回“修路绕行”", "请写明要改哪里")
    first.says("写上哪天到哪天")
    first.hears("已退回")
    drafter.hears("一审退回", "李四：写上哪天到哪天", "现在：草稿")
    drafter.taps("改好再送审")
    drafter.hears("上面就是群里会看到的样子")
    drafter.taps("改文字")
    drafter.says("修路绕行\n12月1日到3日，请绕行东关桥。电话12345。")
    drafter.hears("上面就是群里会看到的样子")
    drafter.taps("送审")
    drafter.hears("等待一审")
    first.hears("等您一审", "12月1日到3日")
    publisher.hears("等您一审", "12月1日到3日")


def test_two_taps_act_once_and_who_is_second_is_told(staff):
    drafter, first, second, _publisher = people(staff)
    hands_in(drafter, "停水通知\n明天停水，请储水。电话12345。")
    first.hears("等您一审", "停水通知")
    second.hears("等您一审", "停水通知")
    mine, theirs = first.button("通过"), second.button("通过")
    first.taps(button=mine)
    first.hears("一审通过")
    assert OUTRUN in first.taps(button=mine)
    assert OUTRUN in second.taps(button=theirs)
    row = newest(staff)
    assert (row.title, row.changes) == ("停水通知", 2)


def test_whoever_wrote_it_cannot_pass_it_even_with_the_role(staff):
    drafter, first, *_rest = people(staff)
    hands_in(drafter, "停电通知\n明天停电，请早做准备。电话12345。")
    first.hears("等您一审", "停电通知")
    staff.becomes("张三", Role.REVIEWER)
    drafter.hears("您现在是审核人")
    drafter.says("/review")
    drafter.taps("停电通知")
    drafter.hears("停电通知", "一审要由另一位审核人来做")
    staff.becomes("张三", Role.DRAFTER)
    drafter.hears("您现在是起草人")


def test_a_demoted_reviewer_is_refused_on_the_next_tap(staff):
    drafter, first, *_rest = people(staff)
    hands_in(drafter, "清运通知\n明早清运垃圾，请放到门口。电话12345。")
    first.hears("等您一审", "清运通知")
    button = first.button("通过")
    staff.becomes("李四", Role.WORKER)
    assert "这一步要由审核人来办" in first.taps(button=button)
    first.hears("您现在是网格员")
    staff.becomes("李四", Role.REVIEWER)
    first.hears("您现在是审核人")
    first.taps(button=button)
    first.hears("一审通过")


def test_an_emergency_goes_out_at_once_and_is_reviewed_afterwards(staff):
    _drafter, first, _second, publisher = people(staff)
    publisher.says("/urgent")
    publisher.hears("紧急通知")
    publisher.says("河水上涨请上高处\n沿河住户马上到高处，被困打119。")
    publisher.hears("配图")
    publisher.taps("不用图片")
    publisher.taps("全部群")
    publisher.hears("紧急理由")
    publisher.says("水库正在泄洪")
    publisher.hears("上面就是群里会看到的样子")
    publisher.taps("马上发出")
    staff.room(ROOM).hears("河水上涨请上高处")
    first.hears("紧急通知已经发出，请您事后一审", "水库正在泄洪")
    first.taps("通过")
    first.hears("一审通过", "事后二审")
