"""What residents write is kept without the numbers that lead to a person."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from jobs.records.masking import mask

WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
FULL_WIDTH = str.maketrans("0123456789X-", "０１２３４５６７８９Ｘ－")


def identity_card(county: str, birthday: date, serial: int) -> str:
    """Make a number as the national standard does, check digit included."""
    digits = f"{county}{birthday:%Y%m%d}{serial:03d}"
    rest = sum(weight * int(digit) for weight, digit in zip(WEIGHTS, digits, strict=True)) % 11
    return digits + "10X98765432"[rest]


identity_cards = st.builds(
    identity_card,
    st.sampled_from(["110101", "620724", "440306", "659001", "820000"]),
    st.dates(date(1900, 1, 1), date(2026, 11, 23)),
    st.integers(0, 999),
)
mobiles = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)
cards = st.from_regex(r"62(?:[0-9]{14,15}|[0-9]{17})", fullmatch=True)
words = st.text(alphabet="我的号码是在家里，。：", max_size=6)


@given(identity_cards, words, words)
def test_an_identity_card_is_masked_wherever_it_stands(number, before, after):
    assert mask(before + number + after) == f"{before}〔身份证号〕{after}"


@given(identity_cards, st.sampled_from([" ", "-", "　", "  "]))
def test_an_identity_card_is_masked_however_it_is_spaced(number, gap):
    for cuts in ((6, 14), (6, 10, 14), (4, 8, 12, 16)):
        pieces = [number[a:b] for a, b in zip((0, *cuts), (*cuts, 18), strict=True)]
        assert not any(character.isdigit() for character in mask(gap.join(pieces)))


@given(identity_cards)
def test_an_identity_card_is_masked_in_full_width_and_small_letters(number):
    assert mask(number.translate(FULL_WIDTH)) == "〔身份证号〕"
    assert mask(number.lower()) == "〔身份证号〕"


@given(mobiles, words, words)
def test_a_mobile_number_is_masked_wherever_it_stands(number, before, after):
    assert mask(before + number + after) == f"{before}〔手机号〕{after}"


@given(mobiles, st.sampled_from(["", "+86", "+86 ", "0086-", "86"]), st.sampled_from(" -　"))
def test_a_mobile_number_is_masked_with_prefix_and_gaps(number, prefix, gap):
    spaced = gap.join((number[:3], number[3:7], number[7:]))
    assert mask(prefix + spaced) == mask(prefix + number) == "〔手机号〕"


@given(cards, words, words)
def test_a_bank_card_is_masked_wherever_it_stands(number, before, after):
    assert mask(before + number + after) == f"{before}〔银行卡号〕{after}"


@given(cards, st.sampled_from([" ", "-", "  "]))
def test_a_bank_card_read_in_fours_is_masked(number, gap):
    fours = [number[start : start + 4] for start in range(0, len(number), 4)]
    assert mask(gap.join(fours)) == "〔银行卡号〕"


@given(st.text(alphabet="0123456789Xx -+()@.a京A·，电话微信号０５〔〕", max_size=80))
def test_masking_twice_changes_nothing_more(text):
    assert mask(mask(text)) == mask(text)


@given(st.text(alphabet=st.characters(min_codepoint=0x3001, max_codepoint=0x9FFF), max_size=80))
def test_plain_chinese_stays(text):
    assert mask(text) == text


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("张三13812345678李四13912345678", "张三〔手机号〕李四〔手机号〕"),
        ("打1 3 8 1 2 3 4 5 6 7 8", "打〔手机号〕"),
        ("138.1234.5678或者138 12345678", "〔手机号〕或者〔手机号〕"),
        ("旧证620724900101123", "旧证〔身份证号〕"),
        ("0936-6621234转801", "〔固定电话〕转801"),
        ("(010)88881234和0936 6621234", "〔固定电话〕和〔固定电话〕"),
        ("+86 936 6621234", "〔固定电话〕"),
        ("家里电话：6621234", "家里电话：〔固定电话〕"),
        ("卡号622202 1234567890123", "卡号〔银行卡号〕"),
        ("订单12345678901234567890123", "订单〔长号码〕"),
        ("邮箱zhang.san@qq.com。", "邮箱〔邮箱〕。"),
        ("加我微信：wang_fang88，QQ号123456789", "加我微信：〔账号〕，QQ号〔账号〕"),
        ("甘G12345和甘GD12345撞了，甘G·1234学也在", "〔车牌号〕和〔车牌号〕撞了，〔车牌号〕也在"),
    ],
)
def test_other_personal_numbers_are_masked(text, masked):
    assert mask(text) == masked


@pytest.mark.parametrize(
    "text",
    [
        "打110、12348、96110还是12345？",
        "12348 12345 12315 110 119 120 122",
        "客服400-810-0000，4008100000，95588",
        "2026-11-23 18:00 至 2026年12月4日，20261204",
        "赔了100000元，合同写100,000,000.00元，1234567890元",
        "国办函〔2026〕12号",
        "（2026）甘0724民初1234号",
        "《民法典》第一千零七十七条，第1077条第2款",
        "2023 2024 2025 2026 年的工资",
        "年利率3.14159%，面积120.5平方米，邮编734300",
        "微信群里有人骂我，QQ被盗了，微信转账2000元",
    ],
)
def test_hotlines_dates_sums_and_articles_stay(text):
    assert mask(text) == text


@given(st.dates(date(1949, 10, 1), date(2099, 12, 31)), st.integers(1, 99_999_999))
def test_any_date_and_any_sum_stay(day, sum_of_money):
    text = f"{day:%Y-%m-%d}借出{sum_of_money}元，{day:%Y%m%d}到期"
    assert mask(text) == text
