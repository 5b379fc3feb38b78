"""Files come in over the console: looked over first, then drafts, and out again as they were."""

import io
import os
import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest
from console_browser import check_accessible
from console_town import ConsoleTown, Visitor
from file_makers import word_file
from python_calamine import CalamineWorkbook
from sqlmodel import func, select

from bot.console.lists import uploads
from bot.console.lists.uploads import Stage, Uploads
from bot.console.lists.working import begin_taking
from bot.people import Role
from knowledge.entry_tables import EntryStanding, EntryState
from knowledge.faq_list import HEADS
from knowledge.import_intake import take_in_drafts
from knowledge.importing.faq import parse_faq
from knowledge.list_workbook import list_workbook
from knowledge.tables import Revision

SHEET = (
    "问题,相似问,答案,有效期至\n"
    "农家书屋几点开门,书屋开门,早上九点。,\n"
    "集市逢几,,逢五。,2027-12-31\n"
    "没写答案,,,\n"
    "=1+1 怎么算,,<script>alert(1)</script>,\n"
)
LAW = ("集市管理条例", "第一条　逢五逢十开市。", "第二条　不得占道经营。")
GUIDE = ("残疾人证办理指南", "申请条件：本镇户籍。", "所需材料：身份证、照片。", "办理地点：一楼。")
SECONDS = 60


def bring(visitor: Visitor, text: str | bytes = SHEET, name: str = "本镇问答.csv"):
    """Upload a file and wait until it was looked at; gives its path and its page."""
    content = text.encode() if isinstance(text, str) else text
    answer = visitor.post("/lists/upload", {"kind": ""}, files={"file": (name, content)})
    assert answer.status_code == 200, answer.text
    path = answer.url.path.removeprefix("/console")
    return path, settled(visitor, path)


def settled(visitor: Visitor, path: str) -> str:
    """The page once nobody works on the file any more."""
    end = time.monotonic() + SECONDS
    while visitor.get(f"{path}/progress").json()["working"]:
        assert time.monotonic() < end, "nobody finished it"
        time.sleep(0.05)
    return visitor.get(path).text


def revisions(console: ConsoleTown) -> int:
    with console.database.reading() as session:
        return session.scalar(select(func.count()).select_from(Revision)) or 0


def test_a_file_is_looked_over_then_drafts_then_in_review(console: ConsoleTown) -> None:
    drafter, before = console.visitor(Role.DRAFTER), revisions(console)
    path, page = bring(drafter)
    assert "新增 3 条" in page
    assert "不能导入 1 条" in page
    assert "第 2 行" in page
    assert "书屋开门" in page
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in page
    assert "没有写答案" in drafter.get(f"{path}?show=rejected").text
    assert revisions(console) == before
    drafter.post(f"{path}/take")
    page = settled(drafter, path)
    assert "已导入为草稿，还不会用来回答" in page
    assert revisions(console) == before + 3
    done = drafter.post(f"{path}/hand-in")
    assert "已送审 3 条。" in done.text
    with console.database.reading() as session:
        states = session.exec(select(EntryStanding.state)).all()
        assert states == [EntryState.REVIEW] * 3
    assert drafter.get(path).status_code == 404


def test_the_same_file_again_shows_what_changed_and_what_did_not(console: ConsoleTown) -> None:
    drafter = console.visitor(Role.DRAFTER)
    path, _ = bring(drafter)
    drafter.post(f"{path}/take")
    settled(drafter, path)
    _, page = bring(drafter, SHEET.replace("早上九点", "早上八点半"))
    assert "修改 1 条" in page
    assert "没有变化 2 条" in page
    assert "<del>九点</del><ins>八点半</ins>" in page


def test_all_questions_go_out_and_come_back_without_a_change(console: ConsoleTown) -> None:
    drafter = console.visitor(Role.DRAFTER)
    path, _ = bring(drafter)
    drafter.post(f"{path}/take")
    settled(drafter, path)
    book = drafter.get("/lists/faq.xlsx")
    assert "attachment" in book.headers["content-disposition"]
    head, *rows = (
        CalamineWorkbook.from_filelike(io.BytesIO(book.content)).get_sheet_by_index(0).to_python()
    )
    assert tuple(head) == HEADS
    assert any(row[0] == "=1+1 怎么算" for row in rows)
    _, page = bring(drafter, book.content, "问答.xlsx")
    assert f"没有变化 {len(rows):,} 条" in page
    assert "里没有可以导入的新内容" in page


@pytest.mark.parametrize(
    ("name", "lines", "shown"),
    [
        ("集市条例.docx", LAW, ("新增 2 条", "集市管理条例第一条", "逢五逢十开市。")),
        ("办证.docx", GUIDE, ("新增 1 条", "残疾人证", "身份证、照片")),
    ],
    ids=["law", "guide"],
)
def test_laws_and_guides_come_in_as_drafts_too(
    console: ConsoleTown, tmp_path: Path, name, lines, shown
) -> None:
    drafter = console.visitor(Role.DRAFTER)
    path, page = bring(drafter, word_file(tmp_path, *lines).read_bytes(), name)
    for words in shown:
        assert words in page
    drafter.post(f"{path}/take")
    assert "已导入为草稿" in settled(drafter, path)
    assert f"已{shown[0].replace('新增', '送审')}。" in drafter.post(f"{path}/hand-in").text


def test_what_cannot_be_read_is_said_and_nothing_is_kept(console: ConsoleTown) -> None:
    drafter = console.visitor(Role.DRAFTER)
    _, page = bring(drafter, b"\x00\x01\x02", "假的.xlsx")
    assert "没有导入，请看下面的说明" in page
    assert "与扩展名“.xlsx”不符" in page
    for name, content, words in (
        ("空的.csv", b"", "空文件"),
        ("没有扩展名", b"x", "扩展名"),
        ("大的.csv", b"x" * (uploads.MAX_BYTES + 1), "20 MB"),
    ):
        answer = drafter.post("/lists/upload", {"kind": ""}, files={"file": (name, content)})
        assert (answer.status_code, words in answer.text) == (422, True), name
    assert drafter.post("/lists/upload", {"kind": ""}).status_code == 422
    folder = console.town.settings.data_dir / "uploads"
    assert len(list(folder.iterdir())) == 1


def test_a_file_is_there_for_nobody_else_and_for_a_day(console: ConsoleTown) -> None:
    drafter = console.visitor(Role.DRAFTER)
    path, _ = bring(drafter)
    other = console.visitor(Role.ADMINISTRATOR)
    for answer in (other.get(path), other.get(f"{path}/progress"), other.post(f"{path}/take")):
        assert answer.status_code == 404
    assert "本镇问答.csv" not in other.get("/lists").text
    assert "本镇问答.csv" in drafter.get("/lists").text
    assert drafter.get("/lists/..%2f..%2fmingbai.db").status_code == 404
    place = console.town.settings.data_dir / path.lstrip("/").replace("lists", "uploads")
    old = time.time() - uploads.KEPT_SECONDS - 1
    os.utime(place, (old, old))
    bring(drafter, name="另一份.csv")
    assert drafter.get(path).status_code == 404


def test_of_two_who_press_at_once_one_takes_the_file_in(
    console: ConsoleTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafter, before = console.visitor(Role.DRAFTER), revisions(console)
    path, _ = bring(drafter)
    held = threading.Event()

    def wait_and_take(session, sources, **options):
        held.wait(SECONDS)
        return take_in_drafts(session, sources, **options)

    monkeypatch.setattr("bot.console.lists.working.take_in_drafts", wait_and_take)
    drafter.post(f"{path}/take")
    for step in ("take", "again", "drop", "hand-in"):
        assert drafter.post(f"{path}/{step}").status_code == 403
    held.set()
    assert "已导入为草稿" in settled(drafter, path)
    assert revisions(console) == before + 3


def test_nobody_fills_the_disk_with_files(console: ConsoleTown, monkeypatch) -> None:
    monkeypatch.setattr(uploads, "MOST_FILES", 1)
    drafter = console.visitor(Role.DRAFTER)
    path, _ = bring(drafter)
    answer = drafter.post("/lists/upload", {"kind": ""}, files={"file": ("x.csv", b"x")})
    assert (answer.status_code, "请先处理或放弃几份" in answer.text) == (422, True)
    drafter.post(f"{path}/drop")
    bring(drafter)


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/本镇.CSV", "本镇.csv"),
        ("C:\\表\\本镇.xlsx", "本镇.xlsx"),
        ("..csv", ""),
        ("a" * 300 + ".csv", "a" * 60 + ".csv"),
    ],
)
def test_a_file_keeps_its_name_and_leads_nowhere_else(tmp_path: Path, given, kept) -> None:
    files = Uploads(tmp_path)
    if not kept:
        with pytest.raises(uploads.BadInput):
            files.keep(io.BytesIO(b"x"), given, kind="", staff=1, at="")
        assert list(tmp_path.iterdir()) == []
        return
    upload = files.keep(io.BytesIO(b"x"), given, kind="", staff=1, at="")
    assert upload.name == kept
    assert files.path(upload).read_bytes() == b"x"


def test_what_a_crash_left_in_the_middle_may_be_looked_at_again(
    console: ConsoleTown, monkeypatch: pytest.MonkeyPatch
) -> None:
    drafter, before = console.visitor(Role.DRAFTER), revisions(console)
    path, _ = bring(drafter)
    files = Uploads(console.town.settings.data_dir / "uploads")
    upload = files.find(path.removeprefix("/lists/"), staff=console.person(Role.DRAFTER).id or 0)
    monkeypatch.setattr("bot.console.lists.working.take_in_drafts", _die_after_taking)
    begin_taking(files, upload, console.database, by="起小草", now=console.now)
    page = settled(drafter, path)
    assert "没有导入" in page
    assert revisions(console) == before
    files.save(replace(upload, stage=Stage.TAKING))
    monkeypatch.setattr(uploads, "SILENT_SECONDS", -1)
    assert "处理到一半停住了" in drafter.get(path).text
    monkeypatch.undo()
    drafter.post(f"{path}/again")
    assert "新增 3 条" in settled(drafter, path)


def _die_after_taking(session, sources, **options):
    take_in_drafts(session, sources, **options)
    raise RuntimeError("the process was killed")


def test_a_thousand_rows_are_looked_over_page_by_page_and_taken_in(
    console: ConsoleTown,
) -> None:
    rows = [
        (
            f"第{number}号事项怎么办理",
            f"{number}号事项去哪办",
            "带身份证到窗口办理。" * 8,
            "",
            "",
            "",
        )
        for number in range(1_000)
    ]
    book = list_workbook("问答", HEADS[:6], rows)
    drafter = console.visitor(Role.DRAFTER)
    path, page = bring(drafter, book, "一千条.xlsx")
    assert "新增 1,000 条" in page
    drafter.post(f"{path}/take")
    assert "全部送审（1,000 条）" in settled(drafter, path)
    assert "第 34 页" in drafter.get(f"{path}?show=added&page=34").text


def test_the_blank_table_may_be_imported_as_it_is(console: ConsoleTown, tmp_path: Path) -> None:
    content = console.visitor(Role.DRAFTER).get("/lists/blank.xlsx").content
    (tmp_path / "空白.xlsx").write_bytes(content)
    (parsed,) = parse_faq(tmp_path / "空白.xlsx")
    assert (len(parsed.drafts), len(parsed.rejected)) == (1, 0)


@pytest.mark.parametrize("phone", [False, True], ids=["desk", "phone"])
def test_in_a_browser_a_file_is_uploaded_looked_over_and_taken_in(
    console: ConsoleTown, console_browser, tmp_path: Path, phone: bool
) -> None:
    file = tmp_path / "本镇问答.csv"
    file.write_text(SHEET, encoding="utf-8")
    page = console_browser(Role.DRAFTER, phone=phone)
    page.goto("lists")
    check_accessible(page)
    page.get_by_label("文件", exact=True).set_input_files(file)
    page.get_by_role("button", name="上传并检查").click()
    page.get_by_role("button", name="导入 3 条为草稿").wait_for()
    check_accessible(page)
    page.get_by_role("button", name="导入 3 条为草稿").click()
    page.get_by_role("button", name="全部送审（3 条）").click()
    page.get_by_text("已送审 3 条。").wait_for()
