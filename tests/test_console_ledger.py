"""The record of acts in the console: words for every act, search, check and export."""

import ast
import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from builders import NOW
from console_browser import check_accessible
from console_town import NOON, ConsoleTown
from noticing import FIRST, TIMES, approved, drafted
from python_calamine import CalamineWorkbook

from bot.console.ledger.acts import ACTS, SUBJECTS
from bot.console.ledger.searching import Wanted, count, newest_first
from bot.console.ledger.telling import tell
from bot.people import Role, add_staff, change_staff
from jobs.places.grid_tree import add_grid, rename_grid
from jobs.writing.reviewing import approve
from knowledge.audit import AuditRow, note

ROOT = Path(__file__).resolve().parent.parent
NOTING = ("note", "_note", "_settle", "_keep", "_add")
ZONE = ZoneInfo("Asia/Shanghai")


def told(session, **wanted) -> list[str]:
    """The sentences of what is looked for, the newest first."""
    rows = newest_first(session, Wanted(**wanted), zone=ZONE)
    return [f"{act.by}{act.said}" for act in tell(session, rows)]


def test_every_act_that_is_noted_has_words():
    noted, kinds = set[str](), set[str]()
    for path in noting_modules():
        tree = ast.parse(path.read_text(encoding="utf-8"))
        noted |= acts_in(tree)
        kinds |= set(re.findall(r'f"([a-z][a-z-]+):\{', path.read_text(encoding="utf-8")))
    assert {"approve", "submit", "add", "disable", "hide", "restore"} <= noted
    assert not noted - {*ACTS} - {*SUBJECTS}
    assert {"notice", "staff", "grid", "entry"} <= kinds
    assert not {kind for kind in kinds if kind not in SUBJECTS} - {"telegram", "link"}


def noting_modules() -> list[Path]:
    """Every module that notes acts."""
    paths = [path for room in ("bot", "jobs", "knowledge") for path in (ROOT / room).rglob("*.py")]
    return [path for path in paths if "audit import" in path.read_text(encoding="utf-8")]


def acts_in(tree: ast.AST) -> set[str]:
    """The acts that a module names: in its calls, or as what it calls `action`."""
    found = set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and getattr(node.func, "id", "") in NOTING:
            found |= constants(node.args[1:3])
            found |= constants(one.value for one in node.keywords if one.arg == "action")
        if isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "action":
            found |= constants([node.value])
    return found


def constants(nodes) -> set[str]:
    """The words among some arguments that can be the name of an act."""
    ends = [end for node in nodes for end in either(node)]
    words = {end.value for end in ends if isinstance(end, ast.Constant)}
    return {word for word in words if isinstance(word, str) and re.fullmatch("[a-z_.]+", word)}


def either(node: ast.expr) -> list[ast.expr]:
    """What an expression can be."""
    return [node.body, node.orelse] if isinstance(node, ast.IfExp) else [node]


def test_acts_are_told_in_plain_words(database):
    with database.writing() as session:
        notice = drafted(session, title="冬季用火要小心")
        approve(session, notice, by=FIRST, now=NOW, steps_needed=3, times=TIMES)
        grid = add_grid(session, "城关镇", parent=None, by="管大姐", now=NOW)
        rename_grid(session, grid.id, name="城关街道", by="管大姐", now=NOW)
        add_staff(session, "沈审核", role=Role.REVIEWER, by="管大姐", now=NOW)
        change_staff(session, "沈审核", role=Role.PUBLISHER, by="管大姐", now=NOW)
        note(session, "password", "staff:1", by="沈审核", at=NOW)
    with database.reading() as session:
        assert told(session) == [
            "沈审核设置了登录密码",
            "管大姐把人员“沈审核”的角色从审核人改成签发人",
            "管大姐添加了人员“沈审核”（审核人）",
            "管大姐把网格“城关街道”改名为“城关街道”",
            "管大姐添加了网格“城关镇”",
            "李四通过了通知“冬季用火要小心”的一审",
            "张三把通知“冬季用火要小心”送审",
            "张三起草了通知“冬季用火要小心”",
        ]


def test_the_record_is_searched_by_words_people_things_and_days(database):
    with database.writing() as session:
        notice = approved(session, title="冬季用火要小心")
        approved(session, title="养老金年底前认证")
        later = NOW + timedelta(days=3)
        note(session, "cancel", f"notice:{notice.id}", by="钱%签发", at=later)
    with database.reading() as session:
        assert len(told(session, words="养老金")) == 5
        assert told(session, words="取消") == ["钱%签发取消了通知“冬季用火要小心”"]
        assert told(session, words="钱%") == told(session, by="钱%签发")
        assert told(session, first=later.date()) == told(session, words="取消")
        assert count(session, Wanted(kind="notice"), zone=ZONE) == 11
        assert count(session, Wanted(kind="grid"), zone=ZONE) == 0
        assert not told(session, words="%'\"\\")


def test_what_a_change_touched_is_told_before_and_after(database):
    detail = {"name": ["老群", "新群"], "members": [3, None], "grid_id": [1, 2], "secret": "x"}
    with database.writing() as session:
        note(session, "change", "group:1", by="管大姐", at=NOW, detail=detail)
    with database.reading() as session:
        (act,) = tell(session, newest_first(session, Wanted(), zone=ZONE))
    assert act.said == "修改了群“新群”"
    assert act.more == (("名称", "老群 → 新群"), ("人数", "3 → 空"))


def test_the_dates_of_a_day_are_told_as_people_read_them(database):
    detail = {"name": "庙会", "dates": [{}, {"2027": ["2027-05-01", "2027-05-03"]}]}
    with database.writing() as session:
        note(session, "change", "day:1", by="钱签发", at=NOW, detail=detail)
    with database.reading() as session:
        (act,) = tell(session, newest_first(session, Wanted(), zone=ZONE))
    assert act.more == (("具体日期", "空 → 2027年5月1日到2027年5月3日"),)


def test_an_administrator_finds_checks_and_takes_the_record_along(console: ConsoleTown):
    with console.database.writing() as session:
        note(session, "rename", "grid:1", by="=HYPERLINK(1)", at=NOON, detail={"after": "<b>甲"})
    visitor = console.visitor(Role.ADMINISTRATOR)
    page = visitor.get("/ledger/list?words=改名").text
    assert "改名为“&lt;b&gt;甲”" in page
    assert "2026年11月25日 12:00" in page
    assert "没有被改动，也没有少" in visitor.get("/ledger/check").text
    sheet = visitor.get("/ledger/export/xlsx?words=改名").content
    rows = CalamineWorkbook.from_filelike(BytesIO(sheet)).get_sheet_by_index(0).to_python()
    assert rows[0] == ["第几条", "时间", "谁", "做了什么", "详情"]
    assert rows[1][2] == "=HYPERLINK(1)"
    text = visitor.get("/ledger/export/csv?words=改名").content.decode("utf-8-sig")
    assert ",'=HYPERLINK(1)," in text
    assert visitor.get("/ledger/export/pdf").status_code == 404
    assert visitor.get("/ledger/list?first=2026-12-01&last=2026-11-01").status_code == 422


def test_a_record_that_was_tampered_with_is_called_out(console: ConsoleTown):
    with console.database.writing() as session:
        session.get(AuditRow, 2).by = "别人"
    page = console.visitor(Role.ADMINISTRATOR).get("/ledger/check").text
    assert "操作记录第 2 条被改动过" in page


@pytest.mark.parametrize("phone", [False, True])
def test_the_record_is_read_at_a_desk_and_on_a_phone(console, console_browser, phone):
    with console.database.writing() as session:
        detail = {"name": ["老群", "新群"], "members": [3, 5]}
        note(session, "change", "group:1", by="管大姐", at=NOON, detail=detail)
    page = console_browser(Role.ADMINISTRATOR, phone=phone)
    page.goto("ledger/list")
    page.get_by_label("找什么").fill("新群")
    page.get_by_role("button", name="查找").click()
    page.get_by_text("修改了群“新群”").wait_for()
    check_accessible(page)
