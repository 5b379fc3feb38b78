"""A notice is drafted in a private chat, step by step, and seen there as groups will see it."""

from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from mailings import grid, group
from sqlmodel import Session, select
from staff_chat import Staff
from telegram_chat import Private
from telegram_town import telegram_town

from bot.channels.telegram.staff.spot import OLD
from bot.people import Role
from bot.staff_chats import DISABLED
from bot.town import now
from jobs.places.groups import GroupTag
from jobs.writing.notices import Notice, NoticeState

SHANGHAI = ZoneInfo("Asia/Shanghai")
PNG = b"\x89PNG\r\n\x1a\n" + b"\x00" * 64
WORDS = "冬季用火要小心\n天干物燥，出门前请关好电和气。\n有火情打119。"


@pytest.fixture(scope="module")
def staff(tmp_path_factory) -> Iterator[Staff]:
    """城关镇 with two villages, each with a group; 张三 drafts, 王芳 works in 东关村."""
    with telegram_town(tmp_path_factory.mktemp("town")) as telegram:
        found = Staff(telegram, clock=now)
        found.write(places)
        found.linked("张三", Role.DRAFTER)
        found.linked("王芳", Role.WORKER, grids=("城关镇", "东关村"))
        found.linked("赵六", Role.PUBLISHER)
        yield found


@pytest.fixture
def drafter(staff: Staff) -> Private:
    return staff.telegram.private("张三")


def places(session: Session) -> None:
    group(session, "-1001", place=grid(session, "城关镇", "东关村"))
    group(session, "-1002", place=grid(session, "城关镇", "西关村"))
    grid(session, "城关镇", "东关村", "第一网格")


def newest(staff: Staff) -> Notice:
    return staff.read(lambda session: list(session.exec(select(Notice).order_by(Notice.id)))[-1])


def drafted(staff: Staff) -> int:
    return staff.read(lambda session: len(session.exec(select(Notice)).all()))


def begins(person: Private) -> None:
    """Ask for a new notice."""
    person.says("/draft")
    person.hears("怎么写？")


def writes(person: Private, words: str = WORDS) -> None:
    """Come as far as the picture."""
    begins(person)
    person.taps("自己写")
    person.hears("哪一类通知")
    person.taps("安全")
    person.hears("第一行写标题")
    person.says(words)
    person.hears("配图")


def at_preview(person: Private, words: str = WORDS) -> None:
    """Come as far as the preview."""
    writes(person, words)
    person.taps("不用图片")
    person.taps("全部群")
    person.taps("马上发")
    person.hears("上面就是群里会看到的样子")


def test_a_template_becomes_a_notice_with_a_few_taps(staff, drafter):
    begins(drafter)
    drafter.taps("用现成的范本")
    drafter.taps("反诈")
    drafter.taps("假公检法来电马上挂")
    drafter.taps("不用图片")
    drafter.taps("全部群")
    drafter.taps("马上发")
    drafter.hears("假公检法来电马上挂", "公检法不会在电话", "城关镇")
    drafter.hears("上面就是群里会看到的样子", "全部群（现有 2 个群）", "审核通过后马上发")
    drafter.taps("送审")
    drafter.hears("号通知：假公检法来电马上挂", "审核中，等待一审")
    made = newest(staff)
    assert (made.drafted_by, made.state, made.audience) == ("张三", NoticeState.REVIEW, {})
    assert made.short


def test_a_notice_of_ones_own_with_picture_place_and_time(staff, drafter):
    writes(drafter)
    drafter.sends_picture(PNG)
    drafter.hears("发给谁")
    drafter.taps("里面 ›")
    drafter.taps("东关村")
    drafter.hears("已选：东关村")
    drafter.taps("选好了（1 个）")
    drafter.taps("另写时间")
    drafter.says("2099年12月5日8点半")
    drafter.hears("冬季用火要小心", "有火情打119。")
    drafter.hears("东关村（现有 1 个群）", "2099年12月5日 08:30")
    drafter.taps("送审")
    drafter.hears("等待一审")
    made = newest(staff)
    assert made.timing == {"when": "2099-12-05 08:30"}
    assert made.picture_id is not None
    assert len(made.audience["grids"]) == 1


def test_a_worker_chooses_among_their_own_grids_only(staff):
    worker = staff.telegram.private("王芳")
    writes(worker)
    worker.taps("不用图片")
    worker.hears("发给谁")
    worker.sees_buttons("东关村", "里面 ›")
    worker.sees_no_button("西关村")
    worker.sees_no_button("全部群")
    worker.taps("东关村")
    worker.taps("选好了")
    worker.taps("明天 9:00")
    worker.taps("送审")
    worker.hears("等待一审")
    assert newest(staff).drafted_by == "王芳"


def test_every_part_can_be_changed_at_the_preview(staff, drafter):
    at_preview(drafter)
    drafter.taps("改文字")
    drafter.says("新的标题\n出门关火，有火情打119。")
    drafter.hears("新的标题")
    drafter.taps("改时间")
    drafter.taps("明天 9:00")
    drafter.hears("09:00")
    drafter.taps("送审")
    drafter.hears("号通知：新的标题")


def test_what_is_gravely_wrong_is_said_and_can_be_mended(staff, drafter):
    at_preview(drafter, "开会通知\n请于（填写时间）到村委会开会。电话12345。")
    drafter.hears("还有没填的地方")
    assert drafter.taps("送审").startswith("还不能送审。")
    drafter.taps("改文字")
    drafter.says("开会通知\n请周五上午到村委会开会。电话12345。")
    drafter.hears("上面就是群里会看到的样子")
    drafter.taps("送审")
    drafter.hears("审核中")


def test_a_draft_can_be_left_at_any_point(staff, drafter):
    before = drafted(staff)
    for comes_far in (begins, writes, at_preview):
        comes_far(drafter)
        drafter.taps("取消")
        drafter.hears("已取消，什么都没有发出。")
    writes(drafter)
    drafter.says("取消")
    drafter.hears("已取消")
    assert drafted(staff) == before
    drafter.says("/cancel")
    drafter.hears("没有要取消的")


def test_old_buttons_say_that_they_are_old_and_two_taps_act_once(staff, drafter):
    begins(drafter)
    old = drafter.button("自己写")
    drafter.taps(button=old)
    assert drafter.taps(button=old) == OLD
    at_preview(drafter)
    send = drafter.button("送审")
    drafter.taps(button=send)
    drafter.hears("审核中")
    made = drafted(staff)
    assert drafter.taps(button=send) == OLD
    assert drafted(staff) == made


def test_words_where_a_tap_is_wanted_are_answered_with_what_to_do(drafter):
    begins(drafter)
    drafter.says("我想发个通知")
    drafter.hears("请点上面的按钮")
    drafter.taps("取消")


def test_a_draft_can_be_kept_and_found_again(staff, drafter):
    at_preview(drafter, "先放着的通知\n请大家注意防火，火警119。")
    drafter.taps("先存草稿")
    drafter.hears("已存为草稿")
    drafter.says("/mine")
    drafter.taps("先放着的通知：草稿")
    drafter.hears("现在：草稿")
    drafter.taps("改好再送审")
    drafter.hears("上面就是群里会看到的样子")
    drafter.taps("送审")
    drafter.hears("审核中")
    assert newest(staff).version == 2


def test_an_emergency_goes_out_on_a_publishers_word_with_a_reason(staff, drafter):
    drafter.says("/urgent")
    drafter.hears("这一步要由签发人来办")
    publisher = staff.telegram.private("赵六")
    publisher.says("/urgent")
    publisher.says("河水上涨请上高处\n沿河住户马上到高处，被困打119。")
    publisher.taps("不用图片")
    publisher.taps("全部群")
    publisher.says("水库正在泄洪")
    publisher.hears("上面就是群里会看到的样子")
    publisher.taps("马上发出")
    publisher.hears("紧急，已通过")
    assert newest(staff).emergency_reason == "水库正在泄洪"


def test_a_call_for_help_is_answered_even_in_the_middle_of_a_draft(drafter):
    begins(drafter)
    drafter.taps("自己写")
    drafter.taps("安全")
    drafter.hears("第一行写标题")
    drafter.says("我家着火了")
    drafter.hears("119")
    drafter.says(WORDS)
    drafter.hears("配图")
    drafter.taps("取消")


def test_words_that_were_changed_afterwards_are_asked_for_anew(drafter):
    writes(drafter)
    drafter.edits("冬季用火\n请当心，火警119。")
    drafter.hears("请重新发一遍")
    drafter.taps("取消")


def test_a_picture_that_no_group_can_show_is_refused(drafter):
    writes(drafter)
    drafter.sends_picture(b"GIF89a" + b"\x00" * 32)
    drafter.hears("图片要用 PNG 或 JPEG 格式。")
    drafter.sends_picture(PNG)
    drafter.hears("发给谁")
    drafter.taps("取消")


def test_a_worker_without_a_grid_is_told_what_is_missing(staff):
    person = staff.linked("钱八", Role.WORKER)
    writes(person)
    person.taps("不用图片")
    person.hears("您名下还没有网格")


def test_tags_choose_groups_too(staff, drafter):
    staff.write(lambda session: session.add(GroupTag(group_id=1, tag="平房区")))
    writes(drafter)
    drafter.taps("不用图片")
    drafter.taps("按标签选")
    drafter.taps("平房区")
    drafter.taps("选好了（1 个）")
    drafter.taps("今晚" if now().astimezone(SHANGHAI).hour < 18 else "明天")
    drafter.hears("标签：平房区（现有 1 个群）")
    drafter.taps("取消")


def test_whoever_is_disabled_in_the_middle_is_refused(staff):
    person = staff.linked("孙七", Role.DRAFTER)
    writes(person)
    staff.leaves("孙七")
    assert person.taps("不用图片") == DISABLED


def test_a_draft_goes_on_after_a_restart(tmp_path: Path):
    with telegram_town(tmp_path) as telegram:
        staff = Staff(telegram, clock=now)
        staff.write(places)
        person = staff.linked("张三", Role.DRAFTER)
        begins(person)
        person.taps("自己写")
        person.taps("安全")
        person.hears("第一行写标题")
    with telegram_town(tmp_path) as telegram:
        person = telegram.private("张三")
        for _ in range(12):  # Telegram's numbers go on where they were
            telegram.private("路人").says("你好")
        person.says(WORDS)
        person.hears("配图")
        person.taps("不用图片")
        person.hears("发给谁")
