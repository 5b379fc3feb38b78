"""One wording is looked at by itself, before anybody publishes it."""

from dataclasses import replace
from datetime import date

from builders import TODAY, faq, faqs, index_of, law

from knowledge.drafts import Citation
from knowledge.entry_documents import unsaved_document
from knowledge.entry_faults import FaultKind, faults_of
from knowledge.law_names import LawNames, Replaced

CODE = "中华人民共和国民法典"
MARRIAGE = Replaced("中华人民共和国婚姻法", ("婚姻法",), (CODE,), date(2021, 1, 1))
LAWS = law(CODE, {"1077": "三十日内可以撤回。"}, since=date(2021, 1, 1))
GOOD = faq("离婚冷静期多久", "冷静期是30天。", law=f"{CODE} 第一千零七十七条")


def found(database, draft) -> list[tuple[str, str]]:
    index = index_of(database, LAWS, faqs(faq("别的", "别的。")))
    index.names = LawNames({}, [MARRIAGE])
    faults = faults_of(unsaved_document(draft), index, {"12348"}, on=TODAY)
    return [(fault.kind, fault.said) for fault in faults]


def test_what_is_right_has_nothing_to_look_at(database):
    assert found(database, GOOD) == []


def test_a_law_that_ended_is_seen_in_a_citation_and_in_a_sentence(database):
    cited = replace(GOOD, citations=(Citation("婚姻法", "第三条"),), text="不得包办。")
    named = replace(GOOD, text="冷静期是30天，见《婚姻法》第三条。")
    for draft in (cited, named):
        kinds = found(database, draft)
        assert [kind for kind, _said in kinds] == [FaultKind.CITATION]
        assert "代替" in kinds[0][1]


def test_an_article_that_its_law_never_had_is_seen(database):
    ((kind, said),) = found(database, replace(GOOD, text="见《民法典》第九千条，30天。"))
    assert kind is FaultKind.CITATION
    assert "在现行文本里没有" in said


def test_a_law_that_is_not_here_is_named_once(database):
    cited = tuple(Citation("社会救助法", f"第{n}条") for n in ("一", "二", "三"))
    assert found(database, replace(GOOD, citations=cited, text="先申请。")) == [
        (FaultKind.UNKNOWN_LAW, "《社会救助法》的条文没有收录，无法核对")
    ]


def test_blanks_strange_numbers_and_private_ones_are_seen(database):
    text = "冷静期是30天，请到____办，电话 12399 或者 13812345678。"
    kinds = {kind for kind, _said in found(database, replace(GOOD, text=text))}
    assert kinds >= {FaultKind.PLACEHOLDER, FaultKind.HOTLINE, FaultKind.PERSONAL}
