"""What residents ask is recorded masked, without their waiting, and erased when promised."""

import sqlite3
import threading
import time
from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import select

from jobs.records.exchanges import (
    MAX_COMMENT,
    Exchange,
    Turn,
    erase_conversation,
    erase_older,
    record_feedback,
)
from jobs.records.recorder import Recorder
from knowledge.database import Database, open_database
from knowledge.drafts import Draft, Kind, Parsed, SourceFacts
from knowledge.editions import take_in
from knowledge.errors import NotFound

NOW = datetime(2026, 11, 23, 8, tzinfo=UTC)


def turn(
    name: str, question: str = "欠条怎么写", *, conversation: str = "web:1", at: datetime = NOW
) -> Turn:
    return Turn(
        id=name,
        channel="web",
        conversation=conversation,
        question=question,
        kind="answer",
        confidence=0.9,
        asked_at=at,
    )


def kept(database: Database) -> dict[str, Exchange]:
    with database.reading() as session:
        rows = session.exec(select(Exchange)).all()
        return {row.id: Exchange(**row.model_dump()) for row in rows}


def record(database: Database, *turns: Turn) -> None:
    recorder = Recorder(database)
    for each in turns:
        recorder.record(each)
    recorder.close()


def test_a_question_is_written_masked(database):
    record(database, turn("a", "我是13812345678，邮箱 wang@example.cn，要离婚"))
    assert kept(database)["a"].question == "我是〔手机号〕，邮箱 〔邮箱〕，要离婚"


def test_the_entry_that_answered_is_kept_with_the_question(database):
    with database.writing() as session:
        facts = SourceFacts("常见问题", "faq")
        parsed = Parsed(facts, (Draft(Kind.FAQ, "a", "欠条怎么写", "写明四件事。"),))
        take_in(session, parsed, by="小王", now=NOW, publish=True)
    record(database, turn("a")._replace(entry_id=1), turn("b"))
    found = kept(database)
    assert (found["a"].entry_id, found["b"].entry_id, found["a"].gap_id) == (1, None, None)


def test_closing_loses_nothing(database):
    record(database, *(turn(str(number)) for number in range(1_000)))
    assert len(kept(database)) == 1_000


def test_flushing_waits_until_all_is_written(database):
    recorder = Recorder(database)
    for number in range(300):
        recorder.record(turn(str(number)))
    assert recorder.flush(seconds=10)
    assert (recorder.waiting, len(kept(database))) == (0, 300)
    recorder.close()


@pytest.mark.parametrize("strange", ["零\0字节", "半个\ud83d字"])
def test_a_question_no_database_takes_does_not_hold_up_the_next(database, strange):
    record(database, turn("a", strange), turn("b"))
    assert {name: row.question for name, row in kept(database).items()} == {
        "a": strange.replace("\0", "").replace("\ud83d", ""),
        "b": "欠条怎么写",
    }


def test_a_locked_database_delays_but_loses_nothing_and_nobody_waits(sqlite_url):
    database = open_database(sqlite_url)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    recorder = Recorder(database)
    began = time.monotonic()
    for number in range(100):
        recorder.record(turn(str(number)))
    assert time.monotonic() - began < 0.2
    assert not recorder.flush(seconds=1)
    assert kept(database) == {}
    other.execute("COMMIT")
    other.close()
    recorder.close()
    assert len(kept(database)) == 100
    database.close()


def test_a_write_that_failed_is_tried_again(sqlite_url, monkeypatch):
    monkeypatch.setattr("jobs.records.recorder.RETRY_SECONDS", 0.1)
    database = open_database(sqlite_url)
    other = sqlite3.connect(sqlite_url.removeprefix("sqlite:///"), isolation_level=None)
    other.execute("ALTER TABLE exchange RENAME TO elsewhere")
    recorder = Recorder(database)
    recorder.record(turn("a"))
    assert not recorder.flush(seconds=0.5)
    other.execute("ALTER TABLE elsewhere RENAME TO exchange")
    other.close()
    assert recorder.flush(seconds=5)
    recorder.close()
    assert list(kept(database)) == ["a"]
    database.close()


def test_many_threads_may_record_at_once(database):
    recorder = Recorder(database)

    def talk(name: int) -> None:
        for number in range(50):
            recorder.record(turn(f"{name}-{number}"))

    threads = [threading.Thread(target=talk, args=[name]) for name in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    recorder.close()
    assert len(kept(database)) == 200


def test_of_two_words_on_an_answer_the_last_one_stays(database):
    record(database, turn("a"))
    for useful, comment in ((True, ""), (False, "没说去哪里办，打我 13812345678")):
        with database.writing() as session:
            record_feedback(session, "a", useful=useful, comment=comment)
    row = kept(database)["a"]
    assert (row.useful, row.comment) == (False, "没说去哪里办，打我 〔手机号〕")


def test_a_long_comment_is_cut_and_a_strange_one_is_cleaned(database):
    record(database, turn("a"))
    with database.writing() as session:
        record_feedback(session, "a", useful=True, comment="\0" + "长" * 2_000)
    assert kept(database)["a"].comment == "长" * MAX_COMMENT


def test_a_word_on_an_unknown_answer_is_refused(database):
    with pytest.raises(NotFound, match="没有找到"), database.writing() as session:
        record_feedback(session, "nobody", useful=True)


def test_erasing_a_conversation_leaves_the_others(database):
    record(database, turn("a"), turn("b"), turn("c", conversation="web:12"))
    with database.writing() as session:
        assert erase_conversation(session, "web:1") == 2
    with database.writing() as session:
        assert erase_conversation(session, "web:1") == 0
    assert list(kept(database)) == ["c"]


def test_what_is_older_than_promised_is_erased(database):
    old, young = NOW - timedelta(days=180, seconds=1), NOW - timedelta(days=180)
    record(database, turn("old", at=old), turn("young", at=young), turn("new"))
    with database.writing() as session:
        erase_older(session, now=NOW, keep_days=180)
    assert set(kept(database)) == {"young", "new"}


def test_times_come_back_aware_and_in_utc(database):
    record(database, turn("a"))
    assert kept(database)["a"].asked_at == NOW
    assert kept(database)["a"].asked_at.utcoffset() == timedelta(0)
