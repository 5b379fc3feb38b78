"""A word of staff on which entry answers a question counts in the ranking, without retraining."""

import pytest
from builders import NOW, TODAY, faq, faqs, index_of, law, put
from sqlalchemy import update
from sqlmodel import select

from jobs.records.exchanges import Turn, confirm_feedback, record_feedback
from jobs.records.recorder import Recorder
from knowledge.database import Database
from knowledge.decision import Verdict, decide
from knowledge.errors import BadInput, NotAllowed, NotFound
from knowledge.index import Index
from knowledge.labels import Label, label
from knowledge.tables import Entry
from knowledge.terms import Splitter

LAMP = "村口黑漆漆的走夜路摔跤找谁"
KNOWN = faqs(
    faq("公共照明归谁管", "归村委会。"),
    faq("走夜路被狗咬找谁", "找狗的主人。"),
    faq("道路有坑摔跤了谁赔", "找养路的单位。"),
)


def entry(database: Database, key: str = "公共照明归谁管") -> int:
    with database.reading() as session:
        return session.exec(select(Entry.id).where(Entry.key == key)).one() or 0


def say(
    database: Database, question: str, number: int, *, good: bool = True, by: str = "小王"
) -> None:
    with database.writing() as session:
        label(session, question, number, good=good, by=by, now=NOW)


def first(index: Index, question: str) -> str:
    return index.search(question, on=TODAY)[0].document.title


def test_a_question_that_staff_gave_to_an_entry_finds_it(database):
    index = index_of(database, KNOWN)
    assert first(index, LAMP) != "公共照明归谁管"
    say(database, LAMP, entry(database))
    assert index.refresh(database)
    decision = decide(LAMP, index, on=TODAY)
    assert decision.verdict is Verdict.ANSWER
    assert decision.matches[0].document.text == "归村委会。"
    assert first(index, "村口黑漆漆走夜路总摔跤该找谁") == "公共照明归谁管"


def test_it_counts_in_the_search_and_is_no_phrase_of_the_entry(database):
    index = index_of(database, KNOWN)
    say(database, LAMP, entry(database))
    index.refresh(database)
    assert index.phrase(LAMP, on=TODAY) is None
    (document,) = (doc for doc in index.documents if doc.title == "公共照明归谁管")
    assert (document.phrases, document.labelled) == ((), (LAMP,))


def test_a_question_that_staff_took_from_an_entry_finds_it_no_more(database):
    index = index_of(database, KNOWN)
    wrong = "走夜路被猫咬找谁"
    assert decide(wrong, index, on=TODAY).matches[0].document.text == "找狗的主人。"
    say(database, wrong, entry(database, "走夜路被狗咬找谁"), good=False)
    index.refresh(database)
    texts = [match.document.text for match in decide(wrong, index, on=TODAY).matches]
    assert "找狗的主人。" not in texts
    assert decide("走夜路被狗咬找谁", index, on=TODAY).matches[0].document.text == "找狗的主人。"


def test_the_newest_word_on_a_question_counts(database):
    index = index_of(database, KNOWN)
    say(database, LAMP, entry(database))
    say(database, LAMP + "？", entry(database), good=False, by="小李")
    with database.reading() as session:
        row = session.exec(select(Label)).one()
        assert (row.good, row.by, row.question) == (False, "小李", LAMP)
    index.refresh(database)
    assert first(index, LAMP) != "公共照明归谁管"


def test_a_start_from_nothing_knows_the_same_as_one_that_took_it_in(database, tmp_path):
    before = Index(Splitter(), tmp_path)
    put(database, KNOWN)
    before.refresh(database)
    say(database, LAMP, entry(database))
    after = Index(Splitter(), tmp_path)  # the segment on disk is without the label
    after.refresh(database)
    assert first(after, LAMP) == "公共照明归谁管"


def test_an_article_of_a_law_may_be_labelled_too(database):
    others = {str(number): f"第{number}类养殖场应当每年检查。" for number in range(3, 30)}
    index = index_of(database, law("照明条例", {"2": "公共场所由建设者负责维护。", **others}))
    say(database, LAMP, entry(database, "第二条"))
    index.refresh(database)
    assert index.search(LAMP, on=TODAY)[0].document.key == "第二条"


def test_a_label_on_what_is_not_published_waits_with_it(database):
    index = index_of(database, KNOWN)
    number = entry(database)
    with database.writing() as session:
        session.execute(update(Entry).where(Entry.id == number).values(published=None))
    say(database, LAMP, number)
    index.refresh(database)
    assert all(doc.title != "公共照明归谁管" for doc in index.documents)


def test_labels_are_refused_with_a_sentence(database):
    put(database, KNOWN)
    number = entry(database)
    with pytest.raises(BadInput, match="空"):
        say(database, "？", number)
    with pytest.raises(NotFound, match="99"):
        say(database, LAMP, 99)
    with pytest.raises(NotAllowed, match="自己的问法"):
        say(database, "公共照明，归谁管？", number, good=False)
    with database.reading() as session:
        assert session.exec(select(Label)).all() == []


def test_what_a_resident_says_of_an_answer_counts_only_when_staff_confirm_it(database):
    index = index_of(database, KNOWN)
    recorder = Recorder(database)
    asked = f"我13812345678，{LAMP}"
    for name, number in (("a", entry(database)), ("b", None)):
        recorder.record(Turn(name, "web", "web:1", asked, "answer", 0.7, NOW, number))
    recorder.close(seconds=30)
    with pytest.raises(NotAllowed, match="还没有评价"), database.writing() as session:
        confirm_feedback(session, "a", by="小王", now=NOW)
    for name in ("a", "b"):
        with database.writing() as session:
            record_feedback(session, name, useful=True)
    assert not index.refresh(database)
    with database.writing() as session:
        confirm_feedback(session, "a", by="小王", now=NOW)
    with pytest.raises(NotAllowed, match="某一个条目"), database.writing() as session:
        confirm_feedback(session, "b", by="小王", now=NOW)
    with pytest.raises(NotFound), database.writing() as session:
        confirm_feedback(session, "nobody", by="小王", now=NOW)
    assert index.refresh(database)
    assert first(index, LAMP) == "公共照明归谁管"
    with database.reading() as session:
        assert session.exec(select(Label.question)).one() == f"我,{LAMP}"
