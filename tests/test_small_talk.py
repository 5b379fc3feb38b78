"""Small talk and other people's trades get a sentence; questions of law are never swallowed."""

import json
from pathlib import Path

import pytest
import yaml

from bot import small_talk, texts
from bot.small_talk import courtesy, declined, foreign, without_words
from knowledge.starter_files import load_faq

SAID = yaml.safe_load((Path(__file__).parent / "small-talk.yaml").read_text(encoding="utf-8"))


def pairs(said: dict[str, list[str]]) -> list[tuple[str, str]]:
    return [(name, text) for name, spoken in said.items() for text in spoken]


@pytest.mark.parametrize(("trade", "said"), pairs(SAID["foreign"]))
def test_talk_of_other_trades_gets_one_friendly_sentence_and_the_way_back(trade, said):
    sentence = texts.FOREIGN[trade].format(town="城关镇")
    assert foreign(said, "城关镇") == sentence + texts.BACK


@pytest.mark.parametrize("question", SAID["of_the_law"])
def test_a_question_of_law_that_only_mentions_other_trades_is_let_through(question):
    assert foreign(question, "城关镇") == courtesy(question, "城关镇") == ""


@pytest.mark.parametrize(("wish", "said"), pairs(SAID["declined"]))
def test_pleadings_verdicts_and_guilt_are_declined(wish, said):
    assert declined(said) == texts.DECLINED[wish]


@pytest.mark.parametrize("question", SAID["lawful"])
def test_asking_what_the_law_says_is_not_declined(question):
    assert declined(question) == ""


@pytest.mark.parametrize(
    "said", ["", "？？？", "asdf", "哈哈哈", "😀😀", "啊啊啊啊", "123", "qwe你"]
)
def test_gibberish_has_no_words(said):
    assert without_words(said)


@pytest.mark.parametrize("said", ["狗", "工资", "AA制怎么算", "离婚", "12岁能打工吗"])
def test_a_word_is_no_gibberish(said):
    assert not without_words(said)


def test_no_question_of_the_starter_knowledge_is_swallowed():
    asked = [text for draft in load_faq().drafts for text in (draft.title, *draft.phrases)]
    assert swallowed(asked) == []


def test_no_question_of_real_people_is_swallowed(shared):
    lines = (shared / "data/questions/lay-questions.jsonl").read_text(encoding="utf-8")
    asked = [json.loads(line)["question"] for line in lines.splitlines()]
    assert len(asked) > 1_000
    assert swallowed(asked) == []


def test_every_pattern_has_its_sentence_and_every_sentence_its_pattern():
    patterns = small_talk._patterns()
    assert [name for name, _ in patterns.talk] == list(dict.fromkeys(n for n, _ in patterns.talk))
    assert {name for name, _ in patterns.talk} == set(texts.SMALL_TALK)
    assert {name for name, _ in patterns.foreign} == set(texts.FOREIGN)
    assert {name for name, _ in patterns.declined} == set(texts.DECLINED)


def swallowed(questions: list[str]) -> list[str]:
    """Give the questions that would be taken for talk, or declined."""
    return [
        text
        for text in questions
        if courtesy(text, "") or foreign(text, "") or declined(text) or without_words(text)
    ]
