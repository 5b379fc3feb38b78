"""Notices from the terminal: the same rules, clear sentences, exit codes and JSON."""

import json
import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import mailings
import pytest
from builders import NOW
from programs import mingbai
from sqlmodel import Session, select
from typer.testing import CliRunner, Result

from bot.cli import app
from bot.people import Role, add_staff
from jobs.delivery.deliveries import State
from jobs.places.groups import Channel
from jobs.schedule.schedules import Schedule
from knowledge.database import Database
from knowledge.errors import KnowledgeError

NOTICE = """\
title: 冬季用火要小心
text: |
  天干物燥，{grid}的乡亲请关好电和气。
  有火情打119。
category: 安全
"""
LATER = NOTICE + 'when: "2036-12-01 18:00"\n'
PEOPLE = ("张三", "李四", "王五", "赵六")

Command = Callable[..., Result]


@pytest.fixture
def run(database: Database, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Command:
    """Runs a command in the town of `database`, in a folder with a notice in it."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("bot.commands.opening.configure_logs", lambda *_words: None)
    (tmp_path / "通知.yaml").write_text(NOTICE, encoding="utf-8")
    (tmp_path / "以后.yaml").write_text(LATER, encoding="utf-8")
    url = database.engine.url.render_as_string(hide_password=False)
    town = {"MINGBAI_DATABASE_URL": url, "MINGBAI_DATA_DIR": str(tmp_path / "data")}
    runner = CliRunner(env=town | {"MINGBAI_TOWN_NAME": mailings.TOWN, "COLUMNS": "200"})

    def invoke(*words: object) -> Result:
        return runner.invoke(app, ["notice", *map(str, words)])

    return invoke


@pytest.fixture(autouse=True)
def groups(database: Database) -> None:
    """One Telegram and one plain WeChat group of a grid."""
    with database.writing() as session:
        place = mailings.grid(session, mailings.TOWN, "东关村", "第一网格")
        mailings.group(session, "东关一组", place=place, channel=Channel.TELEGRAM)
        mailings.group(session, "东关邻里群", place=place, channel=Channel.WECHAT)


def said(done: Result) -> str:
    assert (done.exit_code, done.exception) == (0, None), done.output
    return done.stdout


def shown(done: Result) -> dict[str, Any]:
    return dict(json.loads(said(done)))


def refused(done: Result) -> str:
    assert isinstance(done.exception, KnowledgeError), done.output
    return str(done.exception)


def hire(database: Database, **people: Role) -> None:
    with database.writing() as session:
        for name, role in people.items():
            add_staff(session, name, role=role, by="终端", now=NOW)


def test_a_notice_goes_from_file_to_schedule_through_three_people(run, database):
    done = shown(run("add", "以后.yaml", "--by", "张三", "--json"))
    assert (done["id"], done["state"], done["step"]) == (1, "review", "一审")
    assert "由别人来做" in refused(run("approve", 1, "--by", "张三"))
    assert "第 1 号通知一审通过。" in said(run("approve", 1, "--by", "李四"))
    assert "李四已经做过一审" in refused(run("approve", 1, "--by", "李四"))
    said(run("approve", 1, "--by", "王五", "--remark", "可以"))
    last = said(run("approve", 1, "--by", "赵六"))
    assert "三审通过" in last
    assert "现在：已通过。" in last
    assert "接下来发出：2036年12月1日 18:00。" in last
    done = shown(run("show", 1, "--json"))
    assert (done["state"], done["step"], done["runs"], done["missed"]) == ("approved", "", [], [])
    assert done["next"] == ["2036-12-01T10:00:00+00:00"]
    assert (done["steps_done"], done["steps_needed"]) == (3, 3)
    assert done["counts"] == dict.fromkeys(map(str, State), 0)
    assert [(one["by"], one["remark"]) for one in done["steps"]] == [
        ("李四", ""),
        ("王五", "可以"),
        ("赵六", ""),
    ]
    with database.reading() as session:
        assert session.exec(select(Schedule)).one().notice_id == 1


def test_what_is_shown_names_who_missed_it_and_why(run, database):
    said(run("add", "通知.yaml", "--by", "张三"))
    with database.writing() as session:
        sent_to_one(session)
    done = shown(run("show", 1, "--json"))
    assert done["counts"]["sent"] == done["counts"]["failed"] == 1
    (missed,) = done["missed"]
    assert (
        missed.items()
        >= {
            "group": "东关邻里群",
            "grid": "城关镇/东关村/第一网格",
            "channel": "wechat",
            "reason": "机器人被移出了群",
        }.items()
    )
    text = said(run("show", 1))
    assert "发送失败 1 个群　已送达 1 个群" in text
    assert "东关邻里群（城关镇/东关村/第一网格，微信群" in text
    assert "机器人被移出了群" in text


def sent_to_one(session: Session) -> None:
    number = mailings.run(session, 1)
    mailings.delivery(session, number, 1, State.SENT, message_id="7")
    mailings.delivery(session, number, 2, State.FAILED, error="机器人被移出了群")


def test_sending_back_and_writing_anew_begins_the_review_again(run, tmp_path):
    said(run("add", "通知.yaml", "--by", "张三"))
    said(run("approve", 1, "--by", "李四"))
    assert "要写明意见" in refused(run("return", 1, "--by", "王五", "--remark", " "))
    assert "mingbai notice edit 1" in said(run("return", 1, "--by", "王五", "--remark", "写短些"))
    assert shown(run("show", 1, "--json"))["state"] == "draft"
    (tmp_path / "通知.yaml").write_text(NOTICE.replace("请关好", "关好"), encoding="utf-8")
    assert "第 2 稿" in said(run("edit", 1, "通知.yaml", "--by", "张三"))
    done = shown(run("show", 1, "--json"))
    assert (done["step"], done["version"]) == ("一审", 2)
    assert [(one["name"], one["counts"]) for one in done["steps"]] == [
        ("一审通过", False),
        ("二审退回", False),
    ]


def test_an_emergency_is_on_its_way_at_once_and_stays_listed(run, database):
    assert "理由" in refused(run("emergency", "通知.yaml", "--by", "张三", "--reason", " "))
    done = shown(run("emergency", "通知.yaml", "--by", "张三", "--reason", "水库放水", "--json"))
    assert (done["state"], done["category"], done["step"]) == ("approved", "emergency", "一审")
    assert (done["emergency_reason"], done["reviewed_afterwards"]) == ("水库放水", False)
    assert len(done["next"]) == 1
    assert "紧急，已通过，等待事后一审" in said(run("list", "--waiting"))
    for name in ("李四", "王五", "赵六"):
        said(run("approve", 1, "--by", name))
    assert shown(run("show", 1, "--json"))["reviewed_afterwards"] is True
    assert "没有等着审核的通知" in said(run("list", "--waiting"))
    assert "紧急理由：水库放水" in said(run("show", 1))


def test_roles_decide_who_may_take_which_step(run, database):
    hire(database, 张三=Role.DRAFTER, 李四=Role.REVIEWER, 王五=Role.REVIEWER, 赵六=Role.PUBLISHER)
    hire(database, 钱七=Role.REVIEWER)
    assert "不在工作人员名单里" in refused(run("add", "通知.yaml", "--by", "路人"))
    said(run("add", "通知.yaml", "--by", "张三"))
    said(run("approve", 1, "--by", "李四"))
    said(run("approve", 1, "--by", "王五"))
    assert "要由签发人来办" in refused(run("approve", 1, "--by", "钱七"))
    said(run("approve", 1, "--by", "赵六"))
    assert "要由签发人来办" in refused(
        run("emergency", "通知.yaml", "--by", "李四", "--reason", "急")
    )
    assert "要由审核人来办" in refused(run("cancel", 1, "--by", "张三"))
    said(run("cancel", 1, "--by", "李四"))


def test_a_drafter_may_withdraw_what_is_not_approved(run, database):
    hire(database, 张三=Role.DRAFTER)
    said(run("add", "通知.yaml", "--by", "张三"))
    assert "已取消" in said(run("cancel", 1, "--by", "张三"))


def test_a_worker_writes_only_for_their_own_grids(run, database, tmp_path):
    with database.writing() as session:
        place = mailings.grid(session, mailings.TOWN, "东关村")
        add_staff(session, "小孙", role=Role.WORKER, grid=place, by="终端", now=NOW)
    assert "只能给自己网格的群" in refused(run("add", "通知.yaml", "--by", "小孙"))
    own = NOTICE + "audience: {grids: [第一网格]}\n"
    (tmp_path / "本网格.yaml").write_text(own, encoding="utf-8")
    assert "送审" in said(run("add", "本网格.yaml", "--by", "小孙"))


def test_held_notices_go_on_and_failed_ones_are_tried_again(run, database):
    said(run("add", "以后.yaml", "--by", "张三"))
    assert "还没有通过审核" in refused(run("pause", 1, "--by", "李四"))
    for name in PEOPLE[1:]:
        said(run("approve", 1, "--by", name))
    assert "已暂停" in said(run("pause", 1, "--by", "李四"))
    done = shown(run("show", 1, "--json"))
    assert (done["paused"], done["next"]) == (True, [])
    assert shown(run("resume", 1, "--by", "李四", "--json"))["next"] != []
    assert "没有发送失败" in refused(run("retry", 1))
    with database.writing() as session:
        sent_to_one(session)
    assert shown(run("retry", 1, "--json"))["again"] == 1


def test_recalling_says_what_is_deleted_and_what_needs_a_correction(run, database):
    said(run("add", "通知.yaml", "--by", "张三"))
    for name in PEOPLE[1:]:
        said(run("approve", 1, "--by", name))
    assert "没有发到任何一个群" in refused(run("recall", 1, "--by", "李四"))
    with database.writing() as session:
        number, just_now = mailings.run(session, 1), datetime.now(UTC)
        mailings.delivery(session, number, 1, State.SENT, message_id="7", ended_at=just_now)
        mailings.delivery(session, number, 2, State.FORWARDED, ended_at=just_now)
    done = said(run("recall", 1, "--by", "李四"))
    assert "正在从 1 个 Telegram 群里删掉" in done
    assert "已起草一条更正（第 2 号）" in done
    correction = shown(run("show", 2, "--json"))
    assert (correction["corrects"], correction["state"]) == (1, "draft")


def test_a_preview_shows_each_channel_and_keeps_nothing(run):
    text = said(run("preview", "通知.yaml"))
    assert "【Telegram 群】\n冬季用火要小心\n\n天干物燥，第一网格的乡亲" in text
    assert "企业微信" not in text
    assert "还没有通知" in said(run("list"))
    said(run("add", "通知.yaml", "--by", "张三"))
    done = shown(run("preview", 1, "--json"))
    assert [one["channel"] for one in done["previews"]] == ["telegram", "wechat"]
    assert done["findings"] == []
    assert done["previews"][0]["text"].startswith("<b>冬季用火要小心</b>\n\n")


def test_what_the_checks_find_is_shown_to_whoever_reviews(run, tmp_path):
    text = NOTICE.replace("119", "12399")
    (tmp_path / "通知.yaml").write_text(text, encoding="utf-8")
    finding = "电话 12399 不在热线表里"
    assert f"！ 电话不在表里：{finding}" in said(run("add", "通知.yaml", "--by", "张三"))
    assert finding in said(run("approve", 1, "--by", "李四"))
    assert finding in shown(run("approve", 1, "--by", "王五", "--json"))["findings"][0]


def test_a_list_in_json_names_what_waits(run):
    said(run("add", "通知.yaml", "--by", "张三"))
    said(run("add", "通知.yaml", "--by", "张三", "--draft"))
    rows = json.loads(said(run("list", "--json")))
    assert [(row["id"], row["state"], row["step"]) for row in rows] == [
        (2, "draft", ""),
        (1, "review", "一审"),
    ]
    assert "没有编号为 9 的通知" in refused(run("show", 9))


def test_as_a_program_it_exits_with_0_1_and_2(tmp_path):
    path = tmp_path / "通知.yaml"
    path.write_text(NOTICE, encoding="utf-8")
    done = mingbai(tmp_path, "notice", "add", path, "--by", "张三", review_steps="1")
    assert (done.returncode, done.stderr) == (0, "")
    assert "等待审核" in done.stdout
    wrong = mingbai(tmp_path, "notice", "add", "没有.yaml", "--by", "张三")
    assert (wrong.returncode, wrong.stderr) == (1, "找不到文件 没有.yaml\n")
    assert mingbai(tmp_path, "notice", "add", path).returncode == 2
    assert mingbai(tmp_path, "notice", "return", "1", "--by", "李四").returncode == 2


def test_a_changed_record_of_acts_is_found_by_the_check_of_the_database(tmp_path):
    path = tmp_path / "通知.yaml"
    path.write_text(NOTICE, encoding="utf-8")
    mingbai(tmp_path, "notice", "add", path, "--by", "张三")
    fine = mingbai(tmp_path, "db", "check")
    assert (fine.returncode, fine.stdout) == (0, "数据库完好。\n")
    tamper(tmp_path / "data" / "mingbai.db")
    broken = mingbai(tmp_path, "db", "check")
    assert broken.returncode == 1
    assert broken.stdout.startswith("操作记录第 1 条被改动过。")


def tamper(path: Path) -> None:
    connection = sqlite3.connect(path)
    with connection:
        connection.execute("UPDATE audit SET by = '李四' WHERE number = 1")
    connection.close()
