"""A list of groups comes in row by row, goes out, and loses nothing on the way back in."""

import csv
import logging
import zipfile
from pathlib import Path

import pytest
from builders import NOW
from file_makers import excel_file, put
from programs import imported, mingbai, rows
from python_calamine import CalamineWorkbook
from rich.console import Console
from sqlmodel import select

from bot.commands.group_imports import run
from jobs.places.addresses import move_address, register_telegram
from jobs.places.group_intake import take_in_groups
from jobs.places.group_keeping import tags_of
from jobs.places.group_lists import HEADS, read_group_list, write_group_list
from jobs.places.groups import Channel, Group, deactivate
from jobs.places.webhooks import SAVED
from jobs.vault import Vault
from knowledge.audit import AuditRow, check_chain
from knowledge.errors import BadInput

VAULT = Vault("测试用的钥匙" * 8)
ACT = {"by": "小王", "now": NOW}
ROBOT = "693a91f6-7abc-4bc4-97a0-0ec2aaaa5bbb"
OTHER = "0f0e91f6-1234-4bc4-97a0-0ec2aaaa5ccc"
WEBHOOK = f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={ROBOT}"
HEAD = "名称,渠道,地址,网格,标签,人数\n"
LIST = HEAD + (
    "东关村一组,Telegram,-1001234567890,城关镇/东关村/第一网格,老人、党员,约120人\n"
    f"东关村工作群,企业微信,{WEBHOOK},城关镇/东关村,党员,35\n"
    "东关村二组,微信群,,第一网格,老人,210\n"
    "西关村一组,微信,,城关镇/西关村,,\n"
    "=1+1,wechat,,,@all,0\n"
)


@pytest.fixture
def folder(tmp_path, monkeypatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def bring(folder, database):
    """Import a list as the command does; give what was said."""

    def bring(text: str, *, dry_run: bool = False, name: str = "群.csv") -> str:
        path = put(folder, name, text)
        console = Console(width=200, record=True, quiet=True)
        with console.capture() as said:
            console.quiet = False
            failed = run([path], database, VAULT, console, dry_run=dry_run)
        assert not failed, failed
        return said.get()

    return bring


def kept(database) -> list[tuple]:
    """Everything that is kept of the groups, in the words of their lists."""
    with database.reading() as session:
        return [
            (
                *(group.name, group.channel, group.address, group.grid_id, group.members),
                *(group.active, group.reason, group.lane, sorted(tags_of(session, group.id))),
            )
            for group in session.scalars(select(Group).order_by(Group.id))
        ]


def exported(database, folder: Path, name: str = "出.xlsx") -> Path:
    with database.reading() as session:
        content, _ = write_group_list(session)
    return put(folder, name, content)


def test_a_list_comes_in_once(bring, database):
    said = bring(LIST)
    assert "导入完成：新增 5，修改 0，未变 0，未导入 0。" in said
    assert "已新建网格：城关镇、东关村、第一网格、西关村。" in said
    before = kept(database)
    assert [(row[0], row[1], row[4], row[8]) for row in before] == [
        ("东关村一组", "telegram", 120, ["党员", "老人"]),
        ("东关村工作群", "wecom", 35, ["党员"]),
        ("东关村二组", "wechat", 210, ["老人"]),
        ("西关村一组", "wechat", None, []),
        ("=1+1", "wechat", 0, ["@all"]),
    ]
    again = bring(LIST)
    assert "新增 0，修改 0，未变 5，未导入 0。" in again
    assert "网格" not in again
    assert kept(database) == before
    with database.reading() as session:
        assert check_chain(session) == ""
        noted = session.scalars(select(AuditRow)).all()
        assert len([row for row in noted if row.subject.startswith("group:")]) == 5
        assert {row.by for row in noted} == {"导入"}


def test_a_changed_row_changes_its_group_alone(bring, database):
    bring(LIST)
    before = kept(database)
    said = bring(LIST.replace("党员,35", "党员、干部,36"))
    assert "新增 0，修改 1，未变 4，未导入 0。" in said
    changed = [new for old, new in zip(before, kept(database), strict=True) if old != new]
    assert [(row[0], row[4], row[8]) for row in changed] == [("东关村工作群", 36, ["党员", "干部"])]


def test_a_dry_run_says_all_and_writes_nothing(bring, database):
    said = bring(LIST, dry_run=True)
    assert "只检查没有写入：新增 5，修改 0，未变 0，未导入 0。" in said
    assert "将新建网格：城关镇、东关村、第一网格、西关村。" in said
    assert kept(database) == []
    with database.reading() as session:
        assert session.scalars(select(AuditRow)).all() == []


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",微信群,,城关镇,,", "没有写群的名称"),
        ("群,,,城关镇,,", "没有写渠道"),
        ("群,钉钉,,城关镇,,", "不认识渠道“钉钉”"),
        ("群,telegram,,城关镇,,", "应是编号"),
        ("群,telegram,-1.00123E+12,城关镇,,", "科学计数"),
        ("群,企业微信,https://example.com/robot?token=1,城关镇,,", "机器人网址不对"),
        ("群,企业微信,〔已保存〕,城关镇,,", "请填上机器人网址"),
        ("群,微信群,,城关镇,,许多", "人数“许多”不是数"),
        ("群,微信群,,1/2/3/4/5/6/7/8/9,,", "网格最多分 8 级"),
        ("群,微信群,,城关镇,,,多出来的", "格子比表头多"),
        ("东关村一组,微信群,,第一网格,,\n东关村一组,微信,,第一网格,,", "与第 2 行是同一个群"),
        ("甲,telegram,-1009,,,\n乙,telegram,-1009,,,", "与第 2 行是同一个群"),
        (f"甲,企业微信,{WEBHOOK},,,\n乙,企业微信,{WEBHOOK},,,", "与第 2 行是同一个群"),
        (f"{WEBHOOK},微信群,,,,", "有没有填错列"),
    ],
)
def test_a_row_that_cannot_stand_is_left_out_with_its_reason(bring, folder, row, reason):
    said = bring(f"{HEAD}{row}\n好群,微信群,,,,\n")
    assert "未导入 1。" in said
    with (folder / "群-rejected.csv").open(encoding="utf-8-sig", newline="") as file:
        head, rejected = csv.reader(file)
    assert head == ["行", "原因", "内容"]
    assert rejected[0] == str(2 + row.count("\n"))
    assert reason in rejected[1]
    assert ROBOT not in "".join(rejected)


def test_a_row_left_out_leaves_nothing_behind(bring, database):
    bring(HEAD + "群,企业微信,〔已保存〕,新镇/新村,,\n好群,微信群,,,,\n")
    assert [row[0] for row in kept(database)] == ["好群"]
    with database.reading() as session:
        assert [row.subject[:6] for row in session.scalars(select(AuditRow))] == ["group:"]


def test_the_columns_may_come_in_any_order_and_by_other_names(folder):
    path = excel_file(
        folder,
        ("群名单", "", "", ""),
        ("平台", "群名称（必填）", "群号备注", "群编号"),
        ("Telegram", "一组", "不要", -1001234567890),
    )
    ((line, facts),) = read_group_list(path).rows
    assert (line, facts.name, facts.address) == (3, "一组", "-1001234567890")
    assert (facts.grid, facts.tags, facts.members, facts.closed) == (None, None, None, None)


def test_a_list_without_its_columns_is_refused_with_those_it_needs(folder):
    path = put(folder, "问答.csv", "问题,答案\n甲,乙\n")
    with pytest.raises(BadInput, match="缺少“名称”“渠道”列。应有的列：名称、渠道、地址、网格"):
        read_group_list(path)
    with pytest.raises(BadInput, match="只有表头"):
        read_group_list(put(folder, "空.csv", HEAD))


def test_an_exported_list_comes_back_without_a_change(bring, database, folder):
    bring(LIST)
    with database.writing() as session:
        closed = session.scalars(select(Group).where(Group.name == "西关村一组")).one()
        deactivate(session, closed.id, reason="群主解散了群", **ACT)
        session.add(
            Group(channel=Channel.TELEGRAM, address="7", name="张三", private=True, added_at=NOW)
        )
        register_telegram(session, -2002, title="同一个群", **ACT)
        move_address(session, 1, to="-2002", **ACT)
    before, path = kept(database), exported(database, folder)
    with database.writing() as session:
        found = read_group_list(path)
        intake = take_in_groups(session, found.rows, vault=VAULT, **ACT)
    assert (found.rejected, intake.rejected) == ((), [])
    assert (intake.tally.unchanged, intake.tally.added, intake.tally.changed) == (5, 0, 0)
    assert kept(database) == before


def test_an_exported_list_makes_the_same_groups_elsewhere_but_for_the_webhooks(
    bring, database, folder
):
    bring(LIST.replace("东关村工作群,企业微信", "东关村工作群,微信群"))
    before, path = kept(database), exported(database, folder)
    with database.writing() as session:
        for row in session.scalars(select(Group)).all():
            for tag in tags_of(session, row.id):
                session.connection().exec_driver_sql(f"DELETE FROM group_tag WHERE tag = '{tag}'")
            session.delete(row)
        session.flush()
        take_in_groups(session, read_group_list(path).rows, vault=VAULT, **ACT)
    assert kept(database) == before


def test_an_export_holds_no_webhook_no_formula_and_no_private_chat(bring, database, folder):
    bring(LIST)
    path = exported(database, folder)
    content = path.read_bytes()
    cells = CalamineWorkbook.from_path(path).get_sheet_by_index(0).to_python()
    assert tuple(cells[0]) == HEADS[:6]
    assert cells[2][:3] == ["东关村工作群", "wecom", SAVED]
    assert cells[5][0] == "=1+1"
    assert ROBOT.encode() not in content
    with database.reading() as session:
        locked = session.scalars(select(Group.secret).where(Group.secret != "")).one()
    assert not any(locked in str(cell) for row in cells for cell in row)
    with zipfile.ZipFile(path) as book:
        sheets = b"".join(book.read(name) for name in book.namelist())
    assert b"<f>" not in sheets
    assert ROBOT.encode() not in sheets
    assert locked.encode() not in sheets


def test_a_row_with_a_saved_webhook_keeps_its_robot_and_a_new_one_replaces_it(bring, database):
    bring(LIST)
    bring(HEAD + f"东关村工作群,企业微信,{SAVED},城关镇/东关村,安全,40\n")
    with database.reading() as session:
        group = session.scalars(select(Group).where(Group.channel == "wecom")).one()
        assert (VAULT.decrypt(group.secret), group.members) == (ROBOT, 40)
    bring(HEAD + f"东关村工作群,企业微信,{OTHER},城关镇/东关村,安全,40\n")
    with database.reading() as session:
        group = session.scalars(select(Group).where(Group.channel == "wecom")).one()
        assert VAULT.decrypt(group.secret) == OTHER


def test_nothing_secret_is_logged_while_a_list_comes_in(bring, caplog):
    caplog.set_level(logging.DEBUG)
    said = bring(LIST + f"坏,企业微信,{WEBHOOK}&x={OTHER}坏,,,许多\n")
    assert ROBOT not in caplog.text + said
    assert OTHER not in caplog.text + said


def test_lists_go_in_and_out_by_the_command_line(tmp_path):
    path = put(tmp_path, "群.csv", LIST)
    said = imported(tmp_path, path, "--kind", "groups", "--dry-run")
    assert "只检查没有写入：新增 5" in said
    assert "新增 5，修改 0" in imported(tmp_path, path, "--kind", "groups")
    assert rows(tmp_path, "SELECT count(*), count(lane) FROM chat_group") == [(5, 2)]
    done = mingbai(tmp_path, "export", "--kind", "groups", "名单.xlsx")
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout == "已导出 5 个群，写在 名单.xlsx。\n"
    said = imported(tmp_path, tmp_path / "名单.xlsx", "--kind", "groups")
    assert "新增 0，修改 0，未变 5，未导入 0。" in said
    bad = mingbai(tmp_path, "export", "--kind", "groups", "名单.csv")
    assert (bad.returncode, bad.stderr) == (
        1,
        "只能导出成 Excel 文件，文件名请以 .xlsx 结尾。\n",
    )
    files = [file for file in tmp_path.rglob("*") if file.is_file() and file.name != "群.csv"]
    assert not any(ROBOT.encode() in file.read_bytes() for file in files)
