"""Answer, offer a choice or admit not to know; figures come from the report's own sentence."""

import shutil
from dataclasses import replace
from datetime import date

import pytest
from builders import TODAY, ask, faq, faqs, index_of, knowledge_of, law

from bot.messages import ReplyKind
from knowledge.database import open_database
from knowledge.decision import Verdict, decide
from knowledge.importing.law import parse_law
from knowledge.importing.report import parse_report
from knowledge.starter_files import load_faq

REPORT = "《关于2023年法治政府建设有关情况的报告》"
SOLD = faq("网上买的东西可以退吗", "七天内可以退。", "网购能退货吗", but=["网上卖出的东西可以退吗"])
WAGES = faq("老板拖欠工资怎么办", "可以投诉。", "老板不发工资", "工资被拖欠")
ROOM = (
    faq("租房押金不退怎么办", "先协商。", "房东不退押金"),
    faq("租房合同没到期能退租吗", "看约定。", "提前退租"),
    faq("租房漏水谁来修", "房东修。"),
)
FOOD = law("反食品浪费法", {"7": "应当将防止食品浪费理念纳入菜单设计，合理配置菜品。"})
FUND = law("证券投资基金法", {"102": "办理基金份额的销户和登记。", "103": "天气原因除外。"})
FIGURES = {
    ("630余件", "98%"): [
        *("2023年城关镇化解了多少矛盾纠纷", "去年一共化解矛盾纠纷多少件？"),
        *("镇上调解了多少起矛盾纠纷", "矛盾纠纷化解了几件", "纠纷调解率是多少"),
    ],
    ("3000余条",): [
        *("网格群推送了多少条安全提示", "安全提示一共发了几条", "2023年推送安全提示信息多少条"),
    ],
    ("85名",): ["培养了多少名法律明白人", "2023年法律明白人有多少", "城关镇有几名法律明白人"],
    ("1402条", "523条", "55条", "745条", "79条"): [
        *("2023年公开了多少条政府信息", "政府信息公开了多少条", "全年主动公开政府信息总共多少条"),
    ],
    ("80余场",): ["开展了多少场普法宣传", "2023年集中普法宣传办了多少场", "普法宣传活动搞了几场"],
}
SECTIONS = {
    "630余件": "(四)推进依法治理,维护社会和谐稳定",
    "3000余条": "(五)健全应对体系,强化依法处突能力",
    "85名": "(三)深化普法宣教,提升群众法治意识",
    "1402条": "6.切实加强政府信息公开",
    "80余场": "(三)深化普法宣教,提升群众法治意识",
}
ASKED = [(figures, question) for figures, asked in FIGURES.items() for question in asked]


@pytest.fixture(scope="module")
def towns(shared, sqlite_template, tmp_path_factory):
    """Build the knowledge of three towns: the report alone, with the starter, with all laws."""
    folder = tmp_path_factory.mktemp("towns")
    report = parse_report(shared / "data/documents/reports/township-report-2023.txt")
    made = {}

    def town(name: str):
        if name not in made:
            starter = [load_faq()] if name != "report" else []
            laws = parse_law(shared / "data/laws") if name == "everything" else ()
            database = open_database(f"sqlite:///{shutil.copy(sqlite_template, folder / name)}")
            made[name] = knowledge_of(index_of(database, *report, *starter, *laws))
            database.close()
        return made[name]

    return town


@pytest.fixture
def index(sqlite_url):
    database = open_database(sqlite_url)
    yield index_of(database, faqs(SOLD, WAGES, *ROOM), FOOD, FUND)
    database.close()


def test_a_question_of_its_own_phrasings_is_answered(index):
    for question in ("老板拖欠工资怎么办", "老板拖欠了工资该怎么办？", "我工资被拖欠了"):
        decision = decide(question, index, on=TODAY)
        assert (decision.verdict, decision.matches[0].document.key) == (Verdict.ANSWER, WAGES.key)


def test_a_vague_question_gets_two_to_four_choices(index):
    decision = decide("租房合同押金漏水", index, on=TODAY)
    assert decision.verdict is Verdict.CHOICES
    assert 2 <= len(decision.matches) <= 4
    reply = ask(knowledge_of(index), "租房合同押金漏水")
    assert [choice.label for choice in reply.choices][-1] == "都不是"
    for choice in reply.choices[:-1]:
        assert ask(knowledge_of(index), choice.send).kind is ReplyKind.ANSWER


@pytest.mark.parametrize(
    "question",
    [
        *("今天天气怎么样", "明天会下雨吗", "红烧肉怎么做", "番茄炒蛋的做法", "菜单", "怎么销户"),
        *("世界杯谁会赢", "哈哈哈", "asdf", "？？？", "一共多少条"),
    ],
)
def test_what_is_no_matter_of_law_gets_no_legal_answer(index, towns, question):
    for knowledge in (knowledge_of(index), towns("starter")):
        reply = ask(knowledge, question)
        assert reply.kind in (ReplyKind.FLOW, ReplyKind.UNKNOWN)  # small talk, or not known
        assert reply.citations == ()
        if reply.kind is ReplyKind.UNKNOWN:
            assert [line.number for line in reply.hotlines] == ["12348", "12345"]


def test_a_negative_phrase_keeps_its_entry_away(index):
    assert decide("网上买的东西能退吗", index, on=TODAY).matches[0].document.key == SOLD.key
    for question in ("网上卖出的东西可以退吗", "网上卖出的东西可以退么？"):
        found = decide(question, index, on=TODAY).matches
        assert SOLD.key not in [match.document.key for match in found]


@pytest.mark.parametrize(
    "question", ["老板拖久工资怎么办", "老板拖欠工姿怎么办", "网上买地东西可以退吗"]
)
def test_one_wrong_character_still_finds_the_entry(index, question):
    decision = decide(question, index, on=TODAY)
    assert decision.verdict is Verdict.ANSWER
    assert decision.confidence >= 0.9


def test_an_article_that_covers_the_question_answers_with_its_sentence(index):
    decision = decide("反食品浪费理念纳入菜单设计", index, on=TODAY)
    assert decision.verdict is Verdict.ANSWER
    assert "菜单设计" in decision.point


def test_an_answer_that_holds_no_longer_is_not_given(sqlite_url):
    database = open_database(sqlite_url)
    index = index_of(database, faqs(replace(WAGES, valid_until=TODAY)))
    database.close()
    assert decide("老板拖欠工资怎么办", index, on=TODAY).verdict is Verdict.UNKNOWN
    assert decide("老板拖欠工资怎么办", index, on=date(2026, 11, 22)).verdict is Verdict.ANSWER


@pytest.mark.parametrize("town", ["report", "starter", "everything"])
@pytest.mark.parametrize(("figures", "question"), ASKED)
def test_a_figure_of_the_report_is_given_in_its_own_sentence(towns, town, figures, question):
    reply = ask(towns(town), question)
    assert reply.kind is ReplyKind.ANSWER
    assert reply.text.startswith(f"{REPORT}里写到：")
    assert [figure for figure in figures if figure not in reply.text] == []
    cited = reply.citations[0]
    assert (cited.title, cited.source) == (REPORT, "高台县城关镇 政府报〔2024〕9号 2024年3月18日")
    assert cited.article.endswith(SECTIONS[figures[0]])


@pytest.mark.parametrize("question", ["2022年化解了多少矛盾纠纷", "2024年培养了多少名法律明白人"])
def test_a_figure_of_another_year_is_not_passed_off(towns, question):
    assert not ask(towns("starter"), question).text.startswith(REPORT)


@pytest.mark.parametrize(
    "question",
    ["离婚冷静期多少天", "酒驾罚多少钱", "请律师多少钱", "纠纷调解要多少钱", "法律顾问多少钱"],
)
def test_a_question_of_law_or_money_is_not_taken_for_a_figure(towns, question):
    assert not ask(towns("everything"), question).text.startswith(REPORT)
