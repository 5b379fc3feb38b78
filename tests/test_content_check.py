"""Staff are told which questions and guides are wrong, what is wrong, and how to mend it."""

import time
from dataclasses import replace
from datetime import date

import pytest
from builders import TODAY, faq, faqs, law, put

from knowledge.content_check import FaultKind, check_content, likeness_faults, phrase_faults
from knowledge.drafts import Citation, Draft, Kind, Parsed, SourceFacts
from knowledge.index import Index
from knowledge.law_names import LawNames, Replaced
from knowledge.quantities import quantities
from knowledge.starter_files import load_hotlines, load_law_names
from knowledge.terms import Splitter

CODE = "中华人民共和国民法典"
LAWS = (
    law(
        CODE,
        {"667": "借款合同的利率不超过百分之二十四。", "1077": "三十日内可以撤回；七日内补正。"},
        since=date(2021, 1, 1),
    ),
    law("中华人民共和国社会救助法", {"1": "为了救助。"}, since=date(2027, 7, 1)),
)
NAMES = LawNames({}, [Replaced("中华人民共和国婚姻法", ("婚姻法",), (CODE,), date(2021, 1, 1))])
GOOD = faq(
    "离婚冷静期多久", "冷静期是30天，7天内补正。", "冷静期几天", law=f"{CODE} 第一千零七十七条"
)
GUIDE = SourceFacts("身份证补办", "guide")


@pytest.fixture
def faults(sqlite_url):
    from knowledge.database import open_database

    database = open_database(sqlite_url)

    def check(*sources: Parsed, hotlines=("12348",)):
        put(database, *sources)
        index = Index(Splitter(), names=NAMES)
        index.refresh(database)
        return check_content(index, hotlines, on=TODAY)

    yield check
    database.close()


def kinds(found) -> list[str]:
    return [str(fault.kind) for fault in found]


def test_what_is_right_is_not_mentioned(faults):
    assert faults(*LAWS, faqs(GOOD)) == []


@pytest.mark.parametrize(
    ("cited", "kind", "said"),
    [
        ("中华人民共和国婚姻法 第三十二条", FaultKind.CITATION, "自2021-01-01起被《民法典》代替"),
        (f"{CODE} 第九千条", FaultKind.CITATION, "在现行文本里没有"),
        ("中华人民共和国社会救助法 第一条", FaultKind.CITATION, "2027-07-01起才施行"),
        ("甘肃省物业管理条例 第一条", FaultKind.UNKNOWN_LAW, "没有收录"),
    ],
)
def test_a_citation_that_cannot_be_relied_on_is_listed_with_what_to_do(faults, cited, kind, said):
    (fault,) = faults(*LAWS, faqs(faq("问一件事", "这样办。", law=cited)))
    assert fault.kind is kind
    assert said in str(fault)
    assert str(fault).startswith(f"{kind}｜常见问题 问一件事“问一件事”：")
    assert "\n" not in str(fault)
    assert fault.mend.endswith("。")


def test_without_laws_only_what_is_known_to_have_ended_is_listed(faults):
    gone = faq("旧问题", "这样办。", law="中华人民共和国婚姻法 第三十二条")
    assert kinds(faults(faqs(GOOD, gone))) == ["依据失效"]


def test_an_article_rewritten_after_the_check_is_listed(faults):
    entry = replace(GOOD, fields={"checked_on": "2020-12-31"})
    assert kinds(faults(*LAWS, faqs(entry))) == ["条文有修改"]


def test_a_number_to_call_that_is_not_in_the_table_is_listed(faults):
    entry = faq("找谁问", "打12348，或者打12399、96110，花120元。", key="whom")
    found = faults(faqs(replace(entry, fields={"hotline": "12333"})))
    assert [fault.said for fault in found] == [
        f"电话 {number} 不在热线表里" for number in ("12333", "12399", "96110")
    ]


@pytest.mark.parametrize(
    ("answer", "named"),
    [
        ("找村里的王大爷作证。", "王大爷"),
        ("打 13800138000 找他。", "13800138000"),
        ("打 0936-1234567 问。", "0936-1234567"),
        ("向先生前的单位要，打 12348。", ""),
        ("马上打110，罚1000元。", ""),
    ],
)
def test_a_name_or_a_private_number_in_an_answer_is_listed(faults, answer, named):
    found = faults(faqs(faq("找谁作证", answer)), hotlines=("12348", "110"))
    personal = [fault for fault in found if fault.kind is FaultKind.PERSONAL]
    assert [named in fault.said for fault in personal] == ([True] if named else [])


@pytest.mark.parametrize(
    ("answer", "missing"),
    [
        ("三十天内可以撤回。", ""),
        ("利率不超过24%。", ""),
        ("15天内可以撤回。", "15日"),
        ("利率不超过36%，最多3倍。", "36%、3倍"),
        ("有一天您去问一次，2026年11月23日之前都行。", ""),
    ],
)
def test_a_number_that_no_cited_article_names_is_listed(faults, answer, missing):
    cited = (Citation(CODE, "第六百六十七条"), Citation(CODE, "第一千零七十七条"))
    entry = replace(GOOD, text=answer, citations=cited)
    found = [fault.said for fault in faults(*LAWS, faqs(entry))]
    assert found == ([f"{missing}在引用的条文里找不到"] if missing else [])
    noted = replace(entry, fields={"note": "按省里的标准"})
    assert faults(faqs(noted)) == []


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("三十日 30天 ３０日", {(30, "日")}),
        ("百分之二十四、24%", {(24, "%")}),
        ("半年、六个月、6个月", {(6, "个月")}),
        ("5万元、五万元、50000元", {(50000, "元")}),
        ("三分之一", {(1 / 3, "份")}),
        ("十个工作日", {(10, "工作日")}),
        ("第3天、2021年、8月15日、每1天", set()),
    ],
)
def test_a_quantity_is_the_same_however_it_is_written(text, found):
    assert quantities(text) == found


def test_nearly_the_same_question_in_two_entries_is_listed_once(faults):
    one = faq("拖欠工资去哪里投诉最管用", "打电话。", "欠薪去哪里投诉最管用啊")
    two = faq("拖欠工资去哪里投诉最管用呢", "打电话。", "拖欠工资去哪里投诉最管用吗")
    (fault,) = [one for one in faults(faqs(one, two)) if one.kind is FaultKind.ALIKE]
    assert "几乎一样" in fault.said


def test_a_phrasing_that_leads_to_another_entry_is_listed(faults):
    one, two = (
        faq("离婚要多久", "看情况。", "冷静期多长"),
        faq("冷静期怎么算", "30天。", "冷静期多长"),
    )
    found = [fault.said for fault in faults(faqs(one, two)) if fault.kind is FaultKind.PHRASE]
    assert found == ["问法“冷静期多长”走到了“离婚要多久”"]


@pytest.mark.parametrize(
    ("text", "blank"),
    [
        ("地点：【填写办理地点】", "【填写办理地点】"),
        ("电话：____", "____"),
        ("办理地址：××镇××路", "××"),
        ("地点：便民中心一楼（工作日）", ""),
    ],
)
def test_a_blank_left_in_a_guide_is_listed(faults, text, blank):
    found = faults(Parsed(GUIDE, (Draft(Kind.GUIDE, "1", "身份证补办", text),)))
    assert [fault.kind for fault in found] == ([FaultKind.PLACEHOLDER] if blank else [])
    assert all(blank in fault.said for fault in found)


def test_a_starter_answer_fits_one_screen_and_others_are_as_long_as_they_like(faults):
    short = replace(faq("短的", "太短。\n1. 这一步不算在内"), key="short")
    assert faults(faqs(short)) == []
    (fault,) = faults(faqs(short, title="起步知识库"))[-1:]
    assert (fault.kind, fault.said) == (FaultKind.LENGTH, "回答有 3 个字，应在 60 到 250 个字之间")


def test_the_starter_knowledge_is_without_fault(sqlite_url, shared):
    from knowledge.database import open_database
    from knowledge.importing.law import parse_law
    from knowledge.starter_files import load_faq

    database = open_database(sqlite_url)
    entries = load_faq()
    cited = {citation.law for draft in entries.drafts for citation in draft.citations}
    laws = (law for law in parse_law(shared / "data" / "laws") if law.source.title in cited)
    put(database, entries, *laws)
    names = load_law_names()
    known = LawNames(names.aliases, names.replaced, names.revised)
    index = Index(Splitter(), names=known)
    index.refresh(database)
    database.close()
    numbers = {line.number for line in load_hotlines()}
    assert [str(fault) for fault in check_content(index, numbers, on=TODAY)] == []


def test_five_hundred_entries_are_compared_in_seconds(sqlite_url):
    from knowledge.database import open_database

    database = open_database(sqlite_url)
    entries = [
        faq(
            f"第{n}村的{n * 7919 % 9973}号事怎么办",
            "这样办。",
            *(f"{n}甲{n * k * 31 % 997}乙{k}" for k in range(5)),
        )
        for n in range(500)
    ]
    put(database, faqs(*entries))
    index = Index(Splitter())
    index.refresh(database)
    database.close()
    began = time.process_time()
    list(likeness_faults(index, on=TODAY))
    list(phrase_faults(index, on=TODAY))
    assert time.process_time() - began < 20
