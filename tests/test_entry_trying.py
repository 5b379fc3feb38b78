"""A draft is tried out as if it were published: same way, same ranking, and nothing is written."""

import pytest
from builders import NOW, TODAY, ask, faq, faqs, index_of, knowledge_of, law, put
from sqlmodel import select

from knowledge.drafts import Citation, Kind
from knowledge.entry_documents import document_of, unsaved_document
from knowledge.entry_keeping import rewrite
from knowledge.entry_likeness import Like, like_entries
from knowledge.entry_review import hand_in, pass_step
from knowledge.entry_wordings import working
from knowledge.law_typing import citing, offer_articles, offer_laws
from knowledge.tables import Entry

CODE = "中华人民共和国民法典"
LAMP = faq("路灯坏了找谁修", "找村委会。", "路灯不亮", key="lamp")
WATER = faq("水管爆了找谁修", "找水厂。", law=f"{CODE} 第一千零七十七条")
LAWS = (
    law(CODE, {"107": "一百零七。", "1077": "三十日内可以撤回。", "1078": "发给离婚证。"}),
    law("中华人民共和国劳动合同法", {"10": "应当订立书面劳动合同。"}),
    law("中华人民共和国劳动法", {"1": "为了保护劳动者。"}),
)


def number_of(database, key: str) -> int:
    with database.reading() as session:
        return session.exec(select(Entry.id).where(Entry.key == key)).one() or 0


def tried(database, index, number: int):
    """The index as if the newest wording were published."""
    with database.reading() as session:
        entry = session.get_one(Entry, number)
        return index.with_draft(document_of(session, entry, working(session, entry)))


def test_a_draft_answers_on_trial_just_as_it_does_once_published(database):
    index = index_of(database, faqs(LAMP, WATER))
    number = number_of(database, "lamp")
    changed = faq("路灯坏了找谁修", "拨打 12345。", "夜里村道太黑", but=["路灯不亮"])
    with database.writing() as session:
        rewrite(session, number, changed, by="小王", now=NOW, base=1)
    trial = tried(database, index, number)
    asked = ("夜里村道太黑", "路灯不亮", "水管爆了", "路灯坏了找谁", "天气")
    foreseen = [ask(knowledge_of(trial), question) for question in asked]
    assert foreseen[0].text == "拨打 12345。"
    assert ask(knowledge_of(index), "路灯坏了找谁修").text == "找村委会。"
    with database.writing() as session:
        hand_in(session, number, by="小王", now=NOW)
        pass_step(session, number, by="老李", now=NOW, steps_needed=1)
    index.refresh(database)
    assert [ask(knowledge_of(index), question) for question in asked] == foreseen


def test_what_nobody_saved_yet_can_be_tried_too(database):
    index = index_of(database, faqs(WATER))
    trial = index.with_draft(unsaved_document(LAMP))
    assert ask(knowledge_of(trial), "路灯不亮").text == "找村委会。"
    assert index.phrase("路灯不亮", on=TODAY) is None
    with database.reading() as session:
        assert len(session.exec(select(Entry)).all()) == 1


def test_whoever_writes_is_told_of_entries_that_ask_the_same(database):
    index = index_of(database, faqs(LAMP, WATER))
    lamp = number_of(database, "lamp")
    put(database, faqs(faq("电线杆倒了怎么办", "远离。"), title="用电"), publish=False)

    def like(*said: str, without: int = 0) -> list[Like]:
        with database.reading() as session:
            return like_entries(session, index, said, on=TODAY, without=without)

    assert like("路灯坏了，找谁修？") == [Like(lamp, "路灯坏了找谁修", same=True)]
    assert [one.id for one in like("路灯坏了该找谁修")] == [lamp]
    assert like("路灯坏了找谁修", without=lamp) == []
    (draft,) = like("电线杆倒了怎么办？")
    assert (draft.title, draft.same, draft.draft) == ("电线杆倒了怎么办", True, True)
    assert like("灯", "") == []


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("劳动", "劳动法"),
        ("劳动合同", "劳动合同法"),
        ("中华人民共和国民", "民法典"),
        ("合同法", "劳动合同法"),
        ("民法点", "民法典"),
    ],
)
def test_a_law_is_found_by_what_is_typed_of_it(database, typed, first):
    index = index_of(database, *LAWS)
    assert offer_laws(typed, index)[0] == first


@pytest.mark.parametrize(
    ("typed", "names"),
    [
        ("107", ["第一百零七条", "第一千零七十七条", "第一千零七十八条"]),
        ("第一千零七十七条", ["第一千零七十七条"]),
        ("离婚证", ["第一千零七十八条"]),
        ("", ["第一百零七条", "第一千零七十七条", "第一千零七十八条"]),
        ("没有的话", []),
    ],
)
def test_an_article_is_found_by_its_number_or_its_words(database, typed, names):
    index = index_of(database, *LAWS)
    assert [one.name for one in offer_articles(CODE, typed, index, on=TODAY)] == names


def test_an_article_names_the_entries_that_rest_on_it(database):
    index = index_of(database, *LAWS, faqs(LAMP, WATER))
    assert [one.title for one in citing("民法典", "第一千零七十七条", index)] == [WATER.title]
    assert citing("劳动法", "第一条", index) == []
    assert Citation(CODE, "第一千零七十七条") in WATER.citations
    assert WATER.kind is Kind.FAQ
