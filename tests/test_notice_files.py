"""A notice file is read strictly: every fault is one sentence with the line it stands on."""

from pathlib import Path

import mailings
import pytest
from noticing import TIMES
from sqlmodel import Session

from bot.notice_files import read_notice
from jobs.places.groups import Channel, GroupTag
from jobs.schedule.timing import describe, parse_timing
from jobs.writing.notice_facts import NoticeFacts
from jobs.writing.pictures import MOST_BYTES, Picture
from knowledge.errors import BadInput
from knowledge.starter_notices import Category

LEAST = "title: 冬季用火要小心\ntext: 出门前请关好电和气。\ncategory: 安全\n"
WHOLE = """\
title: 宪法日讲座
text: |
  {grid}的乡亲，12月4日来听讲座。
  法律咨询打12348。
short: 12月4日来听讲座，咨询12348。
category: law
audience:
  grids: [城关镇/东关村]
  tags: [老人]
  groups: [东关一组]
  channels: [telegram, 企业微信]
when: {every: 2周, on: [星期五], at: "09:00", from: 2026-12-04}
until: 2027-03-01
link: https://www.example.gov.cn/a
picture: 讲座.png
mention_all: true
once: true
expires: 2小时
grace: 30
pool: 宪法
"""


@pytest.fixture
def session(database):
    with database.writing() as session:
        place = mailings.grid(session, mailings.TOWN, "东关村")
        number = mailings.group(session, "东关一组", place=place, channel=Channel.TELEGRAM)
        session.add(GroupTag(group_id=number, tag="老人"))
        session.flush()
        yield session


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "讲座.png").write_bytes(b"\x89PNG\r\n\x1a\n...")
    return tmp_path


def notice(session: Session, folder: Path, text: str) -> NoticeFacts:
    path = folder / "通知.yaml"
    path.write_text(text, encoding="utf-8")
    return read_notice(path, session, calendar=TIMES.calendar)


def fault(session: Session, folder: Path, text: str) -> str:
    with pytest.raises(BadInput) as error:
        notice(session, folder, text)
    return str(error.value)


def test_the_least_is_enough_and_goes_to_everybody_at_once(session, folder):
    assert notice(session, folder, LEAST) == NoticeFacts(
        "冬季用火要小心", "出门前请关好电和气。", Category.SAFETY
    )


def test_everything_a_file_may_say_is_kept(session, folder):
    found = notice(session, folder, WHOLE)
    assert found.text == "{grid}的乡亲，12月4日来听讲座。\n法律咨询打12348。"
    assert found.category is Category.LAW
    assert found.audience == {
        "grids": ["城关镇/东关村"],
        "tags": ["老人"],
        "groups": ["东关一组"],
        "channels": ["telegram", "企业微信"],
    }
    timing = parse_timing(found.timing, calendar=TIMES.calendar)
    assert describe(timing).startswith("每2周的周五")
    assert describe(timing).endswith("到2027年3月1日")
    assert (found.mention_all, found.once, found.pool) == (True, True, "宪法")
    assert (found.expires_minutes, found.grace_minutes) == (120, 30)
    assert session.get_one(Picture, found.picture_id).kind == "image/png"


@pytest.mark.parametrize(
    "name", ["安全", "法律", "反诈", "天气", "办事", "政策", "紧急", *Category]
)
def test_categories_go_by_both_their_names(session, folder, name):
    text = LEAST.replace("安全", name)
    assert notice(session, folder, text).category in Category


@pytest.mark.parametrize(
    ("written", "minutes"),
    [("90", 90), ("2小时", 120), ("半小时", 30), ("45分钟", 45), ("3 天", 4_320), ("1个小时", 60)],
)
def test_lengths_of_time_are_read_as_people_write_them(session, folder, written, minutes):
    found = notice(session, folder, f"{LEAST}expires: {written}\ngrace: {written}\n")
    assert (found.expires_minutes, found.grace_minutes) == (minutes, minutes)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("title: 只有标题\ncategory: 安全\n", "第 1 行，text：缺少这一项"),
        (f"{LEAST}titel: 写错\n", "第 4 行，titel：多出了不认识的一项"),
        (LEAST.replace("安全", "体育"), "第 3 行，category：不认识“体育”，能写的有 安全"),
        (LEAST.replace("冬季用火要小心", "' '"), "第 1 行，title：不能是空的"),
        (LEAST.replace("冬季用火要小心", "2026"), "第 1 行，title：应当是文字"),
        (f"{LEAST}mention_all: 是\n", "第 4 行，mention_all："),
        (f"{LEAST}expires: 很久\n", "第 4 行，expires：应写成分钟数"),
        (f"{LEAST}expires: 0\n", "第 4 行，expires：应在 1 分钟到 366 天之间"),
        (f"{LEAST}when: 某天\n", "第 4 行，when：看不懂“某天”"),
        (
            f"{LEAST}when: {{day: 没有的节, at: '09:00'}}\n",
            "第 4 行，when：宣传日历里没有“没有的节”",
        ),
        (f"{LEAST}when: pool\n", "第 4 行，when：写了 when: pool，还要用 pool 写明是哪一组"),
        (
            f"{LEAST}audience:\n  tags: []\n  grids:\n    - 东关村\n    - 西关村\n",
            "第 8 行，audience",
        ),
        (f"{LEAST}audience:\n  villages: [东关村]\n", "第 5 行，audience villages：多出了"),
        (f"{LEAST}audience:\n  grids: 东关村\n", "第 5 行，audience grids：应当是一个列表"),
        (f"{LEAST}audience:\n  groups: [true]\n", "应当是名称或编号"),
        (f"{LEAST}picture: 没有.png\n", "第 4 行，picture：找不到图片 没有.png"),
        (f"{LEAST}picture: ../讲座.png\n", "第 4 行，picture：图片要放在通知文件旁边"),
        (f"{LEAST}picture: 通知.yaml\n", "第 4 行，picture：图片要用 PNG 或 JPEG 格式"),
        (f"{LEAST}title: 又一个\n", "第 4 行，“title”写了两次"),
        ("title: [\n", "附近的格式不对"),
        ("", "是空的"),
    ],
)
def test_every_fault_is_one_sentence_with_its_line(session, folder, text, said):
    found = fault(session, folder, text)
    assert found.startswith("通知.yaml ")
    assert said in found
    assert "\n" not in found


def test_a_picture_too_large_is_refused_with_its_line(session, folder):
    (folder / "大.png").write_bytes(b"\x89PNG\r\n\x1a\n".ljust(MOST_BYTES + 1))
    assert "第 4 行，picture：图片有 2.0 MB" in fault(session, folder, f"{LEAST}picture: 大.png\n")


def test_a_file_that_is_not_there_is_named(session, tmp_path):
    with pytest.raises(BadInput, match=r"找不到文件 没有\.yaml"):
        read_notice(tmp_path / "没有.yaml", session, calendar=TIMES.calendar)
