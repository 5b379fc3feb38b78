"""The command line: what it says, what it leaves behind, and how it refuses."""

import csv
import json
import subprocess
from pathlib import Path

import pytest
from file_makers import pdf_file, put, word_file, zipped
from programs import COMMAND, environment, imported, mingbai, rows, statutes, until

FAQ = "问题,答案,有效期至\n农家书屋几点开门,早上九点。,\n,没有问题,\n集市逢几,逢五。,某日\n"
LAW = "# 集市管理条例\n\n**第一条**　逢五逢十开市。\n\n**第二条**　不得占道经营。\n"
GUIDE = ("残疾人证办理指南", "申请条件：本镇户籍。", "所需材料：身份证、照片。", "办理地点：一楼。")

OLE = bytes.fromhex("D0CF11E0A1B11AE1")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path


def refused(folder: Path, *words: str | Path) -> str:
    """The one sentence, and nothing else, of an import that must fail."""
    done = mingbai(folder, "import", *words)
    assert (done.returncode, done.stdout.count("Traceback")) == (1, 0)
    (sentence,) = done.stderr.splitlines()
    return sentence


def published(folder: Path) -> dict[str, int]:
    found = rows(folder, "SELECT kind, count(published) FROM entry GROUP BY kind")
    return dict(found)


def test_a_question_may_be_asked_for_json(folder):
    done = mingbai(folder, "ask", "离婚冷静期是多久？", "--json")
    reply = json.loads(done.stdout)
    assert {"kind", "text", "confidence", "citations", "choices", "hotlines"} <= reply.keys()
    assert (done.returncode, reply["kind"]) == (0, "answer")


@pytest.mark.parametrize("text", ["", "  ", "长" * 1_001], ids=["empty", "blank", "long"])
def test_a_question_of_no_length_or_too_much_is_refused(folder, text):
    done = mingbai(folder, "ask", text)
    assert (done.returncode, done.stderr) == (1, "问题请写 1 到 1000 个字。\n")


def test_a_conversation_picks_by_number_and_ends_with_its_word(folder):
    imported(folder, put(folder, "集市管理条例.md", LAW), "--publish")
    done = mingbai(folder, "chat", typed="集市管理条例第九十条\n1\n\n退出\n没人听\n")
    assert "里没有第九十条" in done.stdout
    assert "不得占道经营" in done.stdout
    assert "请写下您想问的事。" in done.stdout
    assert done.stdout.rstrip().endswith("再见，有事随时来问。")
    assert (done.returncode, done.stderr, "没人听" in done.stdout) == (0, "", False)


def test_questions_go_from_a_draft_to_an_answer_and_again_to_nothing_new(folder):
    path = put(folder, "faq.csv", FAQ)
    assert "只检查没有写入：新增 1，修改 0，未变 0，未导入 2。" in imported(
        folder, path, "--dry-run"
    )
    assert rows(folder, "SELECT * FROM source WHERE title = 'faq'") == []
    assert "草稿" in imported(folder, path)
    assert "早上九点" not in mingbai(folder, "ask", "农家书屋几点开门").stdout
    assert "新增 0，修改 0，未变 1，未导入 2" in imported(folder, path, "--publish")
    assert "早上九点" in mingbai(folder, "ask", "农家书屋几点开门").stdout
    put(folder, "faq.csv", FAQ.replace("九点", "八点"))
    assert "新增 0，修改 1，未变 0" in imported(folder, path, "--publish")
    assert "早上八点" in mingbai(folder, "ask", "农家书屋几点开门").stdout


def test_rejected_rows_are_written_down_with_line_and_reason(folder):
    imported(folder, put(folder, "faq.csv", FAQ), "--dry-run")
    with (folder / "faq-rejected.csv").open(encoding="utf-8-sig", newline="") as file:
        head, *rejected = csv.reader(file)
    assert head == ["行", "原因", "内容"]
    assert [(line, reason[:6]) for line, reason, _ in rejected] == [
        ("3", "没有写问题"),
        ("4", "日期“某日”"),
    ]


def test_laws_reports_and_guides_are_told_apart(folder, shared):
    law = folder / "laws"
    law.mkdir()
    put(law, "集市管理条例.md", LAW)
    report = shared / "data/documents/reports/township-report-2023.txt"
    guide = word_file(folder, *GUIDE, name="guide.docx")
    imported(folder, law, report, guide, "--publish")
    found = published(folder)
    brought = (
        "SELECT count(published) FROM entry JOIN source ON source.id = source_id"
        " WHERE entry.kind = 'guide' AND title <> '起步办事指南'"
    )
    assert rows(folder, brought) == [(1,)]
    assert (found["article"], found["passage"] > 0) == (2, True)


def test_what_cannot_be_read_is_one_sentence_each_and_the_rest_is_taken_in(folder, shared):
    old = next((shared / "data/documents/service").glob("*.doc"))
    bad = [
        put(folder, "empty.csv", b""),
        folder / "missing.csv",
        put(folder, "torn.docx", b"PK\x03\x04 torn"),
        put(folder, "locked.docx", OLE + "EncryptedPackage".encode("utf-16-le")),
        old,
        pdf_file(folder, [], name="scan.pdf"),
        zipped(folder, "bomb.docx", {"word/document.xml": b" " * (60 << 20)}),
        put(folder, "picture.csv", b"\x89PNG\r\n\x1a\n"),
    ]  # fmt: skip
    good = [put(folder, f"{name}.csv", f"问题,答案\n{name}在哪,一楼。\n") for name in ("a", "z")]
    done = mingbai(folder, "import", good[0], *bad, good[1], "--publish")
    sentences = done.stderr.splitlines()
    assert done.returncode == 1
    assert "新增 2" in done.stdout
    assert len(sentences) == len(bad)
    for path, sentence in zip(bad, sentences, strict=True):
        assert path.name in sentence
        assert sentence.endswith("。")
    assert rows(folder, "SELECT title FROM source WHERE title IN ('a', 'z')") == [("a",), ("z",)]


def test_a_single_bad_file_is_one_sentence(folder):
    assert refused(folder, put(folder, "空.csv", b"")).startswith("“空.csv”是空文件")


def test_a_law_of_the_wrong_kind_is_refused(folder):
    assert "第一条" in refused(
        folder, put(folder, "随笔.txt", "今天天气很好。" * 20), "--kind", "law"
    )


def test_killed_in_the_middle_an_import_leaves_whole_laws_and_is_completed_by_the_next(folder):
    mingbai(folder, "db", "upgrade")
    path = statutes(folder / "laws.jsonl", laws=400, articles=60)
    counts = (
        "SELECT count(*) FROM entry JOIN source ON source_id = source.id "
        "JOIN revision ON entry_id = entry.id WHERE source.kind = 'law' GROUP BY source_id"
    )
    process = subprocess.Popen(
        [*COMMAND, "import", str(path), "--publish"],
        cwd=folder,
        env=environment(folder),
        stdout=subprocess.DEVNULL,
    )
    until(lambda: len(rows(folder, counts)) > 20)
    process.kill()
    process.wait()
    left = rows(folder, counts)
    assert 20 < len(left) < 400
    assert set(left) == {(60,)}
    said = imported(folder, path, "--publish")
    assert f"新增 {(400 - len(left)) * 60}，修改 0，未变 {len(left) * 60}" in said
    assert rows(folder, counts) == [(60,)] * 400


def test_the_doctor_says_what_is_wrong_and_then_that_all_is_well(folder):
    ill = mingbai(folder, "doctor", town_name="本镇")
    assert ill.returncode == 1
    assert "× 还没有写镇名" in ill.stdout
    assert (ill.stderr, "Traceback" in ill.stdout) == ("", False)
    imported(folder, statutes(folder / "s.jsonl", laws=1, articles=3), "--publish")
    well = mingbai(folder, "doctor")
    assert "√ 镇名：城关镇。" in well.stdout
    assert "√ 已发布法律条文 3 条。" in well.stdout
    assert well.stderr == ""


def test_the_doctor_lists_what_is_wrong_in_the_answers(folder):
    well = mingbai(folder, "doctor", "--content")
    assert (well.returncode, well.stderr) == (0, "")
    assert "依据失效 0 处" in well.stdout
    assert "依据和数字这次没有核对" in well.stdout
    old = "问题,答案,依据\n离婚先找谁调解,先找村里。,《婚姻法》第三十二条\n"
    imported(folder, put(folder, "旧问答.csv", old), "--publish")
    ill = mingbai(folder, "doctor", "--content")
    assert ill.returncode == 1
    assert "× 依据失效｜旧问答" in ill.stdout
    assert "《婚姻法》第三十二条自2021-01-01起被《民法典》代替。请改引" in ill.stdout
    assert "1 条因为依据失效已经停止回答" in ill.stdout


def test_the_database_is_upgraded_once_and_checked(folder):
    (folder / "data").mkdir()
    before = mingbai(folder, "db", "check")
    assert (before.returncode, "还不是最新" in before.stdout) == (1, True)
    for _ in range(2):
        assert mingbai(folder, "db", "upgrade").stdout == "数据库已是最新。\n"
    after = mingbai(folder, "db", "check")
    assert (after.returncode, after.stdout) == (0, "数据库完好。\n")


def test_an_unknown_option_is_a_mistake_in_the_command(folder):
    assert mingbai(folder, "run", "--nonsense").returncode == 2
