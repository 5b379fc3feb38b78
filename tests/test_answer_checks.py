"""Staff look at answers: those called useless, unsure ones and a lot; their word teaches."""

import json
from datetime import datetime, timedelta

import pytest
from askers import LAMP, gaps, record, turn
from builders import NOW, TODAY, faq, faqs, index_of, law, put
from programs import mingbai
from sqlmodel import select

from jobs.records.checking import count_doubts, count_unhelpful, doubts, draw, tally, unhelpful
from jobs.records.closing import add_wording, dismiss_gap, wordings
from jobs.records.exchanges import Turn, erase_conversation, record_feedback
from jobs.records.gaps import GapState, find_gap
from jobs.records.judging import judge, settle
from jobs.records.reopening import gap_of, reopen_gap
from jobs.records.right_answers import right_answers
from jobs.records.verdicts import About, CheckedAnswer, Grade
from knowledge.audit import AuditRow, check_chain
from knowledge.database import Database, open_database
from knowledge.errors import BadInput, NotAllowed, NotFound
from knowledge.labels import Label
from knowledge.tables import Entry

HOUR = timedelta(hours=1)
LONG_AGO = NOW - timedelta(days=30)
WALL = "邻居家的院墙倒了压坏我的菜谁赔"


def answered(
    exchange: str,
    question: str,
    entry: int | None,
    *,
    confidence: float = 0.8,
    at: datetime = NOW,
    conversation: str = "web:1",
) -> Turn:
    """An answer of the bot's."""
    return Turn(exchange, "web", conversation, question, "answer", confidence, at, entry)


def entries(database: Database) -> list[int]:
    """Two questions, the second of which rests on an article."""
    put(
        database,
        faqs(
            faq("公共照明归谁管", "归村委会。"),
            faq("墙倒了谁赔", "主人赔。", law="中华人民共和国民法典 第一千二百五十三条"),
        ),
    )
    with database.reading() as session:
        return [number or 0 for number in session.exec(select(Entry.id).order_by(Entry.id))]


def grade(database: Database, exchange: str, given: Grade, *, right: int | None = None, at=NOW):
    with database.writing() as session:
        return judge(
            session,
            exchange,
            about=About.SAMPLE,
            grade=given,
            by="沈审核",
            now=at,
            right_entry=right,
        )


def labels(database: Database) -> set[tuple[int, bool]]:
    with database.reading() as session:
        return {(one.entry_id, one.good) for one in session.exec(select(Label))}


def acts(database: Database) -> list[str]:
    with database.reading() as session:
        assert check_chain(session) == ""
        return [row.action for row in session.exec(select(AuditRow).order_by(AuditRow.number))]


def test_what_residents_called_useless_waits_until_somebody_looked(database):
    light, _ = entries(database)
    record(database, answered("a", WALL, light), answered("b", WALL, light, at=NOW + HOUR))
    with database.writing() as session:
        record_feedback(session, "a", useful=False, comment="答非所问，打13812345678")
        record_feedback(session, "b", useful=False)
    with database.reading() as session:
        found = [(row.id, row.comment) for row in unhelpful(session)]
    assert found == [("b", ""), ("a", "答非所问，打〔手机号〕")]
    with database.writing() as session:
        settle(session, "a", about=About.FEEDBACK, by="起小草", now=NOW)
    with database.reading() as session:
        assert [row.id for row in unhelpful(session)] == ["b"]
        assert count_unhelpful(session) == 1
        assert doubts(session, since=LONG_AGO) == []  # those have a list of their own


def test_unsure_answers_are_one_for_each_question_and_leave_when_judged(database):
    light, wall = entries(database)
    sure = answered("s", "墙倒了谁赔", wall, confidence=0.99)
    again = answered("b", WALL, light, confidence=0.76, at=NOW + HOUR)
    record(database, answered("a", WALL, light), again, sure, turn(LAMP))
    with database.reading() as session:
        (only,) = doubts(session, since=LONG_AGO)
        assert (only.question, only.count, only.confidence, only.last_at) == (
            *(WALL, 2, 0.76),
            NOW + HOUR,
        )
        assert count_doubts(session, since=LONG_AGO) == 1
    grade(database, only.exchange, Grade.PARTLY, at=NOW + 2 * HOUR)
    with database.reading() as session:
        assert doubts(session, since=LONG_AGO) == []
    record(database, answered("c", WALL, light, at=NOW + 3 * HOUR))
    with database.reading() as session:
        assert [one.exchange for one in doubts(session, since=LONG_AGO)] == [
            "c"
        ]  # it came again since


def test_a_lot_stays_the_same_while_it_is_judged(database):
    light, _ = entries(database)
    asked = [answered(f"x{at}", f"第{at}个问题怎么办", light) for at in range(30)]
    record(database, *asked, answered("old", WALL, light, at=NOW - 40 * HOUR), turn(LAMP))
    period = {"since": NOW - HOUR, "until": NOW + HOUR, "size": 5}
    with database.reading() as session:
        first = [one.exchange.id for one in draw(session, **period, lot="甲")]
        other = [one.exchange.id for one in draw(session, **period, lot="乙")]
    assert len(first) == 5
    assert "old" not in first
    assert first != other
    grade(database, first[2], Grade.RIGHT)
    with database.reading() as session:
        again = draw(session, **period, lot="甲")
        assert [one.exchange.id for one in again] == first
        assert [one.verdict.grade if one.verdict else None for one in again] == [
            *(None, None, Grade.RIGHT, None, None)
        ]
        assert tally(session, since=NOW - HOUR, until=NOW + HOUR) == {Grade.RIGHT: 1}


def test_a_wrong_answer_speaks_against_its_entry_and_for_the_right_one(database):
    light, wall = entries(database)
    record(database, answered("a", WALL, light))
    grade(database, "a", Grade.WRONG, right=wall)
    assert labels(database) == {(light, False), (wall, True)}
    grade(database, "a", Grade.RIGHT)  # a second look
    assert labels(database) == {(light, True), (wall, True)}
    with database.reading() as session:
        row = session.exec(select(CheckedAnswer)).one()
    assert (row.grade, row.right_entry_id, row.by) == (Grade.RIGHT, light, "沈审核")
    assert acts(database) == ["judge", "judge"]


def test_a_right_verdict_is_found_by_the_next_who_asks(database):
    light, wall = entries(database)
    index = index_of(database)
    record(database, answered("a", WALL, light))
    grade(database, "a", Grade.WRONG, right=wall)
    index.refresh(database)
    assert [one.document.id for one in index.search(WALL, on=TODAY)] == [wall]


def test_what_cannot_be_judged_is_refused_with_a_sentence(database):
    light, _ = entries(database)
    record(
        database, turn(LAMP), answered("own", "公共照明归谁管", light), answered("a", WALL, light)
    )
    with database.reading() as session:
        unknown = gaps(database)[0]
        (exchange,) = (row for row in draw_ids(session) if row not in ("own", "a"))
    steps = [
        (NotAllowed, "没有可以判断", lambda: grade(database, exchange, Grade.WRONG)),
        (NotAllowed, "自己的问法", lambda: grade(database, "own", Grade.WRONG)),
        (BadInput, "正是", lambda: grade(database, "a", Grade.WRONG, right=light)),
        (NotFound, "不在了", lambda: grade(database, "a", Grade.WRONG, right=99)),
        (NotFound, "可能已经清除", lambda: grade(database, "none", Grade.RIGHT)),
    ]
    for refusal, words, step in steps:
        with pytest.raises(refusal, match=words):
            step()
    assert labels(database) == set()
    assert acts(database) == []
    assert unknown.state == GapState.OPEN


def draw_ids(session) -> list[str]:
    from jobs.records.exchanges import Exchange

    return list(session.exec(select(Exchange.id)))


def test_who_erases_a_conversation_erases_what_was_found_about_it(database):
    light, _ = entries(database)
    record(database, answered("a", WALL, light), answered("b", LAMP, light, conversation="web:2"))
    grade(database, "a", Grade.PARTLY)
    grade(database, "b", Grade.PARTLY)
    with database.writing() as session:
        erase_conversation(session, "web:1")
    with database.reading() as session:
        assert [row.exchange_id for row in session.exec(select(CheckedAnswer))] == ["b"]


def test_a_wrong_answer_becomes_a_gap_that_the_usual_steps_close(database):
    light, wall = entries(database)
    record(database, answered("a", f"我13812345678，{WALL}", light))
    with database.writing() as session:
        number = gap_of(session, "a", by="起小草", now=NOW)
        assert gap_of(session, "a", by="起小草", now=NOW) == number
        assert wordings(session, find_gap(session, number)) == [f"我，{WALL}"]
        add_wording(session, number, entry_id=wall, by="起小草", now=NOW)
    (gap,) = gaps(database)
    assert (gap.state, gap.entry_id, gap.count) == (GapState.ANSWERED, wall, 1)
    assert acts(database) == ["add", "edit", "add_wording"]


def test_a_closed_gap_waits_again_once_it_is_opened(database):
    record(database, LAMP)
    number = gaps(database)[0].id or 0
    with pytest.raises(NotAllowed, match="本来就在等"), database.writing() as session:
        reopen_gap(session, number, by="起小草", now=NOW)
    with database.writing() as session:
        dismiss_gap(session, number, by="沈审核", now=NOW, reason="打13812345678问过了")
        reopen_gap(session, number, by="起小草", now=NOW)
    (gap,) = gaps(database)
    assert (gap.state, gap.closed_by, gap.closed_at, gap.reason) == (GapState.OPEN, "", None, "")
    assert acts(database) == ["dismiss", "reopen"]
    with database.reading() as session:
        first = session.exec(select(AuditRow).order_by(AuditRow.number)).first()
        assert first is not None
        assert first.detail == {"reason": "打〔手机号〕问过了"}


def test_verdicts_are_questions_with_their_articles_each_once_by_the_newest_word(database):
    light, wall = entries(database)
    put(database, law("路灯条例", {"1": "路灯由村里修。"}))
    with database.reading() as session:
        article = session.exec(select(Entry.id).where(Entry.kind == "article")).one() or 0
    other = "路灯不亮找谁"
    record(
        database,
        answered("a", f"我13812345678，{WALL}", light),
        answered("b", f"我，{WALL}？", light),
        answered("c", other, light),
        answered("d", "今天天气怎么样", light),
    )
    grade(database, "a", Grade.WRONG, right=article)
    grade(database, "b", Grade.WRONG, right=wall, at=NOW + HOUR)
    grade(database, "c", Grade.PARTLY, right=article)
    grade(database, "d", Grade.RIGHT)  # rests on no article
    with database.reading() as session:
        found = [(one.question, one.articles) for one in right_answers(session)]
    assert found == [
        (f"我，{WALL}？", ("中华人民共和国民法典第一千二百五十三条",)),
        (other, ("路灯条例第一条",)),
    ]


def test_verdicts_go_out_as_questions_that_eval_reads(tmp_path):
    assert mingbai(tmp_path, "export", "--kind", "verdicts", "题.xlsx").returncode == 1
    assert mingbai(tmp_path, "gap", "list").returncode == 0
    database = open_database(f"sqlite:///{tmp_path / 'data' / 'mingbai.db'}")
    with database.reading() as session:
        wall = session.exec(select(Entry.id)).first()
    record(database, answered("a", WALL, wall))
    grade(database, "a", Grade.RIGHT)
    database.close()
    done = mingbai(tmp_path, "export", "--kind", "verdicts", "题.jsonl")
    assert (done.returncode, done.stderr) == (0, "")
    lines = [json.loads(line) for line in (tmp_path / "题.jsonl").read_text("utf-8").splitlines()]
    assert [set(line) for line in lines] == [{"question", "gold_names"}] * len(lines)
    assert lines[0]["question"] == WALL
    assert mingbai(tmp_path, "eval", "题.jsonl", "--json").returncode == 0
