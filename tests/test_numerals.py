"""Numerals, article numbers and dates, as laws write them and as people type them."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.numerals import article_name, chinese_dates, parse_article, to_chinese, to_int


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("一千零七十九", 1079),
        ("一百二十", 120),
        ("一百一十五", 115),
        ("一百十五", 115),
        ("十五", 15),
        ("一十五", 15),
        ("二十", 20),
        ("两百", 200),
        ("两千零三", 2003),
        ("二〇二三", 2023),
        ("二○二三", 2023),
        ("零", 0),
        ("〇", 0),
        ("１２０", 120),
        (" 3 ", 3),
        ("一万二千", 12000),
        ("十二万零五", 120005),
    ],
)
def test_numerals_are_read_in_every_common_way(text: str, number: int) -> None:
    assert to_int(text) == number


@pytest.mark.parametrize(
    "text", ["", "条", "百", "十十", "一二十", "一百二", "三点五", "-1", "千百"]
)
def test_what_is_no_numeral_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="不是数字"):
        to_int(text)


@given(st.integers(min_value=0, max_value=99_999_999))
def test_every_number_written_in_chinese_is_read_back(number: int) -> None:
    assert to_int(to_chinese(number)) == number


def test_numbers_are_written_as_laws_write_them() -> None:
    written = [to_chinese(number) for number in (10, 12, 20, 110, 101, 1005, 1079, 1260)]
    assert written == [
        *("十", "十二", "二十", "一百一十"),
        *("一百零一", "一千零五", "一千零七十九", "一千二百六十"),
    ]


def test_a_number_out_of_range_is_refused() -> None:
    with pytest.raises(ValueError, match="超出"):
        to_chinese(-1)


def test_an_article_is_named_with_its_sub_number() -> None:
    assert article_name(1079) == "第一千零七十九条"
    assert article_name(120, 1) == "第一百二十条之一"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("第一千零七十九条", (1079, 0)),
        ("第一百二十条之一", (120, 1)),
        ("120条之一", (120, 1)),
        ("第120条", (120, 0)),
        ("第 １２０ 条", (120, 0)),
        ("120-1", (120, 1)),
    ],
)
def test_an_article_number_is_read_however_it_is_typed(
    text: str, expected: tuple[int, int]
) -> None:
    assert parse_article(text) == expected


@pytest.mark.parametrize("text", ["", "第条", "第一章", "第一条第二款", "一百二十"])
def test_what_is_no_article_number_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="不是条文号"):
        parse_article(text)


@given(st.integers(min_value=1, max_value=9999), st.integers(min_value=0, max_value=20))
def test_every_article_name_is_read_back(number: int, sub: int) -> None:
    assert parse_article(article_name(number, sub)) == (number, sub)


def test_dates_are_found_in_the_order_they_stand() -> None:
    text = "２０２０年5月28日通过，二〇二一年十月二十三日修订，2022-01-01、1994 年 8 月 31 日"
    assert chinese_dates(text) == [
        *(date(2020, 5, 28), date(2021, 10, 23)),
        *(date(2022, 1, 1), date(1994, 8, 31)),
    ]


def test_a_day_the_calendar_does_not_have_is_passed_over() -> None:
    assert chinese_dates("2023年2月30日和2023年2月28日") == [date(2023, 2, 28)]
