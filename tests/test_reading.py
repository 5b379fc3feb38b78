"""What is read from each kind of file."""

import json
import time
from datetime import datetime
from pathlib import Path

import docx
import pytest
import xlsxwriter
from file_makers import excel_file, pdf_file, put

from knowledge.errors import BadInput
from knowledge.importing.paragraphs import read_paragraphs
from knowledge.importing.sheets import read_rows, read_table


def test_a_document_keeps_its_tables_in_reading_order(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("前")
    table = document.add_table(rows=1, cols=2)
    table.rows[0].cells[0].text, table.rows[0].cells[1].text = "材料", "身份证\n户口簿"
    document.add_paragraph("后")
    document.save(str(tmp_path / "表.docx"))
    assert read_paragraphs(tmp_path / "表.docx") == ["前", "材料\t身份证\n户口簿", "后"]


def test_official_documents_are_read_from_their_embedded_page(shared: Path) -> None:
    folder = shared / "data" / "documents" / "law"
    found = read_paragraphs(folder / "中华人民共和国专利法.docx")
    assert found[0] == "中华人民共和国专利法"
    assert found[-1] == "第七十六条 本法自１９８５年４月１日起施行。"


def test_the_wrapped_lines_of_a_pdf_are_joined_again(shared: Path) -> None:
    folder = shared / "data" / "documents" / "law"
    law = "中华人民共和国专利法"
    from_pdf = "".join(read_paragraphs(folder / f"{law}.pdf"))
    from_word = "".join(read_paragraphs(folder / f"{law}.docx"))
    assert "".join(from_pdf.split()) == "".join(from_word.split())
    lines = read_paragraphs(folder / f"{law}.pdf")
    assert [line for line in lines if line.startswith("第七十六条")] == [lines[-1]]
    assert all(
        line.endswith(("。", "：", "；")) for line in lines if len(line) > 60 and "（" not in line
    )


def test_page_numbers_are_no_part_of_a_pdf(tmp_path: Path) -> None:
    path = pdf_file(tmp_path, ["The office is open from nine to five.", "- 3 -"])
    assert read_paragraphs(path) == ["The office is open from nine to five."]


def test_a_scanned_pdf_is_refused_with_the_way_out(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"扫描件.*Word 版"):
        read_paragraphs(pdf_file(tmp_path, []))


def test_a_web_page_is_read_without_its_scripts_and_menus(tmp_path: Path) -> None:
    body = "".join(f"<p>第{n}段：居民办理居住证应当提交身份证明。</p>" for n in range(1, 6))
    page = (
        "<html><head><title>居住证办理_城关镇</title><script>var a='<p>坏</p>'</script></head>"
        "<body><nav><a href='/'>首页</a></nav><script>alert(1)</script>"
        f"<div>{body}</div><footer>版权所有</footer></body></html>"
    )
    found = read_paragraphs(put(tmp_path, "页.html", page))
    assert found[0] == "居住证办理"
    assert found[-1].startswith("第5段")
    assert not {"首页", "版权所有", "坏", "alert(1)"} & set(found)


def test_a_page_of_nothing_but_scripts_is_refused(tmp_path: Path) -> None:
    page = "<html><body>" + "<script>while(1){}</script>" * 1000 + "</body></html>"
    with pytest.raises(BadInput, match="没有读到文字"):
        read_paragraphs(put(tmp_path, "页.html", page))


@pytest.mark.parametrize("begun", ["<!--", "<![CDATA[", "<a ", "<table><tr><td>", "<?", "<script>"])
def test_a_page_that_closes_nothing_takes_no_time(tmp_path: Path, begun: str) -> None:
    path, start = put(tmp_path, "页.html", "<p>甲</p>" + begun * 50_000), time.monotonic()
    assert read_paragraphs(path) == ["甲"]
    assert time.monotonic() - start < 10


def test_numbers_and_days_come_as_staff_see_them(tmp_path: Path) -> None:
    path = excel_file(
        tmp_path,
        ("常见问题",),
        ("问题", "电话", "日期"),
        ("甲", 12348.0, datetime.fromisoformat("2026-12-31")),
    )
    assert read_rows(path) == [(3, {"问题": "甲", "电话": "12348", "日期": "2026-12-31"})]


def test_one_cell_in_the_far_corner_is_refused(tmp_path: Path) -> None:
    with xlsxwriter.Workbook(tmp_path / "远.xlsx") as book:
        sheet = book.add_worksheet()
        sheet.write(0, 0, "问题")
        sheet.write(1_048_575, 16_383, "远")
    with pytest.raises(BadInput, match="大得不正常"):
        read_rows(tmp_path / "远.xlsx")


def test_lines_of_a_csv_are_counted_as_an_editor_does(tmp_path: Path) -> None:
    text = '问题,答案\r\n甲,"第一行\r\n第二行"\r\n乙,丙\r\n'
    rows = read_rows(put(tmp_path, "问.csv", text.encode("gbk")))
    assert rows == [
        (2, {"问题": "甲", "答案": "第一行\n第二行"}),
        (4, {"问题": "乙", "答案": "丙"}),
    ]


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("问题,答案\n甲,\0乙\n", "二进制"),
        ('问题,答案\n甲,"乙\n', "第2行起读不下去"),
        ("问题,答案\n甲,乙,丙\n", "第2行的格子比表头多"),
        ("问题,问题\n甲,乙\n", "有两列都叫"),
        ("\n\n", "没有内容"),
    ],
)
def test_a_broken_csv_is_refused_with_the_place(tmp_path: Path, text: str, reason: str) -> None:
    with pytest.raises(BadInput, match=reason):
        read_rows(put(tmp_path, "坏.csv", text))


def test_a_broken_json_line_is_set_aside_and_the_rest_kept(tmp_path: Path) -> None:
    lines = ['{"question": "甲", "phrases": ["乙", "丙"]}', '{"question": ', "[1]", "[" * 100_000]
    path = put(tmp_path, "问.jsonl", "\n".join([*lines, json.dumps({"question": 5})]))
    table = read_table(path)
    assert table.rows == ((1, {"question": "甲", "phrases": "乙\n丙"}), (5, {"question": "5"}))
    assert [row.line for row in table.rejected] == [2, 3, 4]
    with pytest.raises(BadInput, match="第2行不是完整的JSON"):
        read_rows(path)
