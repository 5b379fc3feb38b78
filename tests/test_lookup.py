"""A law named by a resident is shown, said not to exist, or said to have been replaced."""

import shutil
from datetime import date

import pytest
from builders import ask, faq, faqs, index_of, knowledge_of, law

from bot.messages import Reply, ReplyKind
from knowledge.database import open_database

DIVORCE = "夫妻一方要求离婚的，可以由有关组织进行调解或者直接向人民法院提起离婚诉讼。"
COOLING = "自婚姻登记机关收到离婚登记申请之日起三十日内，任何一方都可以撤回申请。"
WIRE = "未经批准，安装、使用电网的，处五日以下拘留。"
THEFT = "盗窃公私财物，数额较大的，处三年以下有期徒刑。"
TERROR = "资助恐怖活动组织的，处五年以下有期徒刑。"
SOURCES = (
    law(
        "中华人民共和国民法典",
        {"1077": COOLING, "1079": DIVORCE, "1260": "本法自2021年1月1日起施行。"},
        since=date(2021, 1, 1),
    ),
    law("中华人民共和国治安管理处罚法", {"43": WIRE}, since=date(2026, 1, 1)),
    law(
        "中华人民共和国刑法",
        {"120": "组织恐怖活动的，处无期徒刑。", "120-1": TERROR, "264": THEFT},
        since=date(2021, 3, 1),
    ),
    law("中华人民共和国社会救助法", {"1": "为了救助，制定本法。"}, since=date(2026, 7, 1)),
    faqs(
        faq("离婚冷静期要多久", "三十天。", "离婚冷静期多久", law="民法典 第一千零七十七条"),
        faq("偷东西会怎么处罚", "看数额。"),
    ),
)


@pytest.fixture(scope="module")
def knowledge(sqlite_template, tmp_path_factory):
    copied = shutil.copy(sqlite_template, tmp_path_factory.mktemp("lookup") / "mingbai.db")
    database = open_database(f"sqlite:///{copied}")
    index = index_of(database, *SOURCES)
    database.close()
    return knowledge_of(index)


def told(reply: Reply) -> str:
    """Which article a reply shows."""
    return " ".join(cited.title + cited.article for cited in reply.citations)


@pytest.mark.parametrize(
    ("question", "text"),
    [
        ("民法典第1079条", DIVORCE),
        ("中华人民共和国民法典第一千零七十九条", DIVORCE),
        ("《民法典》1079条", DIVORCE),
        ("《中华人民共和国民法典》第1079条", DIVORCE),
        ("《中华人民共和国民法典（2020）》第1079条", DIVORCE),
        ("民法典1079", DIVORCE),
        ("民法典 第 1079 条", DIVORCE),
        ("民法典的1079条", DIVORCE),
        ("第1079条民法典", DIVORCE),
        ("民法典一零七九条", DIVORCE),
        ("请问民法典第1079条第二款是什么内容？", DIVORCE),
        ("民法典第１０７９条", DIVORCE),
        ("民法典第1079條", DIVORCE),
        ("《中華人民共和國民法典》第一千零七十九條", DIVORCE),
        ("治安管理处罚法四十三条", WIRE),
        ("治安处罚法第43条", WIRE),
        ("刑法二百六十四条怎么说", THEFT),
        ("刑法第264条和第120条", THEFT),
        ("刑法264条第一款", THEFT),
        ("刑法120条之一", TERROR),
        ("刑法第一百二十条之一", TERROR),
    ],
)
def test_an_article_is_shown_however_it_is_written(knowledge, question, text):
    reply = ask(knowledge, question)
    assert reply.kind is ReplyKind.ANSWER
    assert reply.text.endswith(text)
    assert reply.citations[0].excerpt == text
    assert reply.citations[0].in_force


@pytest.mark.parametrize(
    ("question", "missing", "last"),
    [
        ("民法典第1261条", "第一千二百六十一条", "第一千二百六十条"),
        ("民法典第9999条", "第九千九百九十九条", "第一千二百六十条"),
        ("刑法264条之一", "第二百六十四条之一", "第二百六十四条"),
    ],
)
def test_an_article_that_does_not_exist_is_said_not_to_exist(knowledge, question, missing, last):
    reply = ask(knowledge, question)
    assert f"没有{missing}，最后一条是{last}" in reply.text
    assert not reply.citations
    assert ask(knowledge, reply.choices[0].send).citations[0].article == last


@pytest.mark.parametrize(
    "question",
    ["民法典第零条", "民法典第二二二百条", "民法典第99999999999条", f"刑法第{'9' * 900}条"],
)
def test_a_number_that_is_no_article_gets_what_there_is(knowledge, question):
    assert "已经收录，一共" in ask(knowledge, question).text


@pytest.mark.parametrize(
    ("question", "nearest"),
    [
        ("《月球法》第3条", None),
        ("月球法第3条", None),
        ("治安管理处法第43条", "治安管理处罚法第四十三条"),
        ("《社会求助法》第1条", "社会救助法第一条"),
        ("《治安管理处罚法实施办法》第43条", "治安管理处罚法第四十三条"),
        ("甘肃省社会救助法实施办法第1条", "社会救助法第一条"),
    ],
)
def test_a_law_that_does_not_exist_is_said_not_to_exist(knowledge, question, nearest):
    reply = ask(knowledge, question)
    assert "没有找到《" in reply.text
    assert not reply.citations
    sent = [choice.send for choice in reply.choices]
    assert nearest in sent if nearest else sent == []


@pytest.mark.parametrize("question", ["食品安全法第1条", "《消费者权益保护法》", "反家暴法第28条"])
def test_a_known_law_that_is_not_loaded_is_said_to_be_missing_here(knowledge, question):
    reply = ask(knowledge, question)
    assert "还没有收录" in reply.text
    assert reply.choices == ()


@pytest.mark.parametrize(
    ("question", "day", "new"),
    [
        ("婚姻法", "2021年1月1日", "《民法典》"),
        ("《婚姻法》第32条", "2021年1月1日", "《民法典》"),
        ("婚姻法还有效吗", "2021年1月1日", "《民法典》"),
        ("合同法第52条", "2021年1月1日", "《民法典》"),
        ("物权法", "2021年1月1日", "《民法典》"),
        ("環境保護法", "2026年8月15日", "《生态环境法典》"),
        ("中华人民共和国环境保护法第六条", "2026年8月15日", "《生态环境法典》"),
    ],
)
def test_a_replaced_law_is_answered_with_what_took_its_place(knowledge, question, day, new):
    assert f"自{day}起，由{new}代替" in ask(knowledge, question).text


def test_a_question_under_a_replaced_law_gets_the_notice_and_the_answer(knowledge):
    reply = ask(knowledge, "根据婚姻法，离婚冷静期多久")
    assert "由《民法典》代替" in reply.text
    assert reply.text.endswith("三十天。")
    assert told(reply) == "《民法典》第一千零七十七条"


def test_a_law_is_not_called_replaced_before_its_day(knowledge):
    assert "代替" not in ask(knowledge, "环境保护法", on=date(2026, 8, 14)).text


def test_an_article_not_yet_in_force_is_marked(knowledge):
    early = ask(knowledge, "社会救助法第1条", on=date(2026, 6, 30))
    assert early.text.startswith("注意：这一条自2026年7月1日起才施行")
    assert "注意" not in ask(knowledge, "社会救助法第1条", on=date(2026, 7, 1)).text


@pytest.mark.parametrize("question", ["民法典", "《民法典》", "民法典是什么", "民法典还有效吗"])
def test_a_law_named_alone_is_introduced(knowledge, question):
    assert "《民法典》已经收录，一共1260条" in ask(knowledge, question).text


@pytest.mark.parametrize(
    "question",
    [
        *("刑法一般怎么判", "刑法十年以上的罪", "刑法第五章讲什么", "民法典三十天冷静期怎么算"),
        *("刑法修正案第120条", "民法典婚姻家庭编的解释第1079条", "偷了120条烟刑法怎么判"),
        *("人民法院第43条通道", "法律第一条"),
    ],
)
def test_a_number_beside_the_name_of_a_law_is_not_always_an_article(knowledge, question):
    assert "第一条：" not in ask(knowledge, question).text
    assert not ask(knowledge, question).text.startswith(("《刑法》第", "《民法典》第"))


def test_a_long_article_is_begun_in_the_reply_and_whole_in_the_citation(sqlite_url):
    database = open_database(sqlite_url)
    whole = "任何人不得高空抛物。" * 100
    index = index_of(database, law("刑法", {"291": whole}))
    database.close()
    reply = ask(knowledge_of(index), "刑法291条")
    assert len(reply.text) < 400
    assert reply.citations[0].excerpt == whole
