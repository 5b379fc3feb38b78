"""The starter quiz is fair: one right option each, checked against the law, well mixed."""

import re
import shutil
import time
from collections import Counter
from datetime import date
from itertools import combinations, groupby
from pathlib import Path

import pytest
import test_starter
from rapidfuzz import fuzz

from knowledge.errors import BadInput
from knowledge.quantities import quantities
from knowledge.starter_files import FOLDER, load_hotlines, load_law_names
from knowledge.starter_quiz import TRUE_OR_FALSE, QuizQuestion, load_quiz

CHECKED_ON = date(2026, 11, 23)
TOO_ALIKE = 85
LEANING = 0.10
TOPICS = {
    "婚姻与家庭", "继承与遗嘱", "借贷合同与租房", "人格权与财产", "侵权与赔偿", "劳动与社保",
    "消费与食品", "治安管理", "刑法常识", "防骗反诈", "交通出行", "未成年人与教育",
    "老人妇女与家庭暴力", "土地与村务", "生态环境", "安全与消防", "宪法与国家安全",
    "个人信息与网络", "打官司与调解", "民告官与社会救助",
}  # fmt: skip


@pytest.fixture(scope="module")
def questions() -> tuple[QuizQuestion, ...]:
    return load_quiz()


@pytest.fixture(scope="module")
def laws(shared: Path) -> dict[str, dict[str, str]]:
    return test_starter._laws(shared / "data" / "laws")


def _choices(questions: tuple[QuizQuestion, ...]) -> list[QuizQuestion]:
    return [question for question in questions if not question.is_true_or_false]


def _share(rights: list[int], right: int) -> float:
    return rights.count(right) / len(rights)


def test_a_town_starts_with_enough_questions_on_every_topic(questions):
    assert len(questions) >= 310
    assert {question.topic for question in questions} == TOPICS
    counts = Counter(question.topic for question in questions)
    assert min(counts.values()) >= 10
    assert set(Counter(question.level for question in questions)) == {1, 2, 3}


def test_three_in_four_are_single_choice(questions):
    share = len(_choices(questions)) / len(questions)
    assert 0.7 <= share <= 0.8


def test_right_options_stand_anywhere(questions):
    rights = [question.right for question in _choices(questions)]
    assert all(abs(_share(rights, place) - 0.25) <= LEANING for place in range(4))
    for origin, group in groupby(_choices(questions), key=lambda question: question.origin):
        rights = [question.right for question in group]
        assert all(abs(_share(rights, place) - 0.25) <= LEANING for place in range(4)), origin
    truths = [question.right for question in questions if question.is_true_or_false]
    assert abs(_share(truths, 0) - 0.5) <= LEANING


def test_questions_fit_a_chat_and_speak_plainly(questions):
    for question in questions:
        assert len(question.question) <= 120, question.key
        assert all(len(option) <= 40 for option in question.options), question.key
        assert 20 <= len(question.explanation) <= 120, question.key
        said = " ".join((question.question, question.explanation, *question.options))
        assert not re.search(r"你|！|!|本法|前款|之规定|应予|以上(都|全)|都不?对|[{}]", said), (
            question.key
        )
        assert not re.search(r"张三|李四|王五|小[明红刚丽]|[张王李赵刘陈]某", said), question.key
        assert question.checked_on == CHECKED_ON


def test_the_right_option_is_not_given_away_by_its_length(questions):
    choices = _choices(questions)
    longest = [question for question in choices if _is_longest(question)]
    assert len(longest) / len(choices) <= 0.4


def _is_longest(question: QuizQuestion) -> bool:
    lengths = [len(option) for option in question.options]
    return lengths[question.right] == max(lengths) and lengths.count(max(lengths)) == 1


def test_no_two_questions_ask_the_same(questions):
    keys = [question.key for question in questions]
    assert len(keys) == len(set(keys))
    for one, other in combinations(questions, 2):
        assert fuzz.ratio(one.question, other.question) < TOO_ALIKE, (one.key, other.key)


def test_options_of_a_question_differ(questions):
    for question in _choices(questions):
        assert len(set(question.options)) == 4
        assert not set(question.options) & set(TRUE_OR_FALSE), question.key


def test_only_hotlines_are_named_as_numbers_to_call(questions):
    known = {hotline.number for hotline in load_hotlines()}
    for question in questions:
        said = " ".join((question.question, question.explanation, *question.options))
        called = set(re.findall(r"(?<!\d)(?:1[12]\d|1[02]\d{3}|96\d{3})(?!\d|元|天|%)", said))
        assert called <= known, question.key
        assert not re.search(r"\d{6,}", said), question.key


def test_every_citation_is_an_article_of_a_law_in_force(questions, laws):
    past = {old.name for old in load_law_names().replaced if old.since <= CHECKED_ON}
    for question in questions:
        for cited in question.citations:
            assert cited.article in laws[cited.law], (question.key, cited)
            assert cited.law not in past, (question.key, cited)


def test_every_number_of_an_answer_stands_in_a_cited_article(questions, laws):
    for question in questions:
        text = "".join(laws[cited.law][cited.article] for cited in question.citations)
        right = question.options[question.right]
        said = quantities(f"{right}\n{question.explanation}", exact=True)
        assert said <= quantities(text) | quantities(question.question), question.key


def test_no_explanation_copies_a_law(questions, laws):
    for question in questions:
        text = "".join(laws[cited.law][cited.article] for cited in question.citations)
        sentences = re.split(r"[。；]", question.explanation)
        assert not [said for said in sentences if len(said) >= 20 and said in text], question.key


def test_questions_load_quickly():
    start = time.process_time()
    load_quiz()
    assert time.process_time() - start < 2


@pytest.mark.parametrize(
    ("old", "new", "reason"),
    [
        ("    right: C", "    right: E", "内容不合要求"),
        ("      - 男22周岁，女20周岁\n", "", "要有四个选项"),
        ("      - 男20周岁，女18周岁", "      - 男22周岁，女20周岁", "有两个选项相同"),
        (
            "    options: [对, 错]\n    right: A",
            "    options: [对, 错]\n    right: C",
            "没有 C 这个",
        ),
        ("    options: [对, 错]", "    options: [是, 否]", "写 \\[对, 错\\]"),
        ("    level: 1", "    level: 4", "内容不合要求"),
        ("article: 第一千零四十七条", "article: 1047", "应当是文字"),
        ("id: cooling-off-after", "id: cooling-off", "已经在前面写过了"),
        ("    explanation:", "    because:", "多出了不认识的一项|缺少这一项"),
    ],
)
def test_a_bad_file_names_the_file_the_line_and_the_reason(tmp_path, old, new, reason):
    folder = tmp_path / "starter"
    shutil.copytree(FOLDER, folder)
    path = folder / "quiz-family.yaml"
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(BadInput, match=reason) as caught:
        load_quiz(folder)
    assert re.search(r"^quiz-family\.yaml 第 \d+ 行", str(caught.value))


def test_a_folder_without_questions_is_said_plainly(tmp_path):
    with pytest.raises(BadInput, match=r"没有 quiz-\*\.yaml"):
        load_quiz(tmp_path)
