"""The measures of a ranking, against examples worked out by hand."""

import pytest

from knowledge.article_names import article_named
from knowledge.rating import rate, summed_up


def test_places_count_from_one_and_a_name_said_twice_counts_once():
    rating = rate(["x", "a", "a", "y", "b"], {"a", "b", "c"})
    assert (rating.places, rating.wanted, rating.first) == ((2, 5), 3, 2)


def test_recall_is_the_share_of_the_right_ones_and_not_of_the_found_ones():
    rating = rate(["a", "x", "b"], ["a", "b", "c", "d"])
    assert [rating.recall(k) for k in (1, 2, 3, 100)] == [0.25, 0.25, 0.5, 0.5]


def test_the_reciprocal_is_of_the_first_and_ends_at_ten():
    assert rate([*"xxxa"], "a").reciprocal() == 0.25
    assert rate([*"xxxxxxxxxa"], "a").reciprocal() == 0.1
    assert rate([*"xxxxxxxxxxa"], "a").reciprocal() == 0


def test_success_asks_for_any_right_one():
    rating = rate([*"xxab"], "abcd")
    assert [rating.success(k) for k in (1, 2, 3, 5)] == [0, 0, 1, 1]


def test_nothing_found_is_zero_everywhere():
    assert set(summed_up([rate([], "a"), rate(["x"], "a")]).values()) == {0}


def test_figures_are_means_over_questions_whatever_each_has_right():
    figures = summed_up([rate([*"ax"], "ab"), rate([*"xc"], "c")])
    assert figures["recall@1"] == pytest.approx((0.5 + 0) / 2)
    assert figures["recall@3"] == pytest.approx((0.5 + 1) / 2)
    assert figures["mrr@10"] == pytest.approx((1 + 0.5) / 2)
    assert (figures["success@1"], figures["success@3"]) == (0.5, 1)


def test_a_question_without_right_ones_cannot_be_rated():
    with pytest.raises(ValueError, match="nothing is wanted"):
        rate(["a"], [])


@pytest.mark.parametrize(
    "written",
    [
        "刑法第一百二十条之一",
        "中华人民共和国刑法第一百二十条之一",
        "《中华人民共和国刑法》第120条之一",
        "刑法（2020修正）第一百二十条之一",
        "刑法(2023年修订) 第 120 条之 1 第二款第三项",
    ],
)
def test_one_article_is_one_however_it_is_written(written):
    assert article_named(written) == ("刑法", "第一百二十条之一")


def test_laws_in_parts_stay_apart_and_editions_do_not():
    law = "最高人民法院关于适用《中华人民共和国公司法》若干问题的规定"
    second, third = (article_named(f"{law}（{part}）第一条") for part in "二三")
    assert second != third
    assert article_named("著作权法(2020修正)第一条") == article_named("著作权法第一条")


@pytest.mark.parametrize("name", ["宪法修正案（1993年）", "宪法修正案（1999年）"])
def test_a_name_without_an_article_is_the_law(name):
    assert article_named(name).article == ""


def test_an_article_named_inside_a_title_belongs_to_the_title():
    name = "关于适用刑法第六十四条有关问题的批复第二条"
    assert article_named(name) == ("关于适用刑法第六十四条有关问题的批复", "第二条")
