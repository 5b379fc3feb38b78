"""Staff close a gap: with a new answer, as a wording of an old one, or as none of theirs."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from askers import DRONE, LAMP, Sayings, gaps, only, record, turn
from builders import NOW, TODAY, faq, faqs, index_of, law, put
from programs import mingbai
from sqlalchemy import update
from sqlmodel import select

from jobs.records.closing import add_wording, answer_gap, dismiss_gap
from jobs.records.gaps import GapState
from knowledge.database import Database, open_database
from knowledge.errors import BadInput, NotAllowed, NotFound
from knowledge.index import Index
from knowledge.tables import Entry, Phrase, Revision
from knowledge.terms import Splitter


def entry_of(database: Database, key: str = "") -> Entry:
    with database.reading() as session:
        wanted = select(Entry).where(Entry.key == key) if key else select(Entry)
        entry = session.exec(wanted).one()
        session.expunge(entry)
        return entry


def publish(database: Database, entry: int) -> None:
    with database.writing() as session:
        session.execute(
            update(Entry).where(Entry.id == entry).values(published=Entry.latest, stamp=99)
        )
        session.execute(update(Entry.metadata.tables["knowledge_edition"]).values(stamp=99))


def test_an_answer_becomes_a_draft_and_answers_the_like_once_it_is_published(database):
    other = "进村那段路的路灯不亮找谁"
    record(database, LAMP, other, f"我13812345678，{LAMP}", meaning=Sayings([LAMP, other]))
    number = next(gap.id for gap in gaps(database) if gap.question == LAMP)
    with database.writing() as session:
        entry = answer_gap(session, number, answer="拨打 12345。", by="小王", now=NOW)
    index = Index(Splitter())
    index.refresh(database)
    assert index.phrase(LAMP, on=TODAY) is None
    publish(database, entry)
    index.refresh(database)
    for said in (LAMP, other):
        found = index.phrase(said, on=TODAY)
        assert found is not None
        assert (found.text, found.title) == ("拨打 12345。", LAMP)
    (closed,) = (gap for gap in gaps(database) if gap.id == number)
    assert (closed.state, closed.closed_by, closed.closed_at) == (GapState.ANSWERED, "小王", NOW)
    assert (closed.entry_id, closed.revision) == (entry, 1)


def test_personal_numbers_leave_no_trace_in_what_is_drafted(database):
    record(database, f"我13812345678，{LAMP}")
    with database.writing() as session:
        answer_gap(session, only(database).id or 0, answer="拨打 12345。", by="小王", now=NOW)
    with database.reading() as session:
        (title,) = session.exec(select(Revision.title)).all()
    assert title == f"我，{LAMP}"


def test_a_long_story_needs_a_title_of_its_own(database):
    story = LAMP + "我每天晚上走夜路都要摔跤" * 8
    record(database, story)
    number = only(database).id or 0
    with pytest.raises(BadInput, match="标题"), database.writing() as session:
        answer_gap(session, number, answer="拨打 12345。", by="小王", now=NOW)
    with database.writing() as session:
        answer_gap(session, number, answer="拨打 12345。", by="小王", now=NOW, title=LAMP)
    assert entry_of(database, LAMP).published is None


def test_a_wording_waits_in_a_draft_beside_what_is_published(database):
    index = index_of(database, faqs(faq("公共照明归谁管", "归村委会。", "照明归谁", but=["手电"])))
    record(database, LAMP)
    entry = entry_of(database)
    with database.writing() as session:
        add_wording(session, only(database).id or 0, entry_id=entry.id or 0, by="小王", now=NOW)
    after = entry_of(database)
    assert (after.published, after.latest) == (1, 2)
    index.refresh(database)
    assert index.phrase(LAMP, on=TODAY) is None
    publish(database, entry.id or 0)
    index.refresh(database)
    found = index.phrase(LAMP, on=TODAY)
    assert found is not None
    assert (found.phrases, found.negatives) == (("照明归谁", LAMP), ("手电",))


def test_a_wording_may_be_published_at_once_but_never_with_the_draft_of_another(database):
    list_of_two = faqs(faq("公共照明归谁管", "归村委会。"), faq("水管归谁管", "归水厂。"))
    index = index_of(database, list_of_two)
    record(database, LAMP)
    gap, light = only(database).id or 0, entry_of(database, "公共照明归谁管").id or 0
    put(database, faqs(faq("水管归谁管", "归自来水公司。")), publish=False)
    with database.writing() as session:
        add_wording(session, gap, entry_id=light, by="小王", now=NOW, publish=True)
    index.refresh(database)
    found = index.phrase(LAMP, on=TODAY)
    assert found is not None
    assert found.id == light
    record(database, DRONE)
    water, drone = entry_of(database, "水管归谁管"), gaps(database)[1].id or 0
    assert (water.published, water.latest) == (1, 2)
    with pytest.raises(NotAllowed, match="草稿"), database.writing() as session:
        add_wording(session, drone, entry_id=water.id or 0, by="小王", now=NOW, publish=True)


def test_a_wording_goes_to_a_question_and_never_to_the_text_of_a_law(database):
    put(database, law("路灯条例", {"1": "路灯由村里修。"}))
    record(database, LAMP)
    with pytest.raises(NotAllowed, match="问答和办事指南"), database.writing() as session:
        add_wording(
            session,
            only(database).id or 0,
            entry_id=entry_of(database).id or 0,
            by="小王",
            now=NOW,
        )


def test_a_wording_that_is_there_already_makes_no_new_revision(database):
    put(database, faqs(faq("公共照明归谁管", "归村委会。", LAMP)))
    record(database, LAMP + "？")
    entry = entry_of(database)
    with database.writing() as session:
        add_wording(session, only(database).id or 0, entry_id=entry.id or 0, by="小王", now=NOW)
    assert (entry_of(database).latest, only(database).state) == (1, GapState.ANSWERED)
    with database.reading() as session:
        assert len(session.exec(select(Phrase)).all()) == 1


def test_what_was_dismissed_counts_on_and_stays_dismissed(database):
    record(database, LAMP)
    with database.writing() as session:
        dismiss_gap(session, only(database).id or 0, by="小王", now=NOW, reason="不归镇里管")
    record(database, turn(LAMP, at=NOW + timedelta(days=1)))
    gap = only(database)
    assert (gap.state, gap.count, gap.reason) == (GapState.DISMISSED, 2, "不归镇里管")


def test_what_should_be_answered_by_now_and_is_not_waits_for_staff_again(database):
    record(database, LAMP)
    with database.writing() as session:
        entry = answer_gap(
            session, only(database).id or 0, answer="拨打 12345。", by="小王", now=NOW
        )
    tomorrow = NOW + timedelta(days=1)
    record(database, turn(LAMP, at=tomorrow))
    assert only(database).state == GapState.ANSWERED  # the draft answers nobody yet
    publish(database, entry)
    record(database, turn(LAMP, at=NOW - timedelta(days=1)))
    assert only(database).state == GapState.ANSWERED  # asked before
    record(database, turn(LAMP, at=tomorrow))
    assert (only(database).state, only(database).count) == (GapState.OPEN, 4)


def test_staff_are_refused_with_a_sentence_before_anything_changes(database):
    record(database, LAMP)
    number = only(database).id or 0
    steps = [
        (BadInput, "姓名", lambda s: dismiss_gap(s, number, by=" ", now=NOW, reason="无关")),
        (BadInput, "原因", lambda s: dismiss_gap(s, number, by="小王", now=NOW, reason=" ")),
        (BadInput, "答案", lambda s: answer_gap(s, number, answer=" ", by="小王", now=NOW)),
        (NotFound, "条目", lambda s: add_wording(s, number, entry_id=9, by="小王", now=NOW)),
        (NotFound, "问题", lambda s: dismiss_gap(s, 99, by="小王", now=NOW, reason="无关")),
    ]
    for refusal, words, step in steps:
        with pytest.raises(refusal, match=words), database.writing() as session:
            step(session)
    assert only(database).state == GapState.OPEN
    with database.writing() as session:
        dismiss_gap(session, number, by="小李", now=NOW, reason="无关")
    with pytest.raises(NotAllowed, match="小李标为不处理"), database.writing() as session:
        answer_gap(session, number, answer="拨打 12345。", by="小王", now=NOW)


def test_gaps_are_seen_and_closed_in_the_terminal(tmp_path: Path):
    assert mingbai(tmp_path, "gap", "list").stdout == "没有等着补答案的问题。\n"
    database = open_database(f"sqlite:///{tmp_path / 'data' / 'mingbai.db'}")
    record(database, LAMP, LAMP, DRONE, nearest=lambda _question: [(7, "公共照明归谁管")])
    database.close()
    listed = json.loads(mingbai(tmp_path, "gap", "list", "--json").stdout)
    assert [(gap["id"], gap["count"], gap["question"]) for gap in listed] == [
        (1, 2, LAMP),
        (2, 1, DRONE),
    ]
    assert LAMP in mingbai(tmp_path, "gap", "list", columns="120").stdout
    assert "最接近的条目 7：公共照明归谁管" in mingbai(tmp_path, "gap", "show", "1").stdout
    answered = mingbai(tmp_path, "gap", "answer", "1", "--answer", "拨打 12345。", "--by", "小王")
    assert (answered.returncode, "问答草稿" in answered.stdout) == (0, True)
    again = mingbai(tmp_path, "gap", "dismiss", "1", "--by", "小李", "--reason", "无关")
    assert (again.returncode, again.stderr) == (1, "这个问题已经由小王补上了答案。\n")
    entry = str(json.loads(mingbai(tmp_path, "gap", "show", "1", "--json").stdout)["entry_id"])
    worded = mingbai(tmp_path, "gap", "add-wording", "2", "--entry", entry, "--by", "小王")
    assert (worded.returncode, worded.stderr) == (0, "")
    assert mingbai(tmp_path, "gap", "list", "--json").stdout == "[]\n"
    assert mingbai(tmp_path, "gap", "dismiss", "1").returncode == 2
