"""Yearly reports come in section by section, no sentence cut, lost or told twice."""

import re
from datetime import date
from pathlib import Path

import pytest

from knowledge.drafts import Draft, Kind, Parsed
from knowledge.errors import BadInput
from knowledge.importing.paragraphs import read_paragraphs
from knowledge.importing.report import parse_report
from knowledge.importing.report_sections import sections_of

REPORT = """关于二〇二四年普法工作的报告
二〇二四年,城关镇认真普法。现报告如下。
一、主要工作
(一)健全制度。1.开好会议。全年召开会议11次。会上学习3.5小时。2.抓好培训。培训85人。
（二）深化宣传
开展宣传80场次,发放材料1万份。
二、存在问题
主要做法如下：一是人手不够。只有2人。二是经费不足。
以上问题将认真解决。
三、下一步打算
一是补人；二是补钱；三是补课。
城关镇人民政府
2025年1月5日
"""


def read(folder: Path, text: str, *, name: str = "报告.txt") -> Parsed:
    """Read a report of plain text."""
    (folder / name).write_text(text, encoding="utf-8")
    [parsed] = parse_report(folder / name)
    return parsed


def texts(parsed: Parsed) -> dict[str, str]:
    """What each section says."""
    return {draft.section: draft.text for draft in parsed.drafts}


@pytest.fixture(scope="module")
def township(shared: Path) -> Parsed:
    """The township's own report of 2023, as copied from its web page."""
    [parsed] = parse_report(shared / "data/documents/reports/township-report-2023.txt")
    return parsed


def test_the_data_block_of_a_web_page_becomes_facts(township: Parsed) -> None:
    source = township.source
    assert source.title == "关于2023年法治政府建设有关情况的报告"
    assert (source.kind, source.number) == ("report", "政府报〔2024〕9号")
    assert (source.issuer, source.issued_on) == ("高台县城关镇", date(2024, 3, 18))
    assert {draft.fields["year"] for draft in township.drafts} == {"2023"}


def test_a_section_inside_a_paragraph_has_its_whole_path(township: Parsed) -> None:
    path = "一、工作成效 / (二)细化目标任务,依法全面履行政府职能 / 6.切实加强政府信息公开"
    draft = next(draft for draft in township.drafts if draft.key == path)
    assert (draft.kind, draft.section, draft.title) == (Kind.PASSAGE, path, township.source.title)
    assert draft.text.startswith("6.切实加强政府信息公开。建立健全")
    assert "政府信息1402条。其中:县政府门户网站“乡镇动态”发布信息523条" in draft.text
    assert draft.text.endswith("参与权、表达权和监督权。")


def test_the_township_report_is_cut_at_every_heading(township: Parsed) -> None:
    paths = [draft.section for draft in township.drafts]
    assert len(paths) == 22
    assert sum("(二)细化" in path for path in paths) == 7
    assert "二、推进法治政府建设存在的不足及原因 / 一是行政执法能力还有欠缺" in paths
    assert "三、2024年度推进法治建设主要目标任务 / 五是努力加强公共服务能力建设" in paths


def test_page_chrome_and_signature_stay_out(township: Parsed) -> None:
    whole = "".join(draft.text for draft in township.drafts)
    for chrome in ("您的位置", "字体", "索引号", "扫一扫", "2024年3月15日", "主动公开文件"):
        assert chrome not in whole


@pytest.mark.parametrize("name", ["work-report-a", "work-report-b", "work-report-c"])
def test_work_reports_lose_no_sentence(shared: Path, name: str) -> None:
    path = shared / f"data/documents/reports/{name}.docx"
    [parsed] = parse_report(path)
    whole = plain("".join(draft.text for draft in parsed.drafts))
    headings = plain("".join(draft.section for draft in parsed.drafts))
    body = [line for line in read_paragraphs(path) if len(line) > 100]
    for sentence in (found for line in body for found in re.findall(r"[^。！？：]+", line)):
        assert plain(sentence) in whole or plain(sentence) in headings
    assert len({draft.key for draft in parsed.drafts}) == len(parsed.drafts) > 15
    assert parsed.source.title.endswith("政府工作报告")
    assert parsed.drafts[0].fields == {"year": "2024"}


def plain(text: str) -> str:
    """Text without white space."""
    return re.sub(r"\s", "", text)


def test_a_plain_report_needs_no_data_block(tmp_path: Path) -> None:
    parsed = read(tmp_path, REPORT)
    assert parsed.source.title == "关于二〇二四年普法工作的报告"
    assert (parsed.source.issuer, parsed.source.issued_on) == ("城关镇人民政府", date(2025, 1, 5))
    assert {draft.fields["year"] for draft in parsed.drafts} == {"2024"}
    assert list(texts(parsed).items()) == [
        ("前言", "二〇二四年,城关镇认真普法。现报告如下。"),
        (
            "一、主要工作 / (一)健全制度 / 1.开好会议",
            "1.开好会议。全年召开会议11次。会上学习3.5小时。",
        ),
        ("一、主要工作 / (一)健全制度 / 2.抓好培训", "2.抓好培训。培训85人。"),
        ("一、主要工作 / （二）深化宣传", "开展宣传80场次,发放材料1万份。"),
        ("二、存在问题", "主要做法如下：\n以上问题将认真解决。"),
        ("二、存在问题 / 一是人手不够", "一是人手不够。只有2人。"),
        ("二、存在问题 / 二是经费不足", "二是经费不足。"),
        ("三、下一步打算 / 一是补人；二是补钱；三是补课", "一是补人；二是补钱；三是补课。"),
    ]


def test_a_web_page_of_a_report_is_read(tmp_path: Path) -> None:
    lines = "".join(f"<p>{line}</p>" for line in REPORT.splitlines()[1:])
    page = (
        "<html><head><meta name='ArticleTitle' content='关于2024年普法工作的报告'></head><body>"
        "<ul><li>首页</li></ul><table><tr><td>文号</td><td>政府报〔2025〕2号</td>"
        f"<td>发布机构</td><td>城关镇</td></tr></table>{lines}<div>打印 关闭</div></body></html>"
    )
    parsed = read(tmp_path, page, name="页.html")
    assert parsed.source.title == "关于2024年普法工作的报告"
    assert (parsed.source.number, parsed.source.issuer) == ("政府报〔2025〕2号", "城关镇")
    assert len(parsed.drafts) == 8


def test_a_report_without_headings_is_one_passage(tmp_path: Path) -> None:
    parsed = read(tmp_path, "城关镇今年开展普法80场。\n群众反映良好。\n", name="小结.txt")
    assert parsed.source.title == "小结"
    assert texts(parsed) == {"正文": "城关镇今年开展普法80场。\n群众反映良好。"}


def test_a_contents_page_adds_no_sections(tmp_path: Path) -> None:
    text = "普法报告\n一、成效……1\n二、问题……2\n一、成效\n普法80场。\n二、问题\n人手不够。\n"
    assert list(texts(read(tmp_path, text)).values()) == ["普法80场。", "人手不够。"]


def test_a_heading_that_comes_twice_keeps_keys_apart(tmp_path: Path) -> None:
    parsed = read(tmp_path, "报告\n一、成效\n好。\n一、成效\n更好。\n")
    keys = [draft.key for draft in parsed.drafts]
    assert keys == ["一、成效", "一、成效（2）"]


def test_decimals_and_mentions_begin_no_section() -> None:
    text = "全年增长。3.5万人受益。一、二产业融合。三是老话。"
    assert [section.name for section in sections_of([text])] == ["前言"]


def test_an_appendix_leaves_the_last_section(tmp_path: Path) -> None:
    drafts: tuple[Draft, ...] = read(tmp_path, "报告\n一、成效\n好。\n附件\n清单如下。\n").drafts
    assert [draft.section for draft in drafts] == ["一、成效", "附件"]


def test_a_report_with_nothing_but_chrome_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有找到报告的正文"):
        read(tmp_path, "您的位置：首页>>公开\n扫一扫在手机打开当前页\n")
