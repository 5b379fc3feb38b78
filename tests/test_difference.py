"""What changed in a wording is shown so that it can be read."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as some

from knowledge.difference import Fate, changes, days_said, difference, list_difference
from knowledge.drafts import Citation, Draft, Kind

DRAFT = Draft(
    Kind.FAQ, "k", "冷静期多久", "冷静期是30天。期满后再去领证。", phrases=("冷静期几天",)
)


def shown(before: str, after: str) -> str:
    marks = {Fate.STAYED: "{}", Fate.WENT: "[-{}-]", Fate.CAME: "[+{}+]"}
    return "".join(marks[piece.fate].format(piece.text) for piece in difference(before, after))


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("冷静期是30天。", "冷静期是30天。", "冷静期是30天。"),
        ("冷静期是30天。", "冷静期是60天。", "冷静期是[-30-][+60+]天。"),
        ("先商量。再打电话。", "先商量。", "先商量。[-再打电话。-]"),
        ("先商量。", "先拨打12345。先商量。", "[+先拨打12345。+]先商量。"),
        ("找村委会。", "请拨打供水热线。", "[-找村委会。-][+请拨打供水热线。+]"),
        ("带身份证、户口本。", "带身份证和户口本。", "带身份证[-、-][+和+]户口本。"),
        ("", "新写的。", "[+新写的。+]"),
        ("第一行\n第二行", "第一行\n\n第二行", "第一行\n[+\n+]第二行"),
    ],
)
def test_a_difference_reads_as_people_would_mark_it(before, after, said):
    assert shown(before, after) == said


@given(some.text("甲乙12。\n", max_size=40), some.text("甲乙12。\n", max_size=40))
def test_both_texts_can_be_read_out_of_a_difference(before, after):
    pieces = difference(before, after)
    assert "".join(piece.text for piece in pieces if piece.fate is not Fate.CAME) == before
    assert "".join(piece.text for piece in pieces if piece.fate is not Fate.WENT) == after


def test_a_list_shows_what_came_and_what_went():
    pieces = list_difference(["甲", "乙"], ["乙", "丙"])
    assert [(piece.fate, piece.text) for piece in pieces] == [
        (Fate.STAYED, "乙"),
        (Fate.CAME, "丙"),
        (Fate.WENT, "甲"),
    ]


def test_only_parts_that_changed_are_named_in_the_order_they_are_read():
    after = replace(
        DRAFT,
        text="冷静期是30日。",
        phrases=(),
        citations=(Citation("中华人民共和国民法典", "第一条"),),
        fields={"topic": "婚姻"},
        valid_until=date(2027, 1, 1),
    )
    found = changes(DRAFT, after)
    assert [change.part for change in found] == ["答案", "主题", "有效期", "相似问法", "依据"]
    assert found[-1].pieces[0].text == "《民法典》第一条"
    assert changes(DRAFT, DRAFT) == []


def test_days_name_the_last_day_that_holds():
    assert days_said(DRAFT) == "长期有效"
    dated = replace(DRAFT, valid_from=date(2026, 1, 1), valid_until=date(2027, 1, 1))
    assert days_said(dated) == "2026年1月1日起至2026年12月31日"


def test_long_texts_are_compared_in_a_moment():
    long = "".join(f"第{n}句话说的是别的事情。" for n in range(1_500))
    other = long.replace("第7句", "第七句").replace("第900句话", "")
    assert len(difference(long, other)) > 3
