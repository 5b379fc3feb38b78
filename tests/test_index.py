"""The index follows what is published, from any process, and never answers from the past."""

import shutil
from dataclasses import replace
from datetime import date

import pytest
from builders import TODAY, faq, faqs, index_of, law, put

from knowledge.database import open_database
from knowledge.drafts import Kind
from knowledge.index import Index
from knowledge.segment import build_segment
from knowledge.terms import Splitter

LEAVE = faq("婚假有几天", "三天，各省可以更长。", "结婚放几天假")
WAGES = faq("老板拖欠工资怎么办", "可以投诉，拨打 12333。", "老板不发工资")
LOAN = faq("借条应该怎么写", "写清谁借给谁、多少钱、哪天还。")


def titles(index: Index, question: str, on: date = TODAY) -> list[str]:
    """What is found for a question."""
    return [match.document.title for match in index.search(question, on=on)]


def test_an_empty_index_finds_nothing(database):
    index = Index(Splitter())
    assert not index.refresh(database)
    assert (titles(index, "老板拖欠工资"), list(index.documents), dict(index.laws)) == ([], [], {})
    assert index.phrase("老板拖欠工资", on=TODAY) is None
    assert index.article("民法典", 1, on=TODAY) is None


@pytest.mark.parametrize("question", ["", "  ", "？！", "怎么办", "请问一下", "如何是好吗呢", "😀"])
def test_a_question_that_says_nothing_finds_nothing(sqlite_url, question):
    database = open_database(sqlite_url)
    assert titles(index_of(database, faqs(LEAVE, WAGES)), question) == []
    database.close()


def test_nothing_new_means_nothing_to_do(database):
    index = index_of(database, faqs(LEAVE))
    assert not index.refresh(database)


def test_a_published_change_is_found_without_rebuilding_the_base(database):
    index = index_of(database, faqs(LEAVE, WAGES))
    base = index._now.base
    put(database, faqs(LOAN, title="借贷"))
    assert index.refresh(database)
    assert index._now.base is base
    assert titles(index, "借条怎么写才有效")[0] == "借条应该怎么写"
    assert index.counts() == {"faq": 3}


def test_a_changed_entry_is_found_by_its_new_words_only(database):
    index = index_of(database, faqs(LEAVE, WAGES))
    put(database, faqs(replace(LEAVE, title="丧假多长", phrases=()), WAGES))
    index.refresh(database)
    assert index.phrase("结婚放几天假", on=TODAY) is None
    assert titles(index, "结婚") == []
    assert titles(index, "丧假多长时间") == ["丧假多长"]


def test_an_entry_changed_again_and_again_stays_one_entry(database):
    index = index_of(database, faqs(LEAVE, WAGES))
    for days in "一二三四五":
        put(database, faqs(replace(LEAVE, text=f"{days}天。"), WAGES))
        index.refresh(database)
    assert index.phrase("婚假有几天", on=TODAY).text == "五天。"
    assert titles(index, "婚假") == ["婚假有几天"]


def test_another_process_publishes_and_this_one_sees_it(database):
    index = index_of(database, faqs(LEAVE))
    other = open_database(database.engine.url.render_as_string(hide_password=False))
    put(other, faqs(WAGES, title="劳动"))
    other.close()
    assert index.refresh(database)
    assert titles(index, "老板不发工资") == ["老板拖欠工资怎么办"]


@pytest.mark.parametrize(
    "question",
    [
        "老板拖欠工资怎么办",
        "老板拖欠工资，怎么办？！",
        " 老板 拖欠工资怎么办。",
        "老板拖欠工資怎麼辦",
        "老闆拖欠工資怎麼辦?",
        "“老板”拖欠工资怎么办…",
        "老板\u200b拖欠工资怎么办",
    ],
)
def test_phrases_are_the_same_whatever_the_punctuation_width_and_script(sqlite_url, question):
    database = open_database(sqlite_url)
    index = index_of(database, faqs(LEAVE, WAGES))
    database.close()
    assert index.phrase(question, on=TODAY).key == WAGES.key


def test_full_width_letters_and_digits_are_the_same_phrase(database):
    index = index_of(database, faqs(faq("APP扣费12元怎么退", "联系商家。")))
    assert index.phrase("ａｐｐ扣费１２元怎么退", on=TODAY)


def test_only_entries_that_hold_on_the_day_answer(database):
    summer = {"valid_from": date(2026, 6, 1), "valid_until": date(2026, 9, 1)}
    index = index_of(database, faqs(replace(LEAVE, **summer)))
    days = [date(2026, 5, 31), date(2026, 6, 1), date(2026, 8, 31), date(2026, 9, 1)]
    assert [bool(titles(index, "婚假有几天", on=day)) for day in days] == [False, True, True, False]
    assert [bool(index.phrase("婚假有几天", on=day)) for day in days] == [False, True, True, False]


def test_a_search_may_ask_for_one_kind_only(database):
    articles = law("劳动法", {"50": "不得拖欠工资。"})
    index = index_of(database, faqs(WAGES), articles)
    found = index.search("拖欠工资", on=TODAY, only=Kind.ARTICLE)
    assert [match.document.title for match in found] == ["劳动法第五十条"]


def test_ten_thousand_questions_are_each_found_exactly(sqlite_url):
    database = open_database(sqlite_url)
    many = [faq(f"第{number}号窗口办什么事", f"办第{number}件。") for number in range(10_000)]
    index = index_of(database, faqs(*many))
    database.close()
    for number in range(0, 10_000, 97):
        found = index.phrase(f"第{number}号窗口，办什么事？", on=TODAY)
        assert found.text == f"办第{number}件。"


def test_more_changes_than_the_delta_holds_make_a_new_base(sqlite_url, monkeypatch):
    monkeypatch.setattr("knowledge.index.DELTA_LIMIT", 1)
    database = open_database(sqlite_url)
    index = index_of(database, faqs(LEAVE))
    put(database, faqs(WAGES, LOAN, title="更多"))
    index.refresh(database)
    database.close()
    assert index._now.base.size == 3
    assert titles(index, "老板不发工资") == ["老板拖欠工资怎么办"]


def test_the_second_start_uses_the_segment_on_disk(database, tmp_path, monkeypatch):
    put(database, faqs(LEAVE, WAGES))
    Index(Splitter(), tmp_path / "index").refresh(database)
    built = []
    monkeypatch.setattr(
        "knowledge.index.build_segment",
        lambda documents, like=None: built.append(len(documents)) or build_segment(documents, like),
    )
    second = Index(Splitter(), tmp_path / "index")
    second.refresh(database)
    assert sum(built) == 0
    assert titles(second, "老板不发工资") == ["老板拖欠工资怎么办"]


@pytest.mark.parametrize("damage", [0, 3, 0.5, -1, "text", "other"])
def test_a_damaged_segment_on_disk_is_built_again(sqlite_url, tmp_path, damage):
    database = open_database(sqlite_url)
    put(database, faqs(LEAVE, WAGES))
    Index(Splitter(), tmp_path).refresh(database)
    (path,) = tmp_path.glob("*.npz")
    whole = path.read_bytes()
    spoilt = {"text": "不是文件".encode(), "other": b"\x93NUMPY\x01\x00"}
    end = int(len(whole) * damage) if isinstance(damage, float) else damage
    path.write_bytes(spoilt[damage] if damage in spoilt else whole[:end])
    index = Index(Splitter(), tmp_path)
    index.refresh(database)
    database.close()
    assert titles(index, "老板不发工资") == ["老板拖欠工资怎么办"]
    assert path.read_bytes() == whole


def test_another_database_with_the_same_row_numbers_does_not_use_the_segment(
    sqlite_template, tmp_path
):
    for number, entry in enumerate((WAGES, LOAN)):
        copied = shutil.copy(sqlite_template, tmp_path / f"{number}.db")
        database = open_database(f"sqlite:///{copied}")
        put(database, faqs(replace(entry, key="same")))
        index = Index(Splitter(), tmp_path)
        index.refresh(database)
        database.close()
    assert titles(index, "借条怎么写") == ["借条应该怎么写"]


def test_the_last_article_of_each_law_is_known(database):
    articles = law("中华人民共和国刑法", {"264": "盗窃", "120": "恐怖活动", "120-1": "资助"})
    index = index_of(database, articles)
    assert dict(index.laws) == {"刑法": 264}
    assert index.article("刑法", 120, 1, on=TODAY).text == "资助"
