"""Mistyped, misheard, popular and spoken words are read as they were meant."""

import json
import random
import time
from pathlib import Path

import pytest
import rjieba

from knowledge.errors import BadInput
from knowledge.language import Language
from knowledge.look_alikes import load_look_alikes
from knowledge.reading import Reader
from knowledge.spelling import Speller
from knowledge.spoken import written
from knowledge.starter_files import FOLDER, load_faq, load_law_names
from knowledge.vocabulary import Vocabulary, count_words, load_vocabulary
from knowledge.wording import normalise
from knowledge.wordings import expand, load_wordings

JIEBA = rjieba.Jieba()


def cut(text: str) -> list[str]:
    return JIEBA.cut(text, False)


def vocabulary_of(*said: str) -> Vocabulary:
    drafts = load_faq().drafts
    asked = [text for draft in drafts for text in (draft.title, *draft.phrases)]
    said = (*said, *(draft.text for draft in drafts))
    return count_words(said, [*asked, *load_wordings().words], cut=cut)


def reader_of(vocabulary: Vocabulary) -> Reader:
    names = load_law_names().aliases
    return Reader(vocabulary, load_wordings(), names, cut=cut, known=JIEBA.has_word)


@pytest.fixture(scope="module")
def vocabulary() -> Vocabulary:
    return vocabulary_of()


@pytest.fixture(scope="module")
def reader(vocabulary: Vocabulary) -> Reader:
    return reader_of(vocabulary)


@pytest.fixture(scope="module")
def lawful(shared: Path) -> Reader:
    """A reader that has read the laws."""
    files = (path for path in (shared / "data" / "laws").rglob("*.md"))
    return reader_of(
        vocabulary_of(
            *(path.read_text(encoding="utf-8") for path in files if "versions" not in path.parts)
        )
    )


@pytest.fixture(scope="module")
def questions(shared: Path) -> list[str]:
    path = shared / "data" / "questions" / "lay-questions.jsonl"
    lines = path.read_text(encoding="utf-8").splitlines()
    return [json.loads(line)["question"] for line in lines]


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("离昏冷静期多久", "离婚冷静期多久"),
        ("宅鸡地能卖吗", "宅基地能卖吗"),
        ("我要申请老动仲裁", "我要申请劳动仲裁"),
        ("申请法律原助", "申请法律援助"),
    ],
)
def test_one_wrong_character_is_put_right(reader, typed, meant):
    assert reader.read(typed).text == meant


def test_what_is_only_likely_is_searched_for_besides_and_changes_nothing(lawful):
    read = lawful.read("抚养非怎么算")
    assert read.text in ("抚养非怎么算", "抚养费怎么算")
    assert "抚养费" in (*read.guesses, read.text[:3])


def test_traditional_characters_and_wide_letters_are_folded_first(reader):
    assert reader.read("離婚冷靜期多久？").text == "离婚冷静期多久?"


def test_no_question_of_the_starter_knowledge_is_changed(reader):
    drafts = load_faq().drafts
    phrases = {normalise(text) for draft in drafts for text in (draft.title, *draft.phrases)}
    assert [phrase for phrase in phrases if reader.read(phrase).text != phrase] == []


def test_no_popular_word_is_taken_for_a_mistake(reader):
    words = load_wordings()
    changed = [word for word in words.meant if reader.read(word).text != word]
    assert changed == []


def test_questions_from_another_trade_are_hardly_changed(lawful, shared):
    lines = (shared / "data" / "pairs" / "dev.csv").read_text(encoding="utf-8").splitlines()
    typed = [part for line in lines[:1500] for part in line.split(",") if len(part) > 5]
    assert sum(lawful._speller.mend(text) != text for text in typed) / len(typed) <= 0.02


def test_real_questions_stay_as_they_were_written(lawful, questions):
    folded = [lawful._speller.mend(question) for question in questions]
    changed = sum(before != after for before, after in zip(questions, folded, strict=True))
    assert changed / len(questions) <= 0.015


def test_a_fifth_of_mistakes_by_sound_at_least_are_put_right_for_certain(lawful, questions, shared):
    table = json.loads((shared / "data" / "typos" / "soundConfusion.json").read_text("utf-8"))
    dice = random.Random(7)
    pairs = [(question, _mistyped(question, table, dice)) for question in questions[::4]]
    right = sum(lawful._speller.mend(wrong) == question for question, wrong in pairs)
    assert right / len(pairs) >= 0.2


def test_an_ordinary_question_takes_less_than_ten_milliseconds(lawful):
    started = time.process_time()
    for _ in range(20):
        lawful.read("我和老公结婚三年他在外面有人了我想离婚孩子归谁")
    assert (time.process_time() - started) / 20 < 0.01


def test_a_message_of_a_thousand_characters_takes_less_than_half_a_second(lawful):
    started = time.process_time()
    lawful.read("老板拖欠工姿半年了他说没钱还不让我们走" * 52)
    assert time.process_time() - started < 0.5


def test_counts_are_kept_and_read_again(vocabulary, tmp_path):
    vocabulary.save(tmp_path / "words.npz")
    kept = load_vocabulary(tmp_path / "words.npz")
    assert kept is not None
    assert kept.words == vocabulary.words
    assert kept.counts.tolist() == vocabulary.counts.tolist()


def test_damaged_counts_count_as_none(tmp_path):
    (tmp_path / "words.npz").write_bytes(b"PK\x03\x04 not an archive")
    assert load_vocabulary(tmp_path / "words.npz") is None
    assert load_vocabulary(tmp_path / "missing.npz") is None


def test_a_town_without_any_texts_changes_nothing():
    nothing = count_words([], [], cut=cut)
    speller = Speller(Language(nothing, JIEBA.has_word), cut=cut, look_alikes={})
    assert speller.read("离昏冷静期多久") == ("离昏冷静期多久", ())


def test_empty_and_strange_texts_are_read_without_harm(reader):
    for text in ("", " ", "？？？", "\U00020000\U0001f600", "a", "1", "的", "𠮷野家离婚"):
        assert isinstance(reader.read(text).text, str)


@pytest.mark.parametrize(
    ("popular", "lawful_word"),
    [
        ("村里老赖欠我钱", "失信被执行人"),
        ("净身出户算数吗", "放弃财产"),
        ("咋申请低保", "最低生活保障"),
        ("遇到碰瓷的", "敲诈勒索"),
        ("小产权房能买不", "集体土地"),
        ("让我996还不给钱", "加班"),
        ("被炒鱿鱼了", "解除劳动合同"),
        ("砍头息", "利息预先扣除"),
    ],
)
def test_popular_words_bring_the_words_of_the_law(reader, popular, lawful_word):
    assert lawful_word in reader.read(popular).extra


def test_the_longest_popular_word_wins():
    assert "赡养" not in expand("养老保险怎么交", load_wordings())


def test_words_already_there_are_not_added():
    assert "赡养" not in expand("不孝子不尽赡养义务养老", load_wordings())


def test_there_are_many_popular_words_and_none_is_misheard():
    words = load_wordings()
    assert len(words.meant) >= 350
    assert not set(words.misheard) & set(words.meant)


def test_misheard_words_are_put_right_but_never_inside_other_words(reader):
    assert reader.read("我要理婚").text == "我要离婚"
    assert reader.read("办理婚姻登记").text == "办理婚姻登记"
    assert reader.read("土地保护").text == "土地保护"


def test_a_wrong_line_among_popular_words_is_named(tmp_path):
    (tmp_path / "wordings.yaml").write_text(
        "wordings:\n  家庭:\n    娃: []\nmisheard: {}\n", encoding="utf-8"
    )
    with pytest.raises(BadInput, match="第 3 行"):
        load_wordings(tmp_path)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("嗯那个我想问老板不发工资", "我想问老板不发工资"),
        ("喂，我我我要离婚", "我要离婚"),
        ("老板老板不发工资怎么办", "老板不发工资怎么办"),
        ("一二三四八是什么电话", "12348是什么电话"),
        ("二零二三年的事", "2023年的事"),
        ("五二零转账要不要退", "五二零转账要不要退"),
        ("让签空白合同、合同不给我", "让签空白合同、合同不给我"),
        ("民法典第一千零七十七条", "民法典第一千零七十七条"),
        ("那个房子归谁", "那个房子归谁"),
        ("人人平等", "人人平等"),
        ("能不能不处罚", "能不能不处罚"),
        ("寄快递,快递公司弄丢了", "寄快递,快递公司弄丢了"),
        ("基金份额、股票", "基金份额、股票"),
    ],
)
def test_speech_loses_what_is_only_said(said, meant):
    assert written(said) == meant


def test_look_alikes_stand_on_both_sides():
    table = load_look_alikes(FOLDER)
    assert "冶" in table["治"][0]
    assert "治" in table["冶"][0]


def _mistyped(question: str, table: dict[str, list[str]], dice: random.Random) -> str:
    places = [at for at, letter in enumerate(question) if table.get(letter)]
    at = dice.choice(places)
    return question[:at] + dice.choice(table[question[at]]) + question[at + 1 :]
