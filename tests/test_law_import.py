"""Laws come in whole: every article once, under its headings, with the dates of its version."""

import gzip
import json
from datetime import date
from pathlib import Path

import pytest

from knowledge.drafts import Draft, Kind, Parsed
from knowledge.errors import BadInput
from knowledge.importing import statutes
from knowledge.importing.law import parse_law, parse_law_text
from knowledge.importing.law_facts import law_facts
from knowledge.importing.law_markdown import parse_law_folder
from knowledge.importing.law_text import articles_of
from knowledge.importing.statutes import parse_statutes

PASSED = "2020年5月28日第十三届全国人民代表大会第三次会议通过"
LAW = f"""# 中华人民共和国睦邻法

{PASSED}

## 第一章　总　则

**第一条**　为了邻里和睦，制定本法。

**第二条**　邻里应当：

（一）互相帮助；

（二）互相体谅。

第一条规定的目的，适用于全体居民。

**第三条**　噪声由居民委员会调解。

第三条之一　夜间不得装修。

## 第二章　附则

**第四条**　本法自2021年1月1日起施行。
"""


def write(folder: Path, name: str, text: str) -> Path:
    """Write a file of the test's own, with the folders it needs."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def by_key(parsed: Parsed) -> dict[str, Draft]:
    """The drafts of a source under their keys."""
    return {draft.key: draft for draft in parsed.drafts}


def test_an_article_keeps_its_paragraphs_items_and_chapter(tmp_path: Path) -> None:
    write(tmp_path, "README.md", LAW)
    [law] = parse_law(tmp_path)
    article = by_key(law)["第二条"]
    assert article.title == "中华人民共和国睦邻法第二条"
    assert article.section == "第一章 总则"
    assert article.text == (
        "邻里应当：\n（一）互相帮助；\n（二）互相体谅。\n第一条规定的目的，适用于全体居民。"
    )
    assert article.line == 9
    assert article.fields == {"number": "2", "sub": "0", "law": "中华人民共和国睦邻法"}
    assert article.valid_from == law.source.in_force_from == date(2021, 1, 1)


def test_an_inserted_article_stands_by_itself(tmp_path: Path) -> None:
    write(tmp_path, "README.md", LAW)
    [law] = parse_law(tmp_path / "README.md")
    assert list(by_key(law)) == ["第一条", "第二条", "第三条", "第三条之一", "第四条"]
    assert by_key(law)["第三条之一"].fields["sub"] == "1"


def test_a_code_in_several_files_is_one_law(tmp_path: Path) -> None:
    write(
        tmp_path,
        "code/README.md",
        f"---\nnext: /code/01.md\n---\n\n# 中华人民共和国乡法典\n\n{PASSED}",
    )
    write(tmp_path, "code/00-end.md", "# 附则\n\n**第三条**　本法自2022年1月1日起施行。")
    write(tmp_path, "code/01.md", "# 第一编　总则\n\n## 第一章　通则\n\n**第一条**　甲。")
    write(
        tmp_path,
        "code/02.md",
        "# 第二编　物权\n\n## 第一分编　通则\n\n### 第一章　一般\n\n**第二条**　乙。",
    )
    [law] = parse_law(tmp_path)
    assert [(draft.key, draft.section) for draft in law.drafts] == [
        ("第一条", "第一编 总则 / 第一章 通则"),
        ("第二条", "第二编 物权 / 第一分编 通则 / 第一章 一般"),
        ("第三条", "附则"),
    ]
    assert law.source.edition == "2022-01-01"


def test_amendments_in_a_folder_are_sources_of_their_own(tmp_path: Path) -> None:
    write(tmp_path, "README.md", LAW)
    amended = "*2023年3月1日第十四届全国人民代表大会第一次会议通过*"
    title = "中华人民共和国睦邻法修正案（2023年）"
    write(tmp_path, "05.md", f"# 修正案\n\n## {title}\n\n{amended}\n\n**第一条**　删去第三条。")
    law, amendment = parse_law(tmp_path)
    assert (amendment.source.title, amendment.source.issued_on) == (title, date(2023, 3, 1))
    assert [draft.key for draft in amendment.drafts] == ["第一条"]
    assert len(law.drafts) == 5


def test_what_has_no_article_number_is_kept_beside_the_articles(tmp_path: Path) -> None:
    preamble = LAW.replace("## 第一章", "## 序言\n\n远亲不如近邻。\n\n## 第一章")
    table = "<table><tr><td>甲</td>\n<td>3%</td></tr></table>\n\n| 乙  | 5%  |\n| --- | --- |\n"
    annex = f"\n## 附表　税率\n\n{table}"
    write(tmp_path, "README.md", preamble + annex)
    [law] = parse_law(tmp_path)
    drafts = by_key(law)
    assert (drafts["序言"].kind, drafts["序言"].text) == (Kind.ARTICLE, "远亲不如近邻。")
    assert drafts["附表　税率"].kind == Kind.PASSAGE
    assert drafts["附表　税率"].text == "甲 | 3%\n乙 | 5%"
    assert drafts["第四条"].text == "本法自2021年1月1日起施行。"


def test_a_decision_numbered_by_items_becomes_passages(tmp_path: Path) -> None:
    text = f"# 关于睦邻的决定\n\n{PASSED}\n\n现决定：\n\n一、甲。\n\n（一）乙。\n\n二、丙。\n"
    write(tmp_path, "README.md", text)
    [law] = parse_law(tmp_path)
    passages = [(draft.kind, draft.key, draft.text) for draft in law.drafts]
    assert passages == [
        (Kind.PASSAGE, "正文", "现决定："),
        (Kind.PASSAGE, "第一项", "一、甲。\n（一）乙。"),
        (Kind.PASSAGE, "第二项", "二、丙。"),
    ]


def test_a_version_not_yet_in_force_stands_beside_the_present_one(tmp_path: Path) -> None:
    versions = [
        {"effectiveFrom": "2021-01-01", "effectiveTo": "2027-01-01", "entry": "README.md"},
        {"effectiveFrom": "2027-01-01", "effectiveTo": None, "entry": "versions/new/README.md"},
    ]
    write(tmp_path, "README.md", LAW)
    write(tmp_path, "versions/new/README.md", LAW)
    write(tmp_path, "versions.json", json.dumps({"versions": versions}))
    present, future = parse_law(tmp_path)
    assert present.source.in_force_until == date(2027, 1, 1)
    assert (future.source.edition, future.source.in_force_until) == ("2027-01-01", None)
    assert future.drafts[0].valid_from == date(2027, 1, 1)


@pytest.mark.parametrize("entry", ["../outside.md", "missing.md"])
def test_a_version_outside_the_folder_or_missing_is_refused(tmp_path: Path, entry: str) -> None:
    write(tmp_path, "outside.md", LAW)
    write(tmp_path, "law/README.md", LAW)
    write(tmp_path, "law/versions.json", json.dumps({"versions": [{"entry": entry}]}))
    with pytest.raises(BadInput):
        parse_law_folder(tmp_path / "law")


def test_a_table_of_contents_and_broken_lines_leave_no_trace() -> None:
    lines = [
        *("中华人民共和国睦邻法", f"（{PASSED}）", "目　录", "第一章　总则", "第二章　附则"),
        *("第一章　总 则", "第一条　为了邻里和", "睦，制定本法。第二条　邻里应当互助。"),
        *("第三条规定的事项除外。", "第三条 【噪声】下列", "行为不得有：", "（一）喧哗；"),
        *("第二章　附则", "第四条本法自2021年1月1日起施行。"),
    ]
    law = parse_law_text(lines, name="x")
    assert law.source.title == "中华人民共和国睦邻法"
    assert [(draft.key, draft.section, draft.text) for draft in law.drafts] == [
        ("第一条", "第一章 总则", "为了邻里和睦，制定本法。"),
        ("第二条", "第一章 总则", "邻里应当互助。\n第三条规定的事项除外。"),
        ("第三条", "第一章 总则", "【噪声】下列行为不得有：\n（一）喧哗；"),
        ("第四条", "第二章 附则", "本法自2021年1月1日起施行。"),
    ]


def test_contents_that_list_articles_are_skipped() -> None:
    contents = ["第一条　目的", "第二条　范围"]
    body = ["第一条　为了和睦，制定本法。", "第二条　本法适用于全镇。"]
    assert [article.text for article in articles_of(contents + body)] == [
        *("为了和睦，制定本法。", "本法适用于全镇。"),
    ]


def test_an_article_may_open_by_naming_another() -> None:
    lines = ["第一条　甲。", "第二条　第一条规定的人员除外。", "第三条　第二条的期限为五日。"]
    assert [article.number for article in articles_of(lines)] == [1, 2, 3]


def test_a_second_series_of_articles_keeps_its_own_keys() -> None:
    law = parse_law_text(["第一条　甲。", "第二条　乙。", "第一条　丙。"], name="两则办法")
    assert [draft.key for draft in law.drafts] == ["第一条", "第二条", "第一条#2"]
    assert law.source.title == "两则办法"


def test_a_text_without_articles_is_refused_in_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="没有找到“第一条”这样的条文"):
        list(parse_law(write(tmp_path, "通知.txt", "各村：\n\n请于周五前报送材料。")))


@pytest.mark.parametrize("name", ["没有.docx", "图.png", "空"])
def test_what_cannot_be_a_law_is_refused_in_a_sentence(tmp_path: Path, name: str) -> None:
    (tmp_path / "图.png").touch()
    (tmp_path / "空").mkdir()
    with pytest.raises(BadInput, match=r"。$"):
        list(parse_law(tmp_path / name))


def test_a_plain_text_file_of_a_law_is_read(tmp_path: Path) -> None:
    text = (
        f"睦邻办法\n（{PASSED}）\n第一条　为了和睦，制定本办法。\n第二条　本办法自公布之日起施行。"
    )
    [law] = parse_law(write(tmp_path, "a.txt", text))
    assert (law.source.title, law.source.edition) == ("睦邻办法", "2020-05-28")
    assert law.source.issuer == "全国人民代表大会"


def test_a_law_only_amended_is_in_force_from_its_amendment() -> None:
    header = [PASSED, "根据2024年4月26日第十四届全国人民代表大会常务委员会第九次会议《决定》修正"]
    facts = law_facts("中华人民共和国睦邻法", header, ["本法自2021年1月1日起施行。"])
    assert (facts.issued_on, facts.in_force_from) == (date(2024, 4, 26), date(2024, 4, 26))


def test_number_and_issuer_are_read_from_the_header() -> None:
    header = [
        "（2020年1月2日广东省第十三届人民代表大会常务委员会第九次会议通过 国务院令第 31 号公布）"
    ]
    facts = law_facts("某条例", header, [])
    assert facts.issuer == "广东省人民代表大会常务委员会"
    assert facts.number == "国务院令第31号"


def row(article: str, **more: str) -> dict[str, str]:
    """One row of statutes, as the file has them."""
    plain = {"law": "睦邻法", "date": "2020-05-28", "kind": "art", "text": "甲。", "section": ""}
    return {**plain, "article": article, "name": f"睦邻法{article}", **more}


def test_statutes_are_grouped_into_laws_and_bad_rows_say_why(tmp_path: Path) -> None:
    rows = [
        *(row("第一条"), row("第一条", text="乙。"), row("", kind="item"), row("第X条")),
        *(row("第二条", law="邻居法", date="今年"), row("第一条", law="邻居法"), {"law": "空法"}),
    ]
    lines = [json.dumps(each, ensure_ascii=False) for each in rows]
    file = write(tmp_path, "a.jsonl", "\n".join([*lines, "{broken", ""]))
    first, second = parse_law(file)
    assert [draft.key for draft in first.drafts] == ["第一条", "第一条#2", "item-1"]
    assert first.drafts[2].title == "睦邻法"
    assert first.drafts[0].fields["name"] == "睦邻法第一条"
    assert [bad.line for bad in first.rejected] == [4, 5, 7, 8]
    assert all(bad.reason for bad in first.rejected)
    assert (second.source.title, len(second.drafts)) == ("邻居法", 1)


def test_one_text_under_two_dates_is_one_law_but_two_versions_are_two(tmp_path: Path) -> None:
    parts = [row("第一条"), row("第二条", date="2021-01-01")]
    versions = [row("第一条", law="旧法"), row("第一条", law="旧法", date="2021-01-01")]
    lines = [json.dumps(each, ensure_ascii=False) for each in parts + versions]
    found = list(parse_statutes(write(tmp_path, "a.jsonl", "\n".join(lines))))
    assert [(law.source.title, law.source.edition) for law in found] == [
        *(("睦邻法", "2021-01-01"), ("旧法", "2020-05-28"), ("旧法", "2021-01-01")),
    ]


def test_a_packed_file_that_swells_or_breaks_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bomb = tmp_path / "bomb.jsonl.gz"
    bomb.write_bytes(gzip.compress(b" " * 5_000_000))
    monkeypatch.setattr(statutes, "LARGEST", 1_000_000)
    with pytest.raises(BadInput, match="展开后"):
        list(parse_statutes(bomb))
    bomb.write_bytes(b"not gzip")
    with pytest.raises(BadInput, match="损坏"):
        list(parse_statutes(bomb))
