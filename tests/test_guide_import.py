"""Service guides come in part by part, however an office names and sets out its parts."""

from pathlib import Path

import docx
import pytest
import xlsxwriter

from knowledge.drafts import Citation, Draft, Kind, Parsed
from knowledge.errors import BadInput
from knowledge.importing.guide import parse_guide

HEADINGS = """高台县城关镇
居民身份证办理一次性告知单
一、申请条件
年满十六周岁的中国公民。
二、申请材料
1.居民户口簿
（一）首次申领：监护人陪同
三、办事流程
受理→审核→发证
四、其他说明
可以网上预约。
五、办公地址及电话
城关镇便民服务中心，0936-6621234
六、收费标准：首次免费
七、法定办结时限：20个工作日
八、承诺办结时限：5个工作日
九、设定依据：《中华人民共和国居民身份证法》第十条
"""


def read(folder: Path, text: str, *, name: str = "指南.txt") -> Parsed:
    """Read a guide of plain text."""
    (folder / name).write_text(text, encoding="utf-8")
    [parsed] = parse_guide(folder / name)
    return parsed


def only(parsed: Parsed) -> Draft:
    """The one guide there is."""
    [draft] = parsed.drafts
    return draft


def workbook(path: Path, *rows: tuple[object, ...]) -> Path:
    """Write a table."""
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet()
        for at, row in enumerate(rows):
            sheet.write_row(at, 0, row)
    return path


def test_numbered_headings_become_fields(tmp_path: Path) -> None:
    parsed = read(tmp_path, HEADINGS)
    draft = only(parsed)
    assert (parsed.source.kind, parsed.source.title) == ("guide", "居民身份证办理")
    assert (draft.kind, draft.key, draft.title) == (Kind.GUIDE, "居民身份证办理", "居民身份证办理")
    assert dict(draft.fields) == {
        "conditions": "年满十六周岁的中国公民。",
        "materials": "1.居民户口簿\n（一）首次申领：监护人陪同",
        "steps": "受理→审核→发证",
        "where": "城关镇便民服务中心，0936-6621234",
        "phone": "城关镇便民服务中心，0936-6621234",
        "fee": "首次免费",
        "time_limit": "法定办结时限：20个工作日\n承诺办结时限：5个工作日",
    }
    assert draft.citations == (Citation("中华人民共和国居民身份证法", "第十条"),)


def test_the_whole_text_keeps_everything_in_our_order(tmp_path: Path) -> None:
    text = only(read(tmp_path, HEADINGS)).text
    order = ["居民身份证办理", "办理条件：", "所需材料：", "办理流程：", "办理地点：", "咨询电话："]
    order += ["收费标准：首次免费", "办理时限：", "办理依据：", "其他说明：可以网上预约。"]
    places = [text.index(part) for part in order]
    assert places == sorted(places)


def test_residents_find_a_guide_by_asking_for_the_thing(tmp_path: Path) -> None:
    phrases = only(read(tmp_path, HEADINGS)).phrases
    assert {"怎么办居民身份证", "办居民身份证要带什么", "居民身份证在哪里办"} <= set(phrases)


def test_brackets_colons_and_spaced_labels_are_read_alike(tmp_path: Path) -> None:
    parsed = read(
        tmp_path,
        "【事项名称】高龄津贴申领\n【办理对象】80周岁以上老年人\n所需材料（原件）：\n身份证\n"
        "办 理 时 间：周一至周五  咨询电话：12345\n监督电话：12388\n",
    )
    assert dict(only(parsed).fields) == {
        "who": "80周岁以上老年人",
        "materials": "（原件）\n身份证",
        "hours": "周一至周五",
        "phone": "12345",
    }
    assert only(parsed).text.endswith("监督电话：12388")


def test_one_file_may_hold_several_services(tmp_path: Path) -> None:
    text = "事项名称：甲证办理\n办理条件：无\n事项名称：乙证办理\n办理条件：有\n"
    parsed = read(tmp_path, text)
    assert [draft.title for draft in parsed.drafts] == ["甲证办理", "乙证办理"]
    assert parsed.source.title == "指南"


def test_a_table_in_a_document_is_read_by_its_labels(tmp_path: Path) -> None:
    document = docx.Document()
    document.add_paragraph("临时救助申请办事指南")
    table = document.add_table(rows=0, cols=3)
    for row in (
        ("申请条件", "因火灾等陷入困难", ""),
        ("所需材料", "1", "身份证"),
        ("", "2", "收入证明"),
        ("咨询电话", "0936-6620000", ""),
    ):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(str(tmp_path / "救助.docx"))
    draft = only(parse_guide(tmp_path / "救助.docx")[0])
    assert draft.title == "临时救助申请"
    assert dict(draft.fields) == {
        "conditions": "因火灾等陷入困难",
        "materials": "1 身份证\n2 收入证明",
        "phone": "0936-6620000",
    }


def test_a_web_page_of_a_guide_is_read(tmp_path: Path) -> None:
    page = (
        "<html><body><h1>居住证办理</h1><table><tr><th>办理条件</th><td>居住半年<br>以上</td></tr>"
        "<tr><th>收费情况</th><td>不收费</td></tr></table></body></html>"
    )
    draft = only(read(tmp_path, page, name="页.html"))
    assert draft.title == "居住证办理"
    assert dict(draft.fields) == {"conditions": "居住半年\n以上", "fee": "不收费"}


def test_a_workbook_holds_one_service_a_row(tmp_path: Path) -> None:
    path = workbook(
        tmp_path / "事项.xlsx",
        ("序号", "事项名称", "办理条件", "所需材料", "联系电话"),
        (1, "低保申请", "收入低", "身份证\n户口簿", 12345.0),
        (2, "低保申请", "收入低", "", ""),
        (3, "", "收入低", "", ""),
        (4, "空的", "", "", ""),
    )
    [parsed] = parse_guide(path)
    assert only(parsed).fields["phone"] == "12345"
    assert [row.line for row in parsed.rejected] == [3, 4, 5]
    assert "重复" in parsed.rejected[0].reason


def test_a_workbook_may_set_labels_beside_values(tmp_path: Path) -> None:
    path = workbook(tmp_path / "老年证办理.xlsx", ("办理对象", "60岁以上"), ("地址", "便民中心"))
    draft = only(parse_guide(path)[0])
    assert draft.title == "老年证办理"
    assert dict(draft.fields) == {"who": "60岁以上", "where": "便民中心"}


def test_a_document_with_no_part_of_a_guide_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有找到办理条件、所需材料"):
        read(tmp_path, "关于开会的通知\n请各村于周五到镇里开会。\n")


def test_notices_are_not_taken_for_guides(shared: Path) -> None:
    for path in sorted((shared / "data" / "documents" / "service").glob("*.txt")):
        with pytest.raises(BadInput):
            parse_guide(path)
