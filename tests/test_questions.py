"""A message is cut into its questions, and one matter told in several sentences stays whole."""

import pytest

from bot.questions import Part, asks, clauses, heading, split, stands_alone


@pytest.mark.parametrize(
    "message",
    [
        "老板不给工资。我没签合同。怎么办？",
        "老板不给工资\n我没签合同\n怎么办",
        "老板不给工资，这样合法吗？我该怎么办？",
        "借条怎么写？谢谢。",
        "另外一方不同意离婚怎么办",
        "我还有一个孩子，离婚怎么分？",
        "民法典第一千零七十七条说什么？",
        "还有多久能到期",
        "离婚",
        "",
    ],
)
def test_one_matter_stays_whole(message):
    assert [part.text.replace("\n", "") for part in split(message)] == [message.replace("\n", "")]


@pytest.mark.parametrize(
    ("message", "questions"),
    [
        ("老板不给工资怎么办？没签合同怎么办？", ["老板不给工资怎么办？", "没签合同怎么办？"]),
        ("1. 借条怎么写 2. 利息多少合法", ["借条怎么写", "利息多少合法"]),
        ("一、借条怎么写；二、利息多少合法", ["借条怎么写；", "利息多少合法"]),
        ("第一，借条怎么写，第二，利息多少合法？", ["借条怎么写，", "利息多少合法？"]),
        ("我想问两个问题：借条怎么写？利息多少合法？", ["借条怎么写？", "利息多少合法？"]),
        ("借条怎么写\n打麻将算赌博吗", ["借条怎么写", "打麻将算赌博吗"]),
        ("借钱不还怎么办？另外，打官司要交多少钱？", ["借钱不还怎么办？", "打官司要交多少钱？"]),
        ("狗咬了我怎么办 还有烧秸秆会被罚吗", ["狗咬了我怎么办", "烧秸秆会被罚吗"]),
        (
            "我老公打牌输钱。他要离婚，孩子归谁？房子怎么分？",
            ["我老公打牌输钱。他要离婚，孩子归谁？", "房子怎么分？"],
        ),
    ],
)
def test_questions_side_by_side_are_told_apart(message, questions):
    assert [part.text for part in split(message)] == questions


def test_what_was_numbered_or_led_in_is_marked_as_set_apart():
    assert split("借条怎么写？另外，加班费怎么算？")[1] == Part("加班费怎么算？", marked=True)
    assert split("借条怎么写？加班费怎么算？")[1] == Part("加班费怎么算？")


def test_who_wonders_in_the_middle_of_a_story_does_not_ask_yet():
    story = "我跟几个老乡干到腊月。" * 8 + "我凭什么要信他？" + "后来他不接电话。" * 12
    assert len(split(story + "工资还能要回来吗？")) == 1


@pytest.mark.parametrize(
    ("sentence", "halves"),
    [
        ("离婚后孩子归谁，财产怎么分", ("离婚后孩子归谁", "财产怎么分")),
        ("离婚孩子归谁财产怎么分", ("离婚孩子归谁", "财产怎么分")),
        ("老板不给工资怎么办还有离婚孩子归谁", ("老板不给工资怎么办", "离婚孩子归谁")),
        ("遗嘱怎么写才有效", ("遗嘱怎么写才有效",)),
        ("买东西有纠纷，去哪里投诉", ("买东西有纠纷，去哪里投诉",)),
    ],
)
def test_one_sentence_may_ask_two_things(sentence, halves):
    assert clauses(sentence) == halves


def test_a_heading_is_short_and_the_question_itself():
    assert heading("我没签合同。老板不给工资怎么办？") == "老板不给工资怎么办"
    assert len(heading("我" * 100 + "怎么办")) <= 24


def test_a_question_is_told_from_a_statement_and_a_scrap_from_a_question():
    assert asks("能退吗")
    assert not asks("我没签合同。")
    assert stands_alone("房子怎么分？")
    assert not stands_alone("这样合法吗？")
