"""Lists of questions come in row by row; a row left out says where it stood and why."""

import json
from datetime import date, datetime
from pathlib import Path

import pytest
import xlsxwriter

from knowledge.drafts import Citation, Draft, Kind, Parsed
from knowledge.errors import BadInput
from knowledge.importing.citations import parse_citations
from knowledge.importing.faq import parse_faq, question_key

HEADER = "问题,相似问,反例,答案,依据,主题,有效期至\n"


def read(folder: Path, rows: str, *, header: str = HEADER) -> Parsed:
    """Read a CSV list."""
    path = folder / "常见问题.csv"
    path.write_text(header + rows, encoding="utf-8-sig")
    [parsed] = parse_faq(path)
    return parsed


def only(parsed: Parsed) -> Draft:
    """The one draft there is."""
    [draft] = parsed.drafts
    return draft


def test_a_full_row_becomes_a_draft(tmp_path: Path) -> None:
    parsed = read(
        tmp_path,
        '离婚要去哪里办？,"在哪离婚；离婚找谁\n怎么离婚",结婚去哪办,去婚姻登记处。,'
        "《民法典》第1076条；《妇女权益保障法》第二条,婚姻家庭,2026/12/31\n",
    )
    draft = only(parsed)
    assert (parsed.source.kind, parsed.source.title) == ("faq", "常见问题")
    assert (draft.kind, draft.key, draft.line) == (Kind.FAQ, "离婚要去哪里办", 2)
    assert draft.title == "离婚要去哪里办？"
    assert draft.text == "去婚姻登记处。"
    assert draft.phrases == ("在哪离婚", "离婚找谁", "怎么离婚")
    assert draft.negatives == ("结婚去哪办",)
    assert draft.citations == (
        Citation("民法典", "第一千零七十六条"),
        Citation("妇女权益保障法", "第二条"),
    )
    assert draft.fields["topic"] == draft.section == "婚姻家庭"
    assert draft.valid_until == date(2027, 1, 1)


def test_a_workbook_reads_like_a_csv(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "问.xlsx") as book:
        sheet, day = book.add_worksheet(), book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write_row(0, 0, ["问题（必填）", "答案", "有效期至", "咨询电话", "经办人"])
        sheet.write_row(1, 0, ["哪里有法律援助", "拨打12348", "", 12348, "张三"])
        sheet.write_datetime(1, 2, datetime.fromisoformat("2027-01-01"), day)
    draft = only(parse_faq(tmp_path / "问.xlsx")[0])
    assert draft.valid_until == date(2027, 1, 2)
    assert dict(draft.fields) == {"hotline": "12348"}


def test_json_lines_use_english_keys(tmp_path: Path) -> None:
    row = {
        "question": "欠薪怎么办",
        "phrases": ["老板不发工资"],
        "answer": "向劳动监察大队投诉。",
        "citations": [{"law": "劳动法", "article": "第五十条"}, "《民法典》第3条"],
        "topic": "劳动",
        "valid_until": None,
    }
    path = tmp_path / "问.jsonl"
    path.write_text(json.dumps(row, ensure_ascii=False) + "\n{坏\n", encoding="utf-8")
    [parsed] = parse_faq(path)
    assert only(parsed).phrases == ("老板不发工资",)
    assert only(parsed).citations == (Citation("劳动法", "第五十条"), Citation("民法典", "第三条"))
    assert [(row.line, "JSON" in row.reason) for row in parsed.rejected] == [(2, True)]


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        (",,,答,,,", "没有写问题"),
        ("？？,,,答,,,", "没有写问题"),
        ("问,,,,,,", "没有写答案"),
        ("长" * 201 + ",,,答,,,", "问题有201字，超过200字"),
        ("问,,," + "长" * 4001 + ",,,", "答案有4001字，超过4000字"),
        ("问,,,答,,,明年底", "日期“明年底”看不懂"),
        ("问,,,答,,,2026-02-30", "日期“2026-02-30”看不懂"),
        ("问,,,答,《民法典》第某某条,,", "不是条文号"),
        ("问,,,答,,,,多出来的", "格子比表头多"),
    ],
)
def test_a_row_that_cannot_stand_is_left_out_with_its_reason(
    tmp_path: Path, row: str, reason: str
) -> None:
    parsed = read(tmp_path, f"{row}\n好问题,,,好答案,,,\n")
    assert only(parsed).title == "好问题"
    [rejected] = parsed.rejected
    assert (rejected.line, reason in rejected.reason) == (2, True)


def test_a_question_asked_twice_is_left_out_the_second_time(tmp_path: Path) -> None:
    parsed = read(tmp_path, "怎么离婚？,,,甲,,,\n怎么 离婚,,,乙,,,\n")
    assert only(parsed).text == "甲"
    assert [(row.line, row.reason) for row in parsed.rejected] == [(3, "与第2行的问题重复")]


@pytest.mark.parametrize(
    "day", ["2026-12-31", "2026/12/31", "2026.12.31", "2026年12月31日", "20261231"]
)
def test_the_last_day_may_be_written_in_every_usual_way(tmp_path: Path, day: str) -> None:
    assert only(read(tmp_path, f"问,,,答,,,{day}\n")).valid_until == date(2027, 1, 1)


def test_an_answer_may_hold_for_ever(tmp_path: Path) -> None:
    assert only(read(tmp_path, "问,,,答,,,长期有效\n")).valid_until is None


def test_a_missing_column_is_named_with_what_was_found(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="缺少“答案”列。找到的列：问题、说明；应有的列：问题、答案"):
        read(tmp_path, "甲,乙\n", header="问题,说明\n")


def test_a_list_with_nothing_but_headers_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="只有表头，没有内容"):
        read(tmp_path, "")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        (
            "《民法典》第一千零七十九条；《劳动法》第五十条",
            ["民法典 第一千零七十九条", "劳动法 第五十条"],
        ),
        (
            "《民法典》第1079条第3款、第一千零八十条",
            ["民法典 第一千零七十九条", "民法典 第一千零八十条"],
        ),
        ("民法典第1079条\n第1080条", ["民法典 第一千零七十九条", "民法典 第一千零八十条"]),
        ("《刑法》第一百二十条之一", ["刑法 第一百二十条之一"]),
        ("《关于适用〈民法典〉的解释（一）》第3条", ["关于适用〈民法典〉的解释（一） 第三条"]),
        ("《信访工作条例》", ["信访工作条例 "]),
        ("", []),
    ],
)
def test_citations_are_read_as_staff_write_them(text: str, found: list[str]) -> None:
    assert [f"{one.law} {one.article}" for one in parse_citations(text)] == found


def test_questions_that_differ_only_in_signs_are_the_same() -> None:
    assert question_key("ＡＢ 怎么办？") == question_key("ab怎么办")
