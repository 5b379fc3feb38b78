"""What is typed in Latin letters is read as Chinese, unless it is not Chinese."""

import time

import pytest
import rjieba

from knowledge.language import Language
from knowledge.pinyin import Pinyin, law_initials, named
from knowledge.starter_files import load_faq, load_law_names
from knowledge.vocabulary import count_words
from knowledge.wordings import load_wordings

JIEBA = rjieba.Jieba()


@pytest.fixture(scope="module")
def pinyin() -> Pinyin:
    drafts = load_faq().drafts
    asked = [text for draft in drafts for text in (draft.title, *draft.phrases)]
    words = count_words(
        [draft.text for draft in drafts], asked, cut=lambda text: JIEBA.cut(text, False)
    )
    return Pinyin(Language(words, JIEBA.has_word), (*words.words, *load_wordings().words))


@pytest.fixture(scope="module")
def initials() -> dict[str, str]:
    return law_initials(load_law_names().aliases)


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("lihun lengjingqi duojiu", "离婚冷静期多久"),
        ("lihunlengjingqiduojiu", "离婚冷静期多久"),
        ("li hun leng jing qi duo jiu", "离婚冷静期多久"),
        ("lǐhūn", "离婚"),
        ("li2hun1", "离婚"),
        ("caili yao tui ma", "彩礼要退吗"),
        ("laoban tuoqian gongzi zenmeban", "老板拖欠工资怎么办"),
        ("zhaijidi neng mai ma", "宅基地能卖吗"),
        ("我想lihun", "我想离婚"),
        ("我要gaota,怎么办", "我要告他,怎么办"),
    ],
)
def test_pinyin_is_read_as_the_words_people_ask_with(pinyin, typed, meant):
    assert pinyin.convert(typed) == meant


@pytest.mark.parametrize(
    "text",
    [
        "wifi密码被盗",
        "app乱扣费",
        "qq被盗",
        "vip会员自动续费",
        "hello",
        "ok",
        "game",
        "my name",
        "https://example.cn/lihun 可靠吗",
        "lihun@example.cn",
        "www.lihun.com",
        "n+1怎么算",
        "离婚冷静期多久",
        "",
    ],
)
def test_what_is_no_pinyin_stays(pinyin, text):
    assert pinyin.convert(text) == text


def test_a_page_of_pinyin_is_read_quickly(pinyin):
    started = time.process_time()
    pinyin.convert("laoban tuoqian gongzi zenmeban " * 30)
    pinyin.convert("xianganjieguang" * 60)
    assert time.process_time() - started < 2


@pytest.mark.parametrize(
    ("typed", "law"),
    [
        ("mfd", "中华人民共和国民法典"),
        ("ldhtf", "中华人民共和国劳动合同法"),
        ("zaglcff", "中华人民共和国治安管理处罚法"),
    ],
)
def test_initials_of_three_letters_and_more_name_a_law(pinyin, initials, typed, law):
    assert named(f"{typed}第38条", initials, pinyin) == f"{law}第38条"
    assert named(typed, initials, pinyin) == law


def test_initials_inside_addresses_and_words_name_nothing(pinyin, initials):
    for text in ("www.mfd.com", "mfdx", "xmfd", "a@mfd", "xf", "mfd-1"):
        assert named(text, initials, pinyin) == text


def test_initials_that_could_mean_two_laws_name_none(initials):
    two = law_initials({"甲乙法": "甲乙法", "假意法": "假意法"})
    assert "jyf" not in two
    assert all(len(typed) >= 3 for typed in initials)
