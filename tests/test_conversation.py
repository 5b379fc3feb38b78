"""Whatever a resident writes gets a reply: danger first, then small talk, law and questions."""

import shutil
from dataclasses import replace

import pytest
from builders import TODAY, ask, faq, faqs, index_of, knowledge_of, law
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from bot import texts
from bot.conversation import go_on, tell
from bot.messages import Reply, ReplyKind
from knowledge.database import open_database
from knowledge.starter_files import load_dangers, load_faq, load_hotlines

ALPHABET = (
    "民法典刑婚姻治安管理处罚第一二三百千零条之章编《》（）0123456789多少几是率年的了？！，。 \n"
)
WORDS = st.sampled_from(
    [
        "民法典",
        "第",
        "条",
        "之",
        "一千零七十九",
        "1079",
        "《",
        "》",
        "婚姻法",
        "多少",
        "2023年",
        "城关镇",
    ]
)


@pytest.fixture(scope="module")
def knowledge(sqlite_template, tmp_path_factory):
    copied = shutil.copy(sqlite_template, tmp_path_factory.mktemp("talk") / "mingbai.db")
    database = open_database(f"sqlite:///{copied}")
    own = faqs(
        faq("你好物业不开门怎么办", "找物业。"),
        faq("着火了赔偿找谁", "找责任人。"),
        title="本镇",
    )
    article = law("中华人民共和国民法典", {"1079": "应当进行调解。", "1260": "施行。"})
    index = index_of(database, load_faq(), own, article)
    database.close()
    hotlines = {line.number: line.name for line in load_hotlines()}
    return replace(knowledge_of(index), dangers=load_dangers(), hotlines=hotlines)


@pytest.mark.parametrize(
    ("question", "number"),
    [
        ("家里着火了怎么办", "119"),
        ("你好，着火了", "119"),
        ("老公打我，民法典第1079条能离婚吗，他现在打我", "110"),
        ("谢谢，我不想活了", "12356"),
        ("厨房煤氣漏了", "119"),
        ("着 火 了！！！\u200b家里着火了", "119"),
    ],
)
def test_danger_comes_before_anything_else(knowledge, question, number):
    reply = ask(knowledge, question)
    assert reply.kind is ReplyKind.DANGER
    assert number in [line.number for line in reply.hotlines]
    assert reply.citations == reply.choices == ()


def test_the_numbers_of_a_danger_have_the_names_of_the_townships_table(knowledge):
    assert [(line.number, line.name) for line in ask(knowledge, "家里着火了").hotlines] == [
        ("119", knowledge.hotlines["119"])
    ]


def test_talk_about_danger_is_answered_as_a_question(knowledge):
    assert ask(knowledge, "着火了赔偿找谁").text == "找责任人。"


@pytest.mark.parametrize(
    ("said", "sentence"),
    [
        *(
            (said, texts.HELLO)
            for said in ("你好", "您好！", "在吗？", "Hello", "ＨＥＬＬＯ", "你好呀")
        ),
        *((said, texts.THANKS) for said in ("谢谢", "谢谢您！", "非常感谢", "好的谢谢", "多謝")),
        *((said, texts.WHO) for said in ("你是谁？", "你是真人吗", "你是机器人吗")),
        ("您是律师吗", texts.LAWYER),
        ("你能做什么", texts.SMALL_TALK["able"]),
        ("好的", texts.SMALL_TALK["okay"]),
        ("都不是", texts.NONE_REPLY),
        ("都不是。", texts.NONE_REPLY),
    ],
)
def test_small_talk_is_returned(knowledge, said, sentence):
    assert ask(knowledge, said) == Reply(ReplyKind.FLOW, sentence.format(town="城关镇"))


def test_a_greeting_before_a_question_does_not_swallow_it(knowledge):
    assert ask(knowledge, "你好，物业不开门怎么办").text == "找物业。"
    assert ask(knowledge, "您好请问离婚冷静期要多久，谢谢").kind is ReplyKind.ANSWER


def test_an_answer_says_that_it_is_no_lawyers_advice_and_what_it_rests_on(knowledge):
    reply = ask(knowledge, "离婚冷静期是多久？")
    assert (reply.kind, reply.note) == (ReplyKind.ANSWER, texts.STANDING)
    assert reply.citations[0].title == "《民法典》"


@pytest.mark.parametrize("sample", texts.SAMPLES)
def test_every_sample_question_on_the_page_is_answered(knowledge, sample):
    assert ask(knowledge, sample).kind is ReplyKind.ANSWER


def test_related_questions_are_of_the_same_topic_and_can_be_sent(knowledge):
    reply = ask(knowledge, "离婚冷静期是多久？")
    assert 0 < len(reply.choices) <= 3
    for choice in reply.choices:
        assert ask(knowledge, choice.send).kind is ReplyKind.ANSWER


def test_choices_end_with_none_of_these_and_that_leads_to_advice(knowledge):
    reply = ask(knowledge, "离婚")
    assert reply.kind is ReplyKind.CHOICES
    assert 3 <= len(reply.choices) <= 5
    assert ask(knowledge, reply.choices[-1].send).text == texts.NONE_REPLY


@settings(
    max_examples=300, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    st.one_of(
        st.text(max_size=1000),
        st.text(ALPHABET, max_size=60),
        st.lists(WORDS, max_size=12).map("".join),
    )
)
@example("")
@example("\ud800")
@example("第" * 1000)
@example("民法典第" + "九" * 990 + "条")
@example("民法典第二二二百条")
@example("《》第1条")
@example("多少")
@example("2023年一共多少")
@example("城关镇是多少")
@example("民法典第²条")
@example("民法典第٣条")
def test_any_text_gets_a_reply_and_never_an_error(knowledge, text):
    reply = ask(knowledge, text)
    assert isinstance(reply, Reply)
    assert reply.text.strip()
    assert 0 <= reply.confidence <= 1
    assert len({choice.label for choice in reply.choices}) == len(reply.choices)


@pytest.mark.parametrize(
    ("wish", "question"),
    [("帮我写个起诉状", "起诉状怎么写"), ("我喝酒开车会判几年", "喝酒开车怎么处罚")],
)
def test_what_only_lawyers_and_courts_do_is_declined_and_the_law_is_still_told(
    knowledge, wish, question
):
    reply = ask(knowledge, wish)
    assert "我不能" in reply.text
    assert "法律援助中心" in reply.text
    assert reply.hotlines[0].number == "12348"
    assert ask(knowledge, question).text in reply.text


def test_declining_where_nothing_is_known_still_says_where_to_go(knowledge):
    reply = ask(knowledge, "我这个官司能赢吗")
    assert reply.text == texts.DECLINED["verdict"]
    assert [line.number for line in reply.hotlines] == ["12348"]


def test_two_questions_are_answered_under_a_heading_each_with_all_their_sources(knowledge):
    both = ask(knowledge, "借条怎么写？还有打麻将算赌博吗？")
    each = [ask(knowledge, "借条怎么写"), ask(knowledge, "打麻将算赌博吗")]
    assert all(reply.text.split("\n1. ")[0] in both.text for reply in each)
    assert both.citations == tuple(cited for reply in each for cited in reply.citations)
    assert [line for line in both.text.splitlines() if line[1:2] == "、"] == [
        "一、借条怎么写",
        "二、打麻将算赌博吗",
    ]


def test_of_many_questions_three_are_answered_and_the_rest_asked_for(knowledge):
    reply = ask(knowledge, "借条怎么写？\n打麻将算赌博吗？\n买到假货怎么赔？\n加班费怎么算？")
    assert "三、" in reply.text
    assert "四、" not in reply.text
    assert reply.text.endswith(texts.MORE_PARTS)


def test_a_word_that_one_question_has_is_answered_and_one_that_many_have_is_a_choice(knowledge):
    assert "法律援助" in ask(knowledge, "法律援助").text
    assert ask(knowledge, "工资").text == texts.ABOUT_WORD.format(word="工资")


def test_no_number_is_shown_twice(knowledge):
    for said in ("帮我写个起诉状", "借条怎么写？还有借钱不还怎么办？"):
        numbers = [line.number for line in ask(knowledge, said).hotlines]
        assert len(set(numbers)) == len(numbers)


@pytest.mark.parametrize(
    ("said", "place"), [("第一个", 0), ("选2", 1), ("就第三个吧", 2), ("最后一个", 3)]
)
def test_naming_a_choice_by_its_place_is_pressing_it(knowledge, said, place):
    told = tell("离婚", knowledge, on=TODAY)
    picked = go_on(said, tell(said, knowledge, on=TODAY), told.topic, knowledge, on=TODAY)
    assert picked == tell(told.reply.choices[place].send, knowledge, on=TODAY)
