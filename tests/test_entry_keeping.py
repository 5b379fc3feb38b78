"""Entries are written as drafts: no words are lost, and nothing unfit is kept."""

from dataclasses import replace
from datetime import date

import pytest
from builders import NOW, TODAY, faq, faqs, index_of, law, put
from sqlmodel import select

from knowledge.database import Database
from knowledge.drafts import Citation, Draft, Kind
from knowledge.entry_keeping import Outrun, restore, rewrite, write_new
from knowledge.entry_wordings import wording, wordings, working
from knowledge.errors import BadInput, NotAllowed
from knowledge.tables import Entry

ANSWER = Draft(
    Kind.FAQ,
    "",
    "路灯坏了找谁",
    "拨打 12345。",
    section="公共设施",
    phrases=("路灯不亮", "路灯 不亮？"),
    negatives=("手电坏了",),
    citations=(Citation("中华人民共和国民法典", "1077"),),
    fields={"topic": "公共设施", "hotline": "12345"},
    valid_until=date(2027, 1, 1),
)


def written(database: Database, draft: Draft = ANSWER, *, by: str = "小王") -> int:
    with database.writing() as session:
        return write_new(session, draft, by=by, now=NOW)


def saved(database: Database, number: int, draft: Draft, *, base: int, by: str = "小王") -> int:
    with database.writing() as session:
        return rewrite(session, number, draft, by=by, now=NOW, base=base, remark="改电话")


def test_a_new_question_is_kept_whole_and_answers_nobody_yet(database):
    number = written(database)
    with database.reading() as session:
        entry = session.get_one(Entry, number)
        found = working(session, entry)
    kept = replace(
        ANSWER,
        key="路灯坏了找谁",
        phrases=("路灯不亮",),
        citations=(Citation("中华人民共和国民法典", "第一千零七十七条"),),
    )
    assert (found.draft, found.by, entry.published) == (kept, "小王", None)
    assert index_of(database).phrase(ANSWER.title, on=TODAY) is None


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"title": " ？ "}, "请写上问题"),
        ({"text": " \n "}, "请写上答案"),
        ({"title": "问" * 201}, "最多 200 个字"),
        ({"text": "答" * 4001}, "最多 4000 个字"),
        ({"phrases": ("问" * 201,)}, "太长"),
        ({"phrases": tuple(f"问法{n}" for n in range(101))}, "最多 100 句"),
        ({"negatives": ("路灯坏了，找谁？",)}, "既是问法又是反例"),
        ({"valid_from": date(2027, 1, 1), "valid_until": date(2026, 1, 1)}, "有效期"),
        ({"citations": (Citation("民法典", "第一百条款"),)}, "不是条文号"),
        ({"fields": {"hotline": "找小王"}}, "不像一个号码"),
        ({"fields": {"topic": "题" * 31}}, "主题最多"),
    ],
)
def test_what_is_unfit_is_refused_with_what_to_mend(database, values, said):
    with pytest.raises(BadInput, match=said):
        written(database, replace(ANSWER, **values))


def test_the_very_same_question_is_not_written_twice(database):
    written(database)
    with pytest.raises(BadInput, match="已经有人写过"):
        written(database, replace(ANSWER, title="路灯坏了，找谁？"))


def test_a_question_that_was_renamed_leaves_its_name_free(database):
    first = written(database)
    saved(database, first, replace(ANSWER, title="公共照明坏了找谁"), base=1)
    assert written(database) != first


def test_only_questions_and_guides_are_written(database):
    with pytest.raises(NotAllowed, match="请导入"):
        written(database, replace(ANSWER, kind=Kind.ARTICLE))
    put(database, law("路灯条例", {"1": "路灯由村里修。"}))
    with database.reading() as session:
        article = session.exec(select(Entry.id)).one() or 0
    with pytest.raises(NotAllowed, match="照原文收录"):
        saved(database, article, ANSWER, base=1)


def test_an_edit_is_a_newer_draft_and_the_published_wording_goes_on_answering(database):
    index = index_of(database, faqs(faq("路灯坏了找谁", "找村委会。", "路灯不亮")))
    with database.reading() as session:
        number = session.exec(select(Entry.id)).one() or 0
    assert saved(database, number, ANSWER, base=1) == 2
    index.refresh(database)
    found = index.phrase("路灯不亮", on=TODAY)
    assert found is not None
    assert (found.text, found.valid_until) == ("找村委会。", None)
    with database.reading() as session:
        entry = session.get_one(Entry, number)
        assert (entry.published, entry.latest, entry.valid_until) == (1, 2, None)
        newest = working(session, entry)
    assert (newest.draft.text, newest.remark) == ("拨打 12345。", "改电话")
    assert newest.draft.valid_until == date(2027, 1, 1)


def test_words_that_say_the_same_make_no_new_revision(database):
    number = written(database)
    assert saved(database, number, ANSWER, base=1) == 1


def test_the_second_saver_is_shown_what_the_first_wrote(database):
    number = written(database)
    saved(database, number, replace(ANSWER, text="找镇里。"), base=1, by="小陈")
    with pytest.raises(Outrun, match="小陈已经另存了一稿") as refused:
        saved(database, number, replace(ANSWER, text="找县里。"), base=1)
    assert (refused.value.theirs.number, refused.value.theirs.draft.text) == (2, "找镇里。")
    with database.reading() as session:
        assert len(wordings(session, session.get_one(Entry, number))) == 2


def test_an_old_wording_comes_back_as_a_new_draft(database):
    number = written(database)
    saved(database, number, replace(ANSWER, text="找镇里。", phrases=()), base=1)
    with database.writing() as session:
        assert restore(session, number, 1, by="老李", now=NOW, base=2) == 3
    with database.reading() as session:
        entry = session.get_one(Entry, number)
        first, third = wording(session, entry, 1), wording(session, entry, 3)
    assert (third.draft, third.by, third.remark) == (first.draft, "老李", "恢复第 1 稿")
    with pytest.raises(NotAllowed, match="最新的一稿"), database.writing() as session:
        restore(session, number, 3, by="老李", now=NOW, base=3)


def test_what_the_editor_does_not_show_is_kept(database):
    guide = Draft(
        Kind.GUIDE, "g", "身份证补办", "带户口本。", fields={"blanks": "地址", "topic": "户籍"}
    )
    number = written(database, guide)
    saved(database, number, replace(guide, text="带上户口本。", fields={"topic": "证件"}), base=1)
    with database.reading() as session:
        fields = working(session, session.get_one(Entry, number)).draft.fields
    assert fields == {"blanks": "地址", "topic": "证件"}
